"""Azure Machine Learning, as recorded calls: there is nothing here to train a model.

https://learn.microsoft.com/azure/data-factory/transform-data-machine-learning-service.
"""

from arm.runtime import recorded
from arm.runtime.activities import handles
from arm.runtime.call import Call
from arm.runtime.model import Json


@handles("AzureMLExecutePipeline")
async def execute_pipeline(call: Call) -> Json:
    """Write down the call of a published pipeline; the output names the file."""
    recorded.need(call, "mlPipelineId", "mlPipelineEndpointId")
    return recorded.record(call)


@handles("AzureMLBatchExecution")
async def batch_execution(call: Call) -> Json:
    """Write down the call of a Studio (classic) web service; the output names the file."""
    return recorded.record(call)


@handles("AzureMLUpdateResource")
async def update_resource(call: Call) -> Json:
    """Write down the update of a Studio (classic) web service; the output names the file."""
    recorded.need(call, "trainedModelName")
    return recorded.record(call)
