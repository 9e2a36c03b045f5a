"""Switch: https://learn.microsoft.com/azure/data-factory/control-flow-switch-activity."""

from arm.runtime import values
from arm.runtime.activities import handles
from arm.runtime.call import Call
from arm.runtime.failures import ActivityFailure
from arm.runtime.model import Json


@handles("Switch", answered="never")
async def switch(call: Call) -> Json:
    """Run the activities of the case whose value the expression has, of the default if none has it."""
    value = call.required("on")
    if not isinstance(value, str):
        told = f"the expression of a Switch gives a text, not a value of type '{values.type_name(value)}'"
        raise ActivityFailure("BadRequest", told)
    cases = {case["value"]: case.get("activities") or [] for case in call.inner_activities("cases")}
    activities = cases[value] if value in cases else call.inner_activities("defaultActivities")
    await call.runner.run_inside(activities, call.inside())
    return {}
