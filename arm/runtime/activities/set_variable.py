"""SetVariable: https://learn.microsoft.com/azure/data-factory/control-flow-set-variable-activity."""

from typing import Any

from arm.runtime import values
from arm.runtime.activities import handles
from arm.runtime.call import Call
from arm.runtime.failures import ActivityFailure
from arm.runtime.model import Json
from arm.runtime.parameters import is_of_type
from arm.runtime.variables import declared_type


@handles("SetVariable", answered="never")
async def set_variable(call: Call) -> Json:
    """Set a variable of the pipeline; its name and value come back as output, as in Azure."""
    name, value = call.required("variableName"), call.properties.get("value")
    if values.truth(call.properties.get("setSystemVariable", False), "setSystemVariable"):
        value = _set_return_value(call, name, value)
        return {"name": name, "value": value}
    expected = declared_type(call.scope, name)
    if value is not None and not is_of_type(value, expected):
        raise ActivityFailure(
            "BadRequest",
            f"The variable '{name}' of type '{expected}' cannot be initialized or updated with value of type "
            f"'{values.type_name(value)}'. The variable '{name}' only supports values of types '{expected}'.",
        )
    call.scope.run.variables[name] = value
    return {"name": name, "value": value}


def _set_return_value(call: Call, name: str, pairs: Any) -> Json:
    """Add to what the pipeline gives back: https://learn.microsoft.com/azure/data-factory/tutorial-pipeline-return-value."""
    if name != "pipelineReturnValue":
        raise ActivityFailure("BadRequest", f"there is no system variable '{name}' to set")
    value = _contents(pairs)
    call.scope.run.return_value.update(value)
    return value


def _contents(pairs: Any) -> Json:
    """Pairs of key and {"type", "content"} as an object; values of type Object nest such pairs, Array such values."""
    if not isinstance(pairs, list):
        raise ActivityFailure("BadRequest", "a return value is a list of keys and values")
    return {pair["key"]: _content(pair["value"]) for pair in pairs}


def _content(value: Json) -> Any:
    content = value.get("content")
    match value.get("type"):
        case "Null":
            return None
        case "Object" if isinstance(content, list):
            return _contents(content)
        case "Array" if isinstance(content, list):
            return [_content(each) if isinstance(each, dict) and "content" in each else each for each in content]
        case _:
            return content
