"""ExecutePipeline: https://learn.microsoft.com/azure/data-factory/control-flow-execute-pipeline-activity."""

import json
import uuid
from dataclasses import replace

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
    child = PipelineRun(str(uuid.uuid4()), name, arguments, Status.QUEUED, caller=call.scope.run, called_by=call.run)
    _refuse_a_circle(child)
    output: Json = {"pipelineName": name, "pipelineRunId": child.id}
    scope = _scope(call, child)
    started = call.runner.start(scope)
    if not values.truth(call.properties.get("waitOnCompletion", True), "waitOnCompletion"):
        return output
    call.run.output = output
    call.runner.changed(call.scope.run)
    await call.runner.outcome(scope, started)
    output = {**output, "pipelineReturnValue": child.return_value}
    if child.status is not Status.SUCCEEDED:
        raise ActivityFailure("BadRequest", child.message, output=output)
    return output


def _scope(call: Call, child: PipelineRun) -> Scope:
    """The child's scope; the child is among its caller's children from then on."""
    outer = call.scope
    try:
        scope = scope_of(outer.factory, child, outer.services, outer.trigger)
    except UsageError as error:
        raise ActivityFailure("BadRequest", str(error)) from None
    outer.run.children.append(child)
    return replace(scope, path=f"{outer.path}{call.run.name}/", recovers=outer.recovers)


def _payload(arguments: Json, pipeline: Json) -> Json:
    """Arguments as they arrive: the service passes them as text, so that a number suits a String parameter."""
    declared = pipeline.get("parameters") or {}
    return {
        name: json.dumps(value) if _is_text(declared.get(name)) and isinstance(value, int | float) else value
        for name, value in arguments.items()
    }


def _is_text(declaration: Json | None) -> bool:
    return str((declaration or {}).get("type")).lower() in ("string", "securestring")


def _refuse_a_circle(child: PipelineRun) -> None:
    """CannotRun if a pipeline calls itself, directly or through others: Azure doesn't publish such pipelines."""
    path, above = [child.pipeline], child.caller
    while above is not None:
        path.append(above.pipeline)
        if above.pipeline == child.pipeline:
            raise CannotRun(f"pipelines call each other in a circle: {' → '.join(reversed(path))}")
        above = above.caller
