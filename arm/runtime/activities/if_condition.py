"""IfCondition: https://learn.microsoft.com/azure/data-factory/control-flow-if-condition-activity."""

from arm.runtime import values
from arm.runtime.activities import handles
from arm.runtime.call import Call
from arm.runtime.model import Json


@handles("IfCondition", answered="never")
async def if_condition(call: Call) -> Json:
    """Run the activities of one branch; a branch without any is done at once."""
    met = values.truth(call.scope.evaluate(call.unevaluated("expression")), "the expression of an IfCondition")
    branch = call.inner_activities("ifTrueActivities" if met else "ifFalseActivities")
    await call.runner.run_inside(branch, call.inside())
    return {}
