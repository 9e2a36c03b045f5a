"""What is taken from a Lookup is what it hands back: one row, or all."""

from collections.abc import Iterator

from arm.expressions import Access, Call, Literal, Node
from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.located import Located, pipeline_expressions
from arm.rules.pipeline import Activity, same
from arm.rules.rule import Problem, rule

_ONE, _ALL = ("firstrow",), ("value", "count")


@rule(
    Severity.ERROR,
    "A Lookup hands back `output.firstRow`, or with `firstRowOnly` false `output.value` and `output.count`: the "
    "other isn't there, and the run fails.",
    over=pipeline_expressions,
    link="https://learn.microsoft.com/azure/data-factory/control-flow-lookup-activity#use-the-lookup-activity-result",
    evidence="Three of the factories published since October 2023 take `output.value` of a Lookup that gives its "
    "first row only; every run that gets there fails.",
)
def check(context: Context, found: Located) -> Iterator[Problem]:
    """Expressions that take what the Lookup doesn't give."""
    activity = found.activity
    if activity is None:
        return
    for access in found.expression.parsed.accesses:
        name, key = _taken(access)
        lookup = activity.pipeline.by_name.get(same(name))
        if lookup is None or lookup.type != "Lookup" or access.null_safe:
            continue
        if key.lower() in (_ALL if _gives_one(lookup) else _ONE if _gives_all(lookup) else ()):
            given = "firstRow" if _gives_one(lookup) else "value and count"
            yield found.problem(f'the Lookup "{lookup.name}" gives output.{given}, no output.{key}')


def _gives_one(lookup: Activity) -> bool:
    return lookup.type_properties.get("firstRowOnly", True) in (True, "true")


def _gives_all(lookup: Activity) -> bool:
    return lookup.type_properties.get("firstRowOnly", True) in (False, "false")


def _taken(access: Access) -> tuple[str, str]:
    """The activity and the key of `activity('…').output.key`, empty for anything else."""
    output = access.target
    if isinstance(output, Access) and _text(output.key).lower() == "output" and not output.null_safe:
        call = output.target
        if isinstance(call, Call) and call.name.lower() == "activity" and call.arguments:
            return _text(call.arguments[0]), _text(access.key)
    return "", ""


def _text(node: Node) -> str:
    return node.value if isinstance(node, Literal) and isinstance(node.value, str) else ""
