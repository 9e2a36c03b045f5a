"""AzureFunctionActivity, as a recorded call.

https://learn.microsoft.com/azure/data-factory/control-flow-azure-function-activity.
"""

from arm.runtime import recorded
from arm.runtime.activities import handles
from arm.runtime.call import Call
from arm.runtime.model import Json


@handles("AzureFunctionActivity")
async def azure_function(call: Call) -> Json:
    """Write down the function and what it would have been sent; the output names the file."""
    recorded.need(call, "functionName")
    recorded.need(call, "method")
    return recorded.record(call)
