"""Until: https://learn.microsoft.com/azure/data-factory/control-flow-until-activity."""

import asyncio
from itertools import count

from arm.runtime import policy, values
from arm.runtime.activities import handles
from arm.runtime.call import Call
from arm.runtime.failures import ActivityFailure
from arm.runtime.model import Json

_DEFAULT_TIMEOUT = "7.00:00:00"


@handles("Until", answered="never")
async def until(call: Call) -> Json:
    """Run the activities inside until the expression is true, or fail once the time-out has passed.

    A failure inside doesn't end the loop, as documented; what the service makes of one in the last turn isn't
    documented: here the Until fails with it.
    """
    limit = policy.seconds(call.properties.get("timeout") or _DEFAULT_TIMEOUT, call.run.name)
    try:
        async with asyncio.timeout(limit) as clock:
            failure = await _loop(call)
    except TimeoutError:
        if not clock.expired():
            raise
        raise ActivityFailure("ActivityTimeout", f"the loop ran longer than its timeout, {limit:g} s") from None
    if failure:
        raise failure
    return {}


async def _loop(call: Call) -> ActivityFailure | None:
    """The failure of the last turn, if it failed."""
    for turn in count():
        scope = call.inside(turn)
        failure = None
        try:
            await call.runner.run_inside(call.inner_activities(), scope)
        except ActivityFailure as error:
            failure = error
        if values.truth(scope.evaluate(call.unevaluated("expression")), "the expression of an Until"):
            return failure
        await asyncio.sleep(0)  # a loop of nothing that waits must still be cancelled and time out
    return None
