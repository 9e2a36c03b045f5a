"""Putting a key into an object at its place: objects keep the order their keys were written in."""

from collections.abc import Callable, Iterable
from typing import Any

from arm.factory import Body


def with_key(body: Body, key: str, value: Any, *, after: Iterable[str] = (), before: Iterable[str] = ()) -> Body:
    """`body` with `key` after the last of `after` that is there, else before the first of `before`, else last.

    A body that has the key is returned as it is.
    """
    if key in body:
        return body
    keys = list(body)
    places = [keys.index(name) + 1 for name in after if name in body]
    if not places:
        places = [keys.index(name) for name in before if name in body][:1] or [len(keys)]
    items = list(body.items())
    items.insert(max(places), (key, value))
    return dict(items)


def sorted_keys(body: Body, order: Iterable[str]) -> Body:
    """`body` with the keys named in `order` first and in that order, the others after them as they stood."""
    known = {key: body[key] for key in order if key in body}
    return {**known, **{key: value for key, value in body.items() if key not in known}}


def mapped(items: list[Any], change: Callable[[Any], Any]) -> list[Any]:
    """The list with `change` made to every item; the same list if that changed nothing."""
    new = [change(item) for item in items]
    return new if any(a is not b for a, b in zip(new, items, strict=True)) else items
