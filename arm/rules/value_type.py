"""The types that parameters and variables may have, and which JSON values fit them."""

from typing import Any

_FITTING: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "securestring": (str,),
    "int": (int,),
    "integer": (int,),
    "float": (int, float),
    "bool": (bool,),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}
PARAMETER_TYPES: tuple[str, ...] = ("string", "secureString", "int", "float", "bool", "array", "object")
VARIABLE_TYPES: tuple[str, ...] = ("String", "Bool", "Boolean", "Array", "Integer")


def fits(type: str, value: Any) -> bool:
    """Whether a JSON value may stand for a type; text is taken for anything that it may be read as."""
    kinds = _FITTING.get(type.casefold())
    if kinds is None or value is None:
        return True
    if isinstance(value, str) and type.casefold() not in ("string", "securestring"):
        return reads_as(type.casefold(), value)
    return isinstance(value, kinds) and not (isinstance(value, bool) and bool not in kinds)


def reads_as(type: str, text: str) -> bool:
    """Whether a text can be read as a value of the type; one with an expression in it is known only to a run."""
    if "@" in text or text == "":
        return True
    if type in ("int", "integer", "float"):
        try:
            float(text)
        except ValueError:
            return False
        return type == "float" or text.strip().lstrip("+-").isdecimal()
    if type in ("bool", "boolean"):
        return text.lower() in ("true", "false")
    return text.strip()[:1] == ("[" if type == "array" else "{")


def told(value: Any) -> str:
    """What a JSON value is called in a message; never the value itself."""
    names = {str: "text", bool: "true or false", list: "an array", dict: "an object", type(None): "null"}
    return names.get(type(value), "a number")
