"""Values that would share a parameter: deploying would give all of them the value of the last.

Where two leaves of a definition file collide, or one that drops the last segment hits siblings, and the values
differ, the export is refused. Where one leaf meets several values (a short name inside an array, a trigger that
starts the same pipeline twice), it is what ADF Studio publishes: the last declaration wins, and a warning says so.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from arm import jsontext
from arm.errors import SourceError
from arm.findings import Finding, Severity
from arm.template.definition import Definition
from arm.template.parameterize import Collision
from arm.template.parameters import Parameter
from arm.template.resources import Exported


def collected(exported: Iterable[Exported], definition: Definition) -> tuple[dict[str, Parameter], list[Finding]]:
    """All parameters by name, secrets first, then the rest, each in document order; and what collides.

    A finding is an error, with the leaf's file, line and column, where a definition file makes different values
    share a name.
    """
    exported = list(exported)
    declared = {name: parameter for item in exported for name, parameter in item.secrets.items()}
    collisions = [collision for item in exported for collision in item.collisions]
    for item in exported:
        shared = sorted(item.parameters.keys() & declared.keys())
        collisions += [Collision(declared[name], item.parameters[name], dropped=False) for name in shared]
        declared |= item.parameters
    findings = [finding for collision in collisions if (finding := _judged(collision, definition))]
    return declared, [*findings, *_differing_in_case(declared)]


_REFUSED = "parameter-collision"


def refuse(findings: Iterable[Finding]) -> None:
    """SourceError for the first finding that is an error."""
    for one in findings:
        if one.severity is Severity.ERROR:
            raise SourceError(one.message, one.file, one.line, one.column, hint="give them names of their own")


def _judged(collision: Collision, definition: Definition) -> Finding | None:
    first, second = collision.first, collision.second
    if first.source == second.source:
        return None
    message = (
        f"the parameter {second.name} would stand for two different values: {_place(first)} and {_place(second)}"
    )
    if definition.file is not None and (collision.dropped or first.origin.definition != second.origin.definition):
        leaf = second.origin.definition
        place = jsontext.locate_in(definition.file, leaf)
        return Finding(_REFUSED, Severity.ERROR, message, str(definition.file), *place, leaf)
    line, column = jsontext.locate_in(Path(second.origin.file), second.origin.pointer)
    detail = f"{message}; the last one's is the default"
    file, pointer = second.origin.file, second.origin.pointer
    return Finding(_REFUSED, Severity.WARNING, detail, file, line, column, pointer)


def _place(parameter: Parameter) -> str:
    return f"{parameter.origin.file}#{parameter.origin.pointer}"


def _differing_in_case(declared: dict[str, Parameter]) -> Iterator[Finding]:
    """A warning for parameters that are one to Resource Manager, which doesn't tell letter cases apart."""
    seen: dict[str, str] = {}
    for name, parameter in declared.items():
        first = seen.setdefault(name.lower(), name)
        if first != name:
            message = f"the parameters {first} and {name} differ in letter case only: the template can't be deployed"
            origin = parameter.origin
            yield Finding("parameter-case", Severity.WARNING, message, origin.file, 0, 0, origin.pointer)
