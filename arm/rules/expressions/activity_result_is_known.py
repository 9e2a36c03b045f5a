"""An expression takes from an activity's result what there is."""

from collections.abc import Iterator

from arm.errors import did_you_mean
from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.located import Located, pipeline_expressions
from arm.rules.rule import Problem, rule

_KNOWN = (
    "output", "error", "status", "statusCode", "name", "activityName", "activityType", "duration", "durationInMs",
    "executionStartTime", "executionEndTime", "activityRunId", "pipelineRunId", "input", "userProperties",
    "retryAttempt", "iterationHash", "linkedServiceName", "effectiveIntegrationRuntime",
)  # fmt: skip


@rule(
    Severity.WARNING,
    "What stands behind `activity('…')` is part of its result: output, error, Status, Duration …; reported is what "
    "looks misspelt.",
    over=pipeline_expressions,
    link="https://learn.microsoft.com/azure/data-factory/control-flow-expression-language-functions",
)
def check(context: Context, found: Located) -> Iterator[Problem]:
    """Names that are nearly one of those."""
    for name in dict.fromkeys(found.expression.members_of("activity")):
        if name.casefold() not in {known.casefold() for known in _KNOWN}:
            guess = did_you_mean(name, _KNOWN)
            if guess.startswith("did"):
                yield found.problem(f'the result of an activity has no "{name}": {guess}')
