"""SetVariable: https://learn.microsoft.com/azure/data-factory/control-flow-set-variable-activity."""

from arm.runtime.activities import handles
from arm.runtime.call import Call
from arm.runtime.failures import ActivityFailure, CannotRun
from arm.runtime.model import Json
from arm.runtime.parameters import is_of_type


@handles("SetVariable")
async def set_variable(call: Call) -> Json:
    """Set a variable of the pipeline; its name and value come back as output, as in Azure."""
    if call.properties.get("setSystemVariable"):
        raise CannotRun(f"activity '{call.run.name}': the pipeline's return value can't be set here yet")
    name, value = call.required("variableName"), call.properties.get("value")
    pipeline = call.scope.factory.pipelines[call.scope.run.pipeline]
    declared = pipeline.get("variables", {}).get(name)
    if declared is None:
        raise ActivityFailure("BadRequest", f"the pipeline has no variable '{name}'")
    expected = declared.get("type", "String")
    if value is not None and not is_of_type(value, expected):
        raise ActivityFailure(
            "BadRequest",
            f"The variable '{name}' of type '{expected}' cannot be initialized or updated with value of type "
            f"'{_type_name(value)}'. The variable '{name}' only supports values of types '{expected}'.",
        )
    call.scope.run.variables[name] = value
    return {"name": name, "value": value}


def _type_name(value: object) -> str:
    names = {bool: "Boolean", int: "Integer", float: "Float", str: "String", list: "Array", dict: "Object"}
    return names.get(type(value), type(value).__name__)
