"""Where a resource hands arguments to the parameters of another."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from arm.rules.context import Context
from arm.rules.item import Item, mapping
from arm.rules.mention import mentions
from arm.rules.pipeline import Pipeline
from arm.rules.rule import Path


@dataclass(frozen=True, slots=True)
class Call:
    """Arguments given to `target`; `path` is where they stand, `at` the object they belong in."""

    target: Item
    arguments: dict[str, Any]
    path: Path
    at: Path
    kind: str
    """What stands around: `activity` (ExecutePipeline), `trigger`, or `reference`."""


def calls(context: Context, item: Item) -> list[Call]:
    """Every place where the resource gives, or should give, arguments; what inactive activities do left out."""
    return context.cached(f"calls {item.resource.file}", lambda: list(_calls(context, item)))


def _calls(context: Context, item: Item) -> Iterator[Call]:
    silent = _inactive(item)
    for mention in mentions(item):
        target = context.find(mention.type, mention.name)
        if target is None or any(mention.path[: len(path)] == path for path in silent):
            continue
        parent, key = mention.path[:-1], mention.path[-1]
        if target.type == "pipelines" and key in ("pipeline", "pipelineReference"):
            kind = "trigger" if item.type == "triggers" else "activity"
            holder = mapping(_resolve(item, parent))
            yield Call(target, mapping(holder.get("parameters")), (*parent, "parameters"), parent, kind)
        elif target.type in ("datasets", "linkedServices"):
            arguments = mapping(mention.body.get("parameters"))
            yield Call(target, arguments, (*mention.path, "parameters"), mention.path, "reference")


def _inactive(item: Item) -> list[Path]:
    return [one.path for one in item.activities if not one.active] if isinstance(item, Pipeline) else []


def _resolve(item: Item, path: Path) -> Any:
    value: Any = item.resource.body
    for part in path:
        value = value[part]
    return value
