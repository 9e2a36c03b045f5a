"""ExecutePipeline: https://learn.microsoft.com/azure/data-factory/control-flow-execute-pipeline-activity."""

import contextlib
import json
import uuid

from arm.errors import UsageError
from arm.runtime import values
from arm.runtime.activities import handles
from arm.runtime.call import Call
from arm.runtime.failures import ActivityFailure, CannotRun
from arm.runtime.model import Json, PipelineRun, Status
from arm.runtime.pipelines import scope_of
from arm.runtime.scope import Scope


@handles("ExecutePipeline", answered="may")
async def execute_pipeline(call: Call) -> Json:
    """Run another pipeline of the factory; what it gave back is `pipelineReturnValue`.

    It fails as the child does — unless it doesn't wait for it: then it is done once the child has been started.
    """
    name = (call.required("pipeline") or {}).get("referenceName", "")
    arguments = _payload(call.properties.get("parameters") or {}, call.scope.factory.pipelines.get(name) or {})
    child = PipelineRun(str(uuid.uuid4()), name, arguments, Status.IN_PROGRESS, caller=call.scope.run)
    _refuse_a_circle(child)
    try:
        scope = scope_of(call.scope.factory, child, call.scope.services, call.scope.trigger)
    except UsageError as error:
        raise ActivityFailure("BadRequest", str(error)) from None
    call.scope.run.children.append(child)
    output: Json = {"pipelineName": name, "pipelineRunId": child.id}
    if not values.truth(call.properties.get("waitOnCompletion", True), "waitOnCompletion"):
        call.runner.in_background(_let_it_go(call, scope))
        return output
    await call.runner.run_pipeline(scope)
    output["pipelineReturnValue"] = child.return_value
    if child.status is not Status.SUCCEEDED:
        raise ActivityFailure("BadRequest", child.message, output=output)
    return output


def _payload(arguments: Json, pipeline: Json) -> Json:
    """Arguments as they arrive: the service passes them as text, so that a number suits a String parameter."""
    declared = pipeline.get("parameters") or {}
    return {
        name: json.dumps(value) if _is_text(declared.get(name)) and isinstance(value, int | float) else value
        for name, value in arguments.items()
    }


def _is_text(declaration: Json | None) -> bool:
    return str((declaration or {}).get("type")).lower() in ("string", "securestring")


async def _let_it_go(call: Call, scope: Scope) -> None:
    """Run a child whose end changes nothing for its caller, not even if it can't be run: its own run tells that."""
    with contextlib.suppress(CannotRun):
        await call.runner.run_pipeline(scope)


def _refuse_a_circle(child: PipelineRun) -> None:
    """CannotRun if a pipeline calls itself, directly or through others: Azure doesn't publish such pipelines."""
    path, above = [child.pipeline], child.caller
    while above is not None:
        path.append(above.pipeline)
        if above.pipeline == child.pipeline:
            raise CannotRun(f"pipelines call each other in a circle: {' → '.join(reversed(path))}")
        above = above.caller
