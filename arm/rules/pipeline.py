"""A pipeline as rules see it: its activities at every depth, each with its place, container and siblings."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from arm.factory import Resource
from arm.findings import Severity
from arm.rules.document import Document
from arm.rules.expression import TEXT_ONLY, Expression, is_expression
from arm.rules.item import Item, listing, mapping
from arm.rules.rule import Path, Problem

_NOT_EVALUATED = ("name", "type", "description", "dependsOn", "state", "onInactiveMarkAs")
LOOPS = ("ForEach", "Until")
BRANCHES = ("IfCondition", "Switch")
_EXPRESSION_KEYS = 2
CONTAINERS = (*LOOPS, *BRANCHES)


def same(name: str) -> str:
    """What two spellings of one activity's name have in common: Azure overlooks letter case and blanks around it."""
    return name.strip().casefold()


class Block:
    """Activities that run beside each other: a pipeline's own, or one branch of a container."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.activities: list[Activity] = []

    @cached_property
    def by_name(self) -> dict[str, "Activity"]:
        """The activities by what is the `same` of their names; the first of a name counts."""
        found: dict[str, Activity] = {}
        for activity in self.activities:
            found.setdefault(same(activity.name), activity)
        return found


class Activity:
    """One activity. `parent` is the container it stands in, None at the top; `path` leads to its object."""

    def __init__(
        self, pipeline: "Pipeline", body: dict[str, Any], path: Path, block: Block, parent: "Activity | None"
    ) -> None:
        self.pipeline = pipeline
        self.document = pipeline.document
        self.body = body
        self.path = path
        self.block = block
        self.parent = parent
        self.name = body["name"] if isinstance(body.get("name"), str) else ""
        self.type = body["type"] if isinstance(body.get("type"), str) else ""
        self.active: bool = body.get("state") != "Inactive" and (parent is None or parent.active)

    @cached_property
    def type_properties(self) -> dict[str, Any]:
        """`typeProperties`, {} without any."""
        return mapping(self.body.get("typeProperties"))

    @cached_property
    def policy(self) -> dict[str, Any]:
        """`policy`, {} without one."""
        return mapping(self.body.get("policy"))

    @cached_property
    def dependencies(self) -> list[tuple[Path, str]]:
        """The names in `dependsOn`, each with the path where it stands."""
        entries = enumerate(listing(self.body.get("dependsOn")))
        named = ((number, mapping(entry).get("activity")) for number, entry in entries)
        return [((*self.path, "dependsOn", n, "activity"), name) for n, name in named if isinstance(name, str)]

    @cached_property
    def upstream(self) -> dict[str, "Activity"]:
        """Everything that has ended before this starts, in its own block and around it, by `same` name."""
        found = dict(self.parent.upstream) if self.parent is not None else {}
        waiting = [name for _, name in self.dependencies]
        while waiting:
            activity = self.block.by_name.get(same(waiting.pop()))
            if activity is not None and same(activity.name) not in found:
                found[same(activity.name)] = activity
                waiting.extend(name for _, name in activity.dependencies)
        return found

    @property
    def expressions(self) -> list[Expression]:
        """The expressions that stand in this activity itself, those of activities inside it left out."""
        return self.pipeline.expressions_by_activity.get(self.path, [])

    @property
    def expression_objects(self) -> list[tuple[Path, dict[str, Any]]]:
        """The objects of type Expression in this activity itself, each with its path."""
        return self.pipeline.expression_objects_by_activity.get(self.path, [])

    @cached_property
    def blocks(self) -> list[Block]:
        """The blocks inside a container, [] for other activities."""
        return [self.pipeline.block(path, value, self) for path, value in self._inner_lists()]

    @property
    def inner(self) -> Iterator["Activity"]:
        """Every activity inside this one, at any depth."""
        for block in self.blocks:
            for activity in block.activities:
                yield activity
                yield from activity.inner

    @property
    def ancestors(self) -> Iterator["Activity"]:
        """The containers around this activity, the innermost first."""
        if self.parent is not None:
            yield self.parent
            yield from self.parent.ancestors

    def _inner_lists(self) -> Iterator[tuple[Path, Any]]:
        root = (*self.path, "typeProperties")
        inside = self.type_properties
        if self.type in LOOPS:
            yield (*root, "activities"), inside.get("activities")
        elif self.type == "IfCondition":
            for key in ("ifTrueActivities", "ifFalseActivities"):
                yield (*root, key), inside.get(key)
        elif self.type == "Switch":
            for number, case in enumerate(listing(inside.get("cases"))):
                yield (*root, "cases", number, "activities"), mapping(case).get("activities")
            yield (*root, "defaultActivities"), inside.get("defaultActivities")

    def problem(self, message: str, *path: str | int, severity: Severity | None = None) -> Problem:
        """A problem at a path that starts at the activity."""
        return Problem(message, self.document, (*self.path, *path), severity)


class Pipeline(Item):
    """A pipeline resource and its activities."""

    def __init__(self, document: Document, resource: Resource) -> None:
        super().__init__(document, resource)
        self.top = self.block(("properties", "activities"), self.properties.get("activities"), None)

    def block(self, path: Path, value: Any, parent: Activity | None) -> Block:
        """The block that an array of activities makes; what isn't an object is left out."""
        block = Block(path)
        block.activities = [
            Activity(self, body, (*path, number), block, parent)
            for number, body in enumerate(listing(value))
            if isinstance(body, dict)
        ]
        return block

    @cached_property
    def activities(self) -> list[Activity]:
        """Every activity at every depth, a container before what is in it."""
        return [one for activity in self.top.activities for one in (activity, *activity.inner)]

    @cached_property
    def by_name(self) -> dict[str, Activity]:
        """The activities at every depth by what is the `same` of their names; the first of a name counts."""
        found: dict[str, Activity] = {}
        for activity in self.activities:
            found.setdefault(same(activity.name), activity)
        return found

    @cached_property
    def expressions_by_activity(self) -> dict[Path, list[Expression]]:
        """The expressions by the path of the activity they stand in."""
        found: dict[Path, list[Expression]] = {}
        for path, text in self.strings:
            if "@" in text and is_expression(text) and not any(part in TEXT_ONLY for part in path):
                owner = self._owner(path)
                if owner is not None:
                    found.setdefault(owner, []).append(Expression(path, text))
        return found

    @cached_property
    def expression_objects_by_activity(self) -> dict[Path, list[tuple[Path, dict[str, Any]]]]:
        """The objects that say they are an expression by the path of the activity they stand in."""
        found: dict[Path, list[tuple[Path, dict[str, Any]]]] = {}
        for path, value in self.objects:
            if value.get("type") == "Expression" and len(value) <= _EXPRESSION_KEYS:
                owner = self._owner(path)
                if owner is not None:
                    found.setdefault(owner, []).append((path, value))
        return found

    @cached_property
    def _paths(self) -> frozenset[Path]:
        return frozenset(activity.path for activity in self.activities)

    def _owner(self, path: Path) -> Path | None:
        """The path of the innermost activity around a value, None around what Azure doesn't evaluate there."""
        for length in range(len(path) - 1, 0, -1):
            if path[:length] in self._paths:
                return None if path[length] in _NOT_EVALUATED else path[:length]
        return None

    @cached_property
    def all_blocks(self) -> list[Block]:
        """The pipeline's own block and those of its containers."""
        return [self.top, *(block for activity in self.activities for block in activity.blocks)]
