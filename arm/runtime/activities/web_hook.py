"""WebHook: https://learn.microsoft.com/azure/data-factory/control-flow-webhook-activity."""

import asyncio
import json
from concurrent.futures import Future
from typing import Any

from arm.runtime import policy, values, web_calls
from arm.runtime.activities import handles
from arm.runtime.call import Call
from arm.runtime.failures import ActivityFailure, CannotRun
from arm.runtime.model import Json

_DEFAULT_TIMEOUT = "00:10:00"
_FIRST_FAILING_STATUS = 400


@handles("WebHook")
async def web_hook(call: Call) -> Json:
    """Call an address, as a WebActivity does, with a `callBackUri` in the body; its call is the output.

    With reportStatusOnCallBack the caller says how the activity ended.
    """
    if call.scope.services.callbacks is None:
        told = f"activity '{call.run.name}' (WebHook) waits for a call back, and nothing listens for one here"
        raise CannotRun(told, hint="give it an answer")
    limit = policy.seconds(call.properties.get("timeout") or _DEFAULT_TIMEOUT, call.run.name)
    callbacks = call.scope.services.callbacks
    key, address, called = callbacks.open()
    try:
        body = {**_body(call.properties.get("body")), "callBackUri": address}
        request = web_calls.Request.of({**call.properties, "body": body}, call.run.name)
        request.check_host(call.scope.services.hosts)
        await call.in_thread(lambda stop: web_calls.send(request))
        answered = await _in_time(called, limit)
    finally:
        callbacks.close(key)
    if values.truth(call.properties.get("reportStatusOnCallBack", False), "reportStatusOnCallBack"):
        return _reported(answered)
    return answered if isinstance(answered, dict) else {"Response": answered}


def _body(body: Any) -> Json:
    """The body to which the address is added. ActivityFailure unless it is an object, or the text of one."""
    try:
        value = json.loads(body) if isinstance(body, str) else body or {}
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise ActivityFailure("BadRequest", "the body of a WebHook is a JSON object: callBackUri is added to it")
    return value


async def _in_time(called: "Future[Any]", limit: float) -> Any:
    try:
        async with asyncio.timeout(limit) as clock:
            return await asyncio.wrap_future(called)
    except TimeoutError:
        if not clock.expired():
            raise
        raise ActivityFailure("TimedOut", f"nobody called back within {limit:g} s") from None


def _reported(answered: Any) -> Json:
    """The `Output` of a call back. ActivityFailure by its `Error` for a `StatusCode` of 400 or more."""
    told = answered if isinstance(answered, dict) else {}
    output = told.get("Output")
    output = output if isinstance(output, dict) else {}
    if values.whole_number(told.get("StatusCode") or 200, "StatusCode") < _FIRST_FAILING_STATUS:
        return output
    error = told.get("Error")
    error = error if isinstance(error, dict) else {}
    raise ActivityFailure(
        str(error.get("ErrorCode") or told["StatusCode"]),
        str(error.get("Message") or "the call back reported a failure"),
        output=output,
    )
