"""AzureMLExecutePipeline, as a recorded call: there is no Azure Machine Learning here to train anything.

Its properties: https://learn.microsoft.com/azure/data-factory/transform-data-machine-learning-service.
"""

import re

from arm import files, jsontext
from arm.runtime.activities import handles
from arm.runtime.call import Call
from arm.runtime.failures import ActivityFailure
from arm.runtime.model import Json

# Where the call would have gone; the linked service's credential is not for a file.
_ADDRESS = ("subscriptionId", "resourceGroupName", "mlWorkspaceName")


@handles("AzureMLExecutePipeline")
async def azure_ml_execute_pipeline(call: Call) -> Json:
    """Write down the call Azure Machine Learning would have got; the output names the file."""
    if not call.properties.get("mlPipelineId") and not call.properties.get("mlPipelineEndpointId"):
        raise ActivityFailure("BadRequest", "it names no mlPipelineId, and no mlPipelineEndpointId either")
    name, linked = call.linked_service()
    record = {
        "activity": call.run.name,
        "activityRunId": call.run.id,
        "pipelineRunId": call.scope.run.id,
        "linkedService": name,
        "workspace": {key: linked.get("typeProperties", {}).get(key) for key in _ADDRESS},
        "call": call.run.input,
    }
    slug = re.sub(r"[^A-Za-z0-9_-]+", "-", call.run.name).strip("-")
    path = call.work / "calls" / f"{slug}-{call.run.id[:8]}.json"
    files.write_text(path, jsontext.dumps_pretty(record))
    return {"recordedCall": str(path)}
