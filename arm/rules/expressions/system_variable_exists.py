"""An expression asks for system variables that there are."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.guess import guessed
from arm.rules.located import Located, expressions
from arm.rules.rule import Problem, rule

_PIPELINE = (
    "DataFactory", "Pipeline", "RunId", "TriggerType", "TriggerId", "TriggerName", "TriggerTime", "GroupId",
    "TriggeredByPipelineName", "TriggeredByPipelineRunId", "TriggerEvent", "parameters", "globalParameters",
    "libraryVariables",
)  # fmt: skip
_TRIGGER = ("outputs", "scheduledTime", "startTime", "inputs", "name", "event")


@rule(
    Severity.ERROR,
    "`pipeline().x` names a system variable, `parameters` or `globalParameters`; `trigger().x` `outputs`, "
    "`scheduledTime` or `startTime`.",
    over=expressions,
    link="https://learn.microsoft.com/azure/data-factory/control-flow-system-variables",
)
def check(context: Context, found: Located) -> Iterator[Problem]:
    """Names that neither of them has."""
    for accessor, known in (("pipeline", _PIPELINE), ("trigger", _TRIGGER)):
        for name in dict.fromkeys(found.expression.members_of(accessor)):
            if name.casefold() not in {one.casefold() for one in known}:
                told = guessed(f"{accessor}() has no {name}", name, known)
                yield found.problem(told)
