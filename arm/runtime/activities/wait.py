"""Wait: https://learn.microsoft.com/azure/data-factory/control-flow-wait-activity."""

import asyncio

from arm.runtime.activities import handles
from arm.runtime.call import Call
from arm.runtime.failures import ActivityFailure
from arm.runtime.model import Json


@handles("Wait", answered="never")
async def wait(call: Call) -> Json:
    """Let the given number of seconds pass."""
    seconds = call.required("waitTimeInSeconds")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds < 0:
        raise ActivityFailure("BadRequest", f"waitTimeInSeconds is not a number of seconds: {seconds!r}")
    await asyncio.sleep(seconds)
    return {}
