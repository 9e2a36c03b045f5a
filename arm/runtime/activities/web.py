"""WebActivity: https://learn.microsoft.com/azure/data-factory/control-flow-web-activity.

Only addresses among `Services.hosts` are called; there are none unless somebody allows them.
"""

from arm.runtime import web_calls
from arm.runtime.activities import handles
from arm.runtime.call import Call
from arm.runtime.model import Json


@handles("WebActivity")
async def web_activity(call: Call) -> Json:
    """What the address answered: an object as it is, an array or text as `Response`."""
    request = web_calls.Request.of(call.properties, call.run.name)
    request.check_host(call.scope.services.hosts)
    return await call.in_thread(lambda stop: web_calls.send(request))
