"""Answers for any pipeline, made up from what its expressions ask of its activities' outputs."""

import json
from collections.abc import Iterator
from typing import Any

from arm.errors import ExpressionError
from arm.expressions import Access, Call, Literal, Node, parse, walk
from arm.runtime.activities import find
from arm.runtime.answers import all_activities

# Functions whose first argument is an array, a number or a truth value; anything else is given a text.
_ARRAYS = {"length", "first", "last", "join", "union", "contains", "empty"}
_NUMBERS = {"greater", "less", "greaterorequals", "lessorequals", "add", "sub", "mul", "div", "mod"}
_TRUTHS = {"not", "and", "or", "if"}


def generated(pipelines: dict[str, Any]) -> dict[str, Any]:
    """An answer with an output for every activity of the pipelines that one may be given to."""
    answers = {}
    for name, properties in pipelines.items():
        outputs = _outputs(properties)
        for activity in all_activities(properties.get("activities")):
            kind = find(activity["type"])
            if kind is None or kind.answered == "must":
                answers[f"{name}/{activity['name']}"] = {"output": outputs.get(activity["name"], {})}
    return answers


def _outputs(properties: Any) -> dict[str, Any]:
    """What the expressions of a pipeline ask for, by activity: nested objects, and arrays of one made-up item."""
    trees = [tree for text in _texts(properties) if (tree := _tree(text))]
    item: dict[str, Any] = {}
    for tree in trees:
        for root, path, value in _paths(tree):
            if root.name.lower() == "item":
                _put(item, path, value)
    outputs: dict[str, Any] = {}
    for tree in trees:
        for root, path, value in _paths(tree):
            if root.name.lower() == "activity" and path[:1] == ["output"]:
                name = root.arguments[0].value
                _put(outputs.setdefault(name, {}), path[1:], [item or "1"] if value == [] else value)
    for items in _items(properties):
        for root, path, _ in _paths(items):
            if root.name.lower() == "activity" and path[:1] == ["output"] and isinstance(root.arguments[0], Literal):
                _put(outputs.setdefault(root.arguments[0].value, {}), path[1:], [item or "1"])
    return outputs


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str) and "@" in value:
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _items(properties: Any) -> Iterator[Node]:
    """What ForEach and Filter activities go through."""
    for activity in all_activities(properties.get("activities")):
        items = (activity.get("typeProperties") or {}).get("items")
        if isinstance(items, dict) and (tree := _tree(str(items.get("value")))):
            yield tree


def _tree(text: str) -> Node | None:
    try:
        return parse(text)
    except ExpressionError:
        return None


def _paths(tree: Node) -> Iterator[tuple[Call, list[str | int], Any]]:
    """Every accessor with the path behind it and a value that the function around it takes."""
    inside: set[int] = set()
    around = {
        id(child): node.name.lower() for node in walk(tree) if isinstance(node, Call) for child in node.arguments
    }
    for node in walk(tree):
        if not isinstance(node, Access) or id(node) in inside:
            continue
        path, target = [], node
        while isinstance(target, Access):
            inside.add(id(target))
            path.insert(0, target.key.value if isinstance(target.key, Literal) else 0)
            target = target.target
        if isinstance(target, Call) and all(isinstance(each, Literal) for each in target.arguments):
            yield target, path, _value(around.get(id(node), ""))


def _value(function: str) -> Any:
    if function in _ARRAYS:
        return []
    return 1 if function in _NUMBERS else True if function in _TRUTHS else "1"


def _put(into: dict[str, Any], path: list[str | int], value: Any) -> None:
    """Put a value at a path, with objects and arrays on the way; what is there already stays."""
    if not path:
        return
    at: Any = into
    for step, following in zip(path, [*path[1:], None], strict=True):
        fresh: Any = (
            json.loads(json.dumps(value)) if following is None else ([{}] if isinstance(following, int) else {})
        )
        if isinstance(step, int):
            if not isinstance(at, list) or not at:
                return
            at[0] = fresh if at[0] in ({}, "1") else at[0]
            at = at[0]
        elif isinstance(at, dict):
            known = at.get(step)
            if (
                known is None
                or (known == "1" and fresh != "1")
                or (known in ("1", 1, True) and following is not None)
            ):
                at[step] = fresh
            at = at[step]
        else:
            return
