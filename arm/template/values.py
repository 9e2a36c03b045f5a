"""The values of a template's parameters: which are secret, and which fit the declared type."""

import json
from collections.abc import Mapping
from typing import Any

_CHECKS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "securestring": (str,),
    "int": (int,),
    "bool": (bool,),
    "array": (list,),
    "object": (dict,),
    "secureobject": (dict,),
}


def is_secure(declaration: Mapping[str, Any]) -> bool:
    """Whether a parameter is a secret: its type is secureString or secureObject, in any letter case."""
    return str(declaration.get("type", "")).casefold().startswith("secure")


def mismatch(declaration: Mapping[str, Any], value: Any) -> str:
    """Why `value` doesn't fit the declared type ("is of type int, not string"), or "" if it fits.

    Types that Resource Manager doesn't know, which a definition may have produced, accept anything here.
    """
    declared = str(declaration.get("type", ""))
    kinds = _CHECKS.get(declared.casefold())
    fits = kinds is None or (isinstance(value, kinds) and not (kinds == (int,) and isinstance(value, bool)))
    return "" if fits else f"is of type {declared}, not {type_name(value)}"


def type_name(value: Any) -> str:
    """Resource Manager's word for the type of a JSON value."""
    if isinstance(value, bool):
        return "bool"
    names = {str: "string", int: "int", float: "number", list: "array", dict: "object", type(None): "null"}
    return names[type(value)]


def from_text(declaration: Mapping[str, Any], text: str) -> Any:
    """A value given as text (on a command line, by a variable) as the declared type; the text if it can't be one.

    Strings are taken as they are, everything else is read as JSON; `mismatch` then tells what doesn't fit.
    """
    if str(declaration.get("type", "")).casefold() in ("string", "securestring"):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text
