"""Parameters that got another name though they stand for the same value.

A definition that meets arrays puts the element's index, or a label such as its name, into the parameter's name: where
activities are moved, inserted or renamed, so are the parameters. Two parameters are the same if they stand for the
value at the same place of the same resource, array elements told by their names instead of their indexes; where an
element was renamed too, if one entry of the definition made both and they stand for an equal value.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from arm import pointers
from arm.factory import Resource
from arm.template import Export

_LABELS = ("name", "value", "referenceName")


class Reason(StrEnum):
    """Why a parameter has another name."""

    ORDER = "elements of an array changed places"
    ELEMENT = "an element of an array was renamed"
    RESOURCE = "the resource was renamed"
    DEFINITION = "another entry of the definition names it"


@dataclass(frozen=True, slots=True)
class Rename:
    """A parameter called `old` before and `new` now; `resource` is `<type>/<name>` of where its value stands now."""

    old: str
    new: str
    resource: str
    reason: Reason


@dataclass(frozen=True)
class Pairs:
    """Which parameter of the base is which of the head: new names by old ones, the same names among them."""

    names: dict[str, str]
    renames: tuple[Rename, ...]


def pairs(base: Export, head: Export) -> Pairs:
    """The parameters of two exports of a factory that stand for the same value."""
    before, after = list(_places(base, {})), list(_places(head, _renamed_resources(base, head)))
    found: dict[_Place, _Place] = {}
    for key in (_Place.identity, _Place.twin, _Place.equal, _Place.namesake):
        taken = set(found.values())
        rest = [place for place in before if place not in found], [place for place in after if place not in taken]
        found |= dict(_matched(*rest, key))
    renames = (Rename(old.name, new.name, new.resource, _reason(old, new)) for old, new in found.items())
    names = {old.name: new.name for old, new in found.items()}
    return Pairs(names, tuple(rename for rename in renames if rename.old != rename.new))


@dataclass(frozen=True)
class _Place:
    """Where the value of a parameter stands, in terms that outlast moving it.

    `resource` is its key now and `was` that in the base; `labels` is the path with array elements told by their
    labels, `indexes` that with all of them alike; `kinds` are the types of the elements on the way.
    """

    name: str
    resource: str
    was: str
    pointer: str
    definition: str
    labels: tuple[str, ...]
    indexes: tuple[str, ...]
    kinds: tuple[str, ...]
    value: str

    def identity(self) -> Hashable:
        """The same place, whatever the order of the elements; a secret apart from what a definition makes of it."""
        return self.was, not self.definition, self.labels

    def twin(self) -> Hashable:
        """The same place and value in an element of the same kind, whatever that is called."""
        return self.was, self.definition, self.pointer, self.kinds, self.value

    def namesake(self) -> Hashable:
        """The same place in an element of the same kind, and the same name of the parameter."""
        return self.name, self.was, self.definition, self.pointer, self.kinds

    def equal(self) -> Hashable:
        """The same value in any element."""
        return self.was, self.definition, self.indexes, self.value


def _places(export: Export, was_called: dict[str, str]) -> Iterator[_Place]:
    resources = {str(resource.file): resource for resource in export.factory.resources}
    for parameter in export.origins.values():
        origin = parameter.origin
        resource = resources.get(origin.file)
        body = resource.body if resource else export.factory.factory_body
        key = resource.key if resource else "factory"
        ways = _walked(body, pointers.split(origin.pointer))
        value = json.dumps(parameter.source, sort_keys=True, default=str)
        yield _Place(parameter.name, key, was_called.get(key, key), origin.pointer, origin.definition, *ways, value)


def labels(body: Any, parts: list[str]) -> tuple[str, ...]:
    """A path into a document with the elements of arrays told by their labels, `[name]`, as far as it leads."""
    return _walked(body, parts)[0]


_Key = Callable[[_Place], Hashable]


def _walked(body: Any, parts: list[str]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """A path with array elements told by their labels, with all of them alike, and the elements' types."""
    labels, indexes, kinds = [], [], []
    for part in parts:
        if isinstance(body, list) and part.isdecimal() and int(part) < len(body):
            body = body[int(part)]
            labels.append(f"[{_label(body, part)}]")
            indexes.append("*")
            kinds.append(str(body.get("type")) if isinstance(body, dict) else "")
        else:
            body = body.get(part) if isinstance(body, dict) else None
            labels.append(part)
            indexes.append(part)
    return tuple(labels), tuple(indexes), tuple(kinds)


def _label(element: Any, index: str) -> str:
    """What tells an element of an array from the others: its name, a case's value, what it refers to; its index."""
    if isinstance(element, dict):
        for key in _LABELS:
            if isinstance(element.get(key), str):
                return str(element[key])
        for inner in element.values():
            if isinstance(inner, dict) and isinstance(inner.get("referenceName"), str):
                return str(inner["referenceName"])
    return element if isinstance(element, str) else index


def _matched(before: list[_Place], after: list[_Place], key: _Key) -> Iterator[tuple[_Place, _Place]]:
    """The pairs that share a key which is one place's alone on either side."""
    old, new = _grouped(before, key), _grouped(after, key)
    for shared in old:
        if len(old[shared]) == len(new.get(shared, [])) == 1:
            yield old[shared][0], new[shared][0]


def _grouped(places: Iterable[_Place], key: _Key) -> dict[Hashable, list[_Place]]:
    grouped: dict[Hashable, list[_Place]] = defaultdict(list)
    for place in places:
        grouped[key(place)].append(place)
    return grouped


def _renamed_resources(base: Export, head: Export) -> dict[str, str]:
    """What a resource of the head was called in the base, where only its name changed."""
    old, new = base.factory.by_key, head.factory.by_key
    gone = _by_content(resource for key, resource in old.items() if key not in new)
    come = _by_content(resource for key, resource in new.items() if key not in old)
    return {
        come[content][0].key: gone[content][0].key
        for content in come
        if len(come[content]) == len(gone.get(content, [])) == 1
    }


def _by_content(resources: Iterable[Resource]) -> dict[str, list[Resource]]:
    grouped: dict[str, list[Resource]] = defaultdict(list)
    for resource in resources:
        grouped[f"{resource.type} {json.dumps(resource.properties, sort_keys=True)}"].append(resource)
    return grouped


def _reason(old: _Place, new: _Place) -> Reason:
    if new.resource != new.was:
        return Reason.RESOURCE
    if old.labels != new.labels:
        return Reason.ELEMENT
    return Reason.ORDER if old.pointer != new.pointer else Reason.DEFINITION
