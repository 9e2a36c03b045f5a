"""When the stages that deploy may run."""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.azure_pipelines.commands import tasks
from tests.azure_pipelines.conditions import UnknownCondition, judge
from tests.azure_pipelines.environments import CONNECTING
from tests.azure_pipelines.expansion import Step, steps

PULL_REQUEST = {"Build.Reason": "PullRequest"}
_CONNECTIONS = ("azuresubscription", "connectedservicename", "connectedservicenamearm")


def deploy_stages(pipeline: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The stages with a deployment job, a step with a service connection, or one that calls a deploying task."""
    reaching = [step.stage["stage"] for step in steps(pipeline) if _reaches_azure(step)]
    return [
        stage
        for stage in pipeline["stages"]
        if stage["stage"] in reaching or any("deployment" in job for job in stage["jobs"])
    ]


def _reaches_azure(step: Step) -> bool:
    return any(name in step.inputs for name in _CONNECTIONS) or any(task.name in CONNECTING for task in tasks(step))


def pull_request_problems(pipeline: Mapping[str, Any]) -> Iterator[str]:
    """Deploy stages whose condition doesn't keep every run for a pull request out."""
    for stage in deploy_stages(pipeline):
        condition = stage.get("condition", "succeeded()")
        try:
            outcome = judge(condition, PULL_REQUEST)
        except UnknownCondition as unknown:
            yield f"{stage['stage']}: {unknown}"
            continue
        if outcome is not False:
            yield f"{stage['stage']}: could run for a pull request: {' '.join(condition.split())}"
