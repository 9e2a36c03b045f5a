"""All functions of the language: importing this module fills the table."""

from difflib import get_close_matches

from arm.errors import ExpressionError
from arm.expressions import conversion, dates, logic, mathematics, scope, sequences, strings
from arm.expressions.table import FUNCTIONS

__all__ = ["FUNCTIONS", "conversion", "dates", "logic", "mathematics", "scope", "sequences", "strings", "unknown"]


def unknown(name: str) -> ExpressionError:
    """The error of a call to a function that there isn't, with the nearest one there is."""
    near = get_close_matches(name.lower(), FUNCTIONS, 1)
    hint = f"did you mean '{FUNCTIONS[near[0]].name}'?" if near else ""
    return ExpressionError(f"the function '{name}' is not defined", hint=hint)
