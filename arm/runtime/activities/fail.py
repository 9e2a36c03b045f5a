"""Fail: https://learn.microsoft.com/azure/data-factory/control-flow-fail-activity."""

from arm.runtime.activities import handles
from arm.runtime.call import Call
from arm.runtime.failures import ActivityFailure
from arm.runtime.model import Json


@handles("Fail", answered="never")
async def fail(call: Call) -> Json:
    """Fail with the message and error code the pipeline chose."""
    raise ActivityFailure(str(call.required("errorCode")), str(call.required("message")))
