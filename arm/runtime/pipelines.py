"""A run of a pipeline, the caller's or a child's: what it starts with, and how it ended."""

from collections.abc import Mapping, Sequence
from typing import Any

from arm.runtime import flow
from arm.runtime.failures import CannotRun
from arm.runtime.model import DeployedFactory, Json, PipelineRun, Services, Status, written
from arm.runtime.parameters import bind_parameters, initial_variables
from arm.runtime.scope import Scope


def scope_of(factory: DeployedFactory, run: PipelineRun, services: Services, trigger: Mapping[str, Any]) -> Scope:
    """The pipeline's own scope, the run's parameters bound and its variables at their defaults.

    UsageError for a pipeline that isn't there and parameters that don't fit.
    """
    run.parameters = bind_parameters(factory, run.pipeline, run.parameters)
    run.variables = initial_variables(factory.pipelines[run.pipeline])
    return Scope(factory, services, run, _system(factory, run, trigger), trigger)


def _system(factory: DeployedFactory, run: PipelineRun, trigger: Mapping[str, Any]) -> Json:
    """What `pipeline()` shows: https://learn.microsoft.com/azure/data-factory/control-flow-system-variables."""
    by_pipeline = {} if run.caller is None else {"name": run.caller.pipeline, "type": "PipelineActivity"}
    started = {**trigger, **by_pipeline}
    return {
        "DataFactory": factory.name,
        "Pipeline": run.pipeline,
        "RunId": run.id,
        "GroupId": trigger.get("group", run.first.id),
        "TriggerId": started.get("id", ""),
        "TriggerName": started.get("name", "Manual"),
        "TriggerType": started.get("type", "Manual"),
        "TriggerTime": started.get("time", written(run.start)),
        "TriggeredByPipelineName": run.caller.pipeline if run.caller else None,
        "TriggeredByPipelineRunId": run.caller.id if run.caller else None,
    }


def activities_of(scope: Scope) -> list[Json]:
    """The activities of the pipeline that a scope is the run of."""
    found: list[Json] = scope.factory.pipelines[scope.run.pipeline].get("activities") or []
    return found


def failure(scope: Scope, name: str) -> str:
    """Why an activity failed; an inactive one that is marked as failed has no error of its own."""
    error = scope.outputs[name].get("error")
    return str(error.get("message", "")) if error is not None else "it is inactive and marked as failed"


def concurrency(scope: Scope) -> int | None:
    """How many runs of the pipeline may go on at a time; None where it sets no limit. CannotRun for no number."""
    limit = scope.factory.pipelines[scope.run.pipeline].get("concurrency")
    if limit is None:
        return None
    if isinstance(limit, bool) or not isinstance(limit, int) or limit < 1:
        raise CannotRun(f"the concurrency of pipeline '{scope.run.pipeline}' is no number from 1 on: {limit!r}")
    return limit


def settle(scope: Scope, activities: Sequence[Json], statuses: Mapping[str, Status]) -> None:
    """Give a run its status and message, in Azure's words for a failed activity (its queryPipelineRuns)."""
    failed = flow.failed_activities(activities, statuses)
    told = [f"Operation on target {name} failed: {failure(scope, name)}" for name in failed]
    scope.run.status = Status.FAILED if failed else Status.SUCCEEDED
    scope.run.message = "; ".join(told)
