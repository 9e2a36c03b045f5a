"""An expression asks only for what there is where it stands."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.located import Located, expressions
from arm.rules.rule import Problem, rule

_OF_PIPELINES = ("variables", "activity", "item")
_OF_TRIGGERS = ("trigger", "triggerbody")
_TIMED = ("ScheduleTrigger", "TumblingWindowTrigger")
_WINDOW = ("windowstarttime", "windowendtime")
_ELSEWHERE = {
    "pipelines": {"dataset": "a dataset", "linkedservice": "a linked service"},
    "datasets": {
        "linkedservice": "a linked service",
        **dict.fromkeys(_OF_PIPELINES, "a pipeline"),
        **dict.fromkeys(_OF_TRIGGERS, "a trigger"),
    },
    "linkedServices": {
        "dataset": "a dataset",
        **dict.fromkeys(_OF_PIPELINES, "a pipeline"),
        **dict.fromkeys(_OF_TRIGGERS, "a trigger"),
    },
    "triggers": {
        "dataset": "a dataset",
        "linkedservice": "a linked service",
        **dict.fromkeys(_OF_PIPELINES, "a pipeline"),
    },
}


@rule(
    Severity.ERROR,
    "`dataset()` stands in datasets, `linkedService()` in linked services; `activity()`, `variables()`, `item()` and "
    "`pipeline().parameters` in pipelines; `trigger()` and `triggerBody()` in triggers and pipelines, of triggers "
    "`outputs.windowStartTime` in those of tumbling windows and `triggerBody()` in those of events.",
    over=expressions,
    link="https://learn.microsoft.com/azure/data-factory/control-flow-system-variables",
)
def check(context: Context, found: Located) -> Iterator[Problem]:
    """Calls of accessors that belong elsewhere."""
    elsewhere = _ELSEWHERE.get(found.item.type, {})
    for name in dict.fromkeys(call.name for call in found.expression.parsed.calls):
        if name.lower() in elsewhere:
            yield found.problem(f"{name}() is known only in {elsewhere[name.lower()]}")
        elif name.lower() == "triggerbody" and found.item.kind in _TIMED:
            yield found.problem(f"triggerBody() tells of an event: a {found.item.kind} has none")
    if found.item.type in ("datasets", "linkedServices") and "parameters" in found.expression.members_of("pipeline"):
        yield found.problem("pipeline().parameters is known only in a pipeline: declare a parameter here")
    for name in found.expression.members_of("trigger", "outputs"):
        if name.casefold() in _WINDOW and found.item.kind == "ScheduleTrigger":
            yield found.problem(f"only a tumbling window trigger has {name}")
