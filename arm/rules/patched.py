"""The resources of a template as if they were sources, so that rules look at what a patch makes of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from arm.factory import Resource
from arm.factory.kinds import KINDS
from arm.findings import Finding
from arm.rules.context import Context
from arm.rules.document import Document
from arm.rules.engine import check
from arm.rules.rule import Rule, all_rules
from arm.rules.sources import Source, Sources
from arm.template.patches import resource_key

GROUPS = ("activities", "dataflows", "expressions", "pipelines", "references", "schemas", "security", "triggers")
"""The groups of rules that look at one resource after another."""

_UNKNOWN = "**********"
_TYPES = {kind.type for kind in KINDS}


def findings_in(context: Context, template: dict[str, Any]) -> set[Finding]:
    """What the rules on resources find in a template; files and lines are left out, as it has none."""
    sources = Sources(
        context.sources.root,
        tuple(_sources(template)),
        context.sources.factory_files,
        None,
        None,
        context.sources.name,
    )
    return set(check(Context(sources, context.settings, complete=False), _rules()))


def _rules() -> list[Rule]:
    return [rule for rule in all_rules() if rule.group in GROUPS]


def _sources(template: dict[str, Any]) -> Iterator[Source]:
    for resource in template["resources"]:
        type, _, name = resource_key(resource).partition("/")
        if type in _TYPES and isinstance(resource.get("properties"), dict):
            body = {"name": name, "properties": _unescaped(resource["properties"])}
            document = Document(Path(type, f"{name}.json"), "")
            document.key, document.body = f"{type}/{name}", body
            yield Source(type, document, Resource(type, name, document.path, body, ""))


def _unescaped(value: Any) -> Any:
    """What a source says: a text in brackets has one bracket less; what only a deployment knows is masked."""
    if isinstance(value, dict):
        return {key: _unescaped(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_unescaped(inner) for inner in value]
    if isinstance(value, str) and value[:1] == "[" and value[-1] == "]":
        return value[1:] if value[:2] == "[[" else _UNKNOWN
    return value
