"""Evaluate one ADF expression: its value, or where in its text an error lies."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from arm.errors import ExpressionError, SourceError, UsageError


@dataclass(frozen=True, slots=True)
class EvaluateResult:
    """The value of an expression, and its type: null, boolean, integer, float, string, array or object."""

    expression: str
    value: Any
    type: str


def run(expression: str, context: Path | None) -> EvaluateResult:
    """The value of `expression`, with what it may ask for read from the JSON file `context`.

    The file holds what `arm.expressions.evaluate` describes: system, parameters, variables, activities, item ...
    Raises ExpressionError that quotes the place of the error, and UsageError or SourceError for the file.
    """
    from arm import expressions

    if not expression:
        raise UsageError("no expression given", hint="--expression \"@concat('a', 'b')\"")
    found = _context(context)
    try:
        value = expressions.evaluate(expression, found)
    except ExpressionError as error:
        raise _placed(expression, error) from None
    return EvaluateResult(expression, value, expressions.kind(value).lower())


def _placed(expression: str, error: ExpressionError) -> ExpressionError:
    """The same error, with the place in its text: `column 8 (@concat(▶nope()): the function 'nope' ...`."""
    from arm import expressions

    if error.column is None:
        return error
    message = f"column {error.column} of {expressions.mark(expression, error)}: {error.message}"
    return ExpressionError(message, column=error.column, hint=error.hint)


def _context(path: Path | None) -> Mapping[str, Any]:
    from arm import jsontext

    if path is None:
        return {}
    found = jsontext.read(path)
    if not isinstance(found, dict):
        raise SourceError("the context must be an object", path, hint='such as {"parameters": {"env": "dev"}}')
    for name in ("system", "globalParameters", "parameters", "variables", "activities", "dataset", "linkedService"):
        if not isinstance(found.get(name, {}), dict):
            raise SourceError(f"'{name}' of the context must be an object", path)
    for name, activity in found.get("activities", {}).items():
        if not isinstance(activity, dict):
            raise SourceError(f"the activity '{name}' must be an object with output, status and error", path)
    return found
