"""AppendVariable: https://learn.microsoft.com/azure/data-factory/control-flow-append-variable-activity."""

from arm.runtime.activities import handles
from arm.runtime.call import Call
from arm.runtime.failures import ActivityFailure
from arm.runtime.model import Json
from arm.runtime.variables import declared_type


@handles("AppendVariable", answered="never")
async def append_variable(call: Call) -> Json:
    """Add a value to the end of an array variable."""
    name, value = call.required("variableName"), call.properties.get("value")
    if declared_type(call.scope, name) != "Array":
        raise ActivityFailure("BadRequest", f"the variable '{name}' is not an array: nothing can be appended to it")
    variables = call.scope.run.variables
    variables[name] = [*variables[name], value]
    return {"name": name, "value": value}
