"""Azure Pipelines conditions, judged in three values: true, false, or None where it depends on what isn't known.

The language: https://learn.microsoft.com/azure/devops/pipelines/process/expressions
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

_TOKEN = re.compile(r"\s*(?:'((?:[^']|'')*)'|variables\['([^']+)'\]|variables\.([\w.]+)|(\w+)|([(),]))")
Fact = bool | None


class UnknownCondition(ValueError):
    """A condition that can't be judged: its text holds something this module doesn't know."""


def judge(condition: str, variables: Mapping[str, str], statuses: Mapping[str, Fact] | None = None) -> Fact:
    """What a condition gives. A variable or status function (`succeeded`) that isn't given may be anything."""
    tokens = list(_tokens(condition))
    value = _expression(tokens, variables, statuses or {})
    if tokens:
        raise UnknownCondition(f"{condition!r} goes on after its end: {tokens[0][1]!r}")
    return value


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    position = 0
    text = text.strip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise UnknownCondition(f"{text!r} can't be judged from {text[position:]!r} on")
        literal, bracketed, dotted, word, sign = match.groups()
        if literal is not None:
            yield "literal", literal.replace("''", "'")
        elif bracketed or dotted:
            yield "variable", bracketed or dotted
        else:
            yield ("word", word) if word else ("sign", sign)
        position = match.end()


def _expression(tokens: list[tuple[str, str]], variables: Mapping[str, str], statuses: Mapping[str, Fact]) -> Any:
    kind, text = tokens.pop(0) if tokens else ("end", "")
    if kind == "literal":
        return text
    if kind == "variable":
        return variables.get(text)
    if kind == "word" and text.lower() in ("true", "false"):
        return text.lower() == "true"
    if kind != "word" or not tokens or tokens.pop(0)[1] != "(":
        raise UnknownCondition(f"expected a value, found {text!r}")
    values = []
    while tokens and tokens[0][1] != ")":
        values.append(_expression(tokens, variables, statuses))
        if tokens and tokens[0] == ("sign", ","):
            tokens.pop(0)
    if not tokens:
        raise UnknownCondition(f"{text}( has no end")
    tokens.pop(0)
    return _call(text.lower(), values, statuses)


def _call(name: str, values: Sequence[Any], statuses: Mapping[str, Fact]) -> Fact:
    if name == "always":
        return True
    if name in ("succeeded", "failed", "canceled", "succeededorfailed"):
        return statuses.get(name)
    if name not in _FUNCTIONS:
        raise UnknownCondition(f"the function {name} can't be judged")
    return _FUNCTIONS[name](values)


def _and(values: Sequence[Fact]) -> Fact:
    return False if False in values else None if None in values else True


def _not(value: Fact) -> Fact:
    return None if value is None else not value


def _equal(left: Any, right: Any) -> Fact:
    """Texts compare without regard to case, as in Azure Pipelines."""
    return None if None in (left, right) else str(left).lower() == str(right).lower()


def _text(test: Callable[[str, str], bool]) -> Callable[[Sequence[Any]], Fact]:
    return lambda values: None if None in values else test(str(values[0]).lower(), str(values[1]).lower())


def _or(values: Sequence[Fact]) -> Fact:
    return _not(_and([_not(value) for value in values]))


_FUNCTIONS: dict[str, Callable[[Sequence[Any]], Fact]] = {
    "and": _and,
    "or": _or,
    "not": lambda values: _not(values[0]),
    "eq": lambda values: _equal(*values),
    "ne": lambda values: _not(_equal(*values)),
    "in": lambda values: _or([_equal(values[0], value) for value in values[1:]]),
    "notin": lambda values: _not(_or([_equal(values[0], value) for value in values[1:]])),
    "startswith": _text(str.startswith),
    "endswith": _text(str.endswith),
    "contains": _text(str.__contains__),
}
