"""A parameterization definition: its sections as trees of rules, and what is wrong with it.

The file replaces the portal's default rules wholly, without merging; a file that isn't JSON is ignored by ADF
Studio, which then applies the defaults.
https://learn.microsoft.com/azure/data-factory/continuous-integration-delivery-resource-manager-custom-parameters
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from arm import jsontext, pointers
from arm.errors import SourceError
from arm.factory.kinds import ARM_FACTORY
from arm.findings import Finding, Severity
from arm.template.naming import Leaf, parse_leaf

BY_TYPE = ("linkedServices", "datasets", "credentials")
"""Sections with one more level, `properties.type` or `*`."""

SECTIONS = (
    "", "globalparameters", "pipelines", "dataflows", "integrationRuntimes", "triggers", "linkedServices",
    "datasets", "credentials", "managedVirtualNetworks", "managedVirtualNetworks/managedPrivateEndpoints", "adfcdcs",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Branch:
    """Rules for the properties of an object: by key, and `*` for every property without a rule of its own."""

    keys: dict[str, "Rule | None"]
    star: "Rule | None" = None

    def rule(self, key: str) -> "Rule | None":
        """The rule for a property, None if there is none; an explicit one wins over `*` even where it says no."""
        return self.keys.get(key, self.star)


@dataclass(frozen=True, slots=True)
class Elements:
    """The rule for each element of an array; `label` is the path of the value that names an element, if any."""

    rule: "Rule | None"
    label: tuple[str, ...] = ()


Rule = Leaf | Branch | Elements


@dataclass(frozen=True)
class Definition:
    """Rules by section (`pipelines`; the factory's own is ""), with what was wrong with them as findings."""

    sections: dict[str, dict[str, Rule | None]]
    origin: str
    """The file the rules stand in, or the name of the default generation."""
    findings: tuple[Finding, ...] = field(default=())
    file: Path | None = None
    """The definition file, None for default rules."""
    document: dict[str, Any] = field(default_factory=dict, repr=False)
    """The JSON that the rules were read from."""
    keeps_connection_strings: bool = True
    """Whether connection strings that aren't the secret stay as defaults (not before 2023)."""

    def rules_for(self, type: str, resource_type: str = "") -> Rule | None:
        """The tree of rules for resources of `type` (`pipelines`) and, where it matters, their `properties.type`.

        A section for the resource's own type replaces the one for `*`.
        """
        section = self.sections.get(type)
        if section is None:
            return None
        if type not in BY_TYPE:
            return section["*"]
        if type == "credentials" and "properties" in section:
            return section["properties"]
        return section[resource_type] if resource_type in section else section.get("*")


def read_definition(file: Path) -> Definition:
    """The definition in `file`, with findings for every leaf and section that does nothing.

    SourceError if the file isn't JSON or isn't an object.
    """
    text = jsontext.read_text(file)
    document = jsontext.parse(text, file)
    if not isinstance(document, dict):
        raise SourceError("not a JSON object", file, 1, 1)
    definition = compile_definition(document, file.name)
    findings = tuple(_placed(definition.findings, text, str(file)))
    return replace(definition, findings=findings, file=file)


def compile_definition(document: dict[str, Any], origin: str) -> Definition:
    """The definition that a JSON document spells; findings have a pointer and no place."""
    compiler = _Compiler()
    sections: dict[str, dict[str, Rule | None]] = {}
    for key, value in document.items():
        name = _section(key)
        if name is None:
            compiler.report(
                pointers.join([key]), "unknown-section", f"no resources are called {key!r}: it does nothing"
            )
        else:
            sections[name] = compiler.section(name, value, (key,))
    return Definition(sections, origin, tuple(compiler.findings), document=document)


def _section(key: str) -> str | None:
    if key == ARM_FACTORY:
        return ""
    name = key.removeprefix(f"{ARM_FACTORY}/")
    return name if name != key and name in SECTIONS else None


def _placed(findings: tuple[Finding, ...], text: str, file: str) -> Iterator[Finding]:
    places = jsontext.locate_all(text) if findings else {}
    for finding in findings:
        line, column = places.get(finding.path, (0, 0))
        yield Finding(finding.rule, finding.severity, finding.message, file, line, column, finding.path)


class _Compiler:
    """Turns JSON into rules and gathers what can't be one."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def report(self, pointer: str, rule: str, message: str) -> None:
        self.findings.append(Finding(f"definition-{rule}", Severity.WARNING, message, path=pointer))

    def section(self, name: str, value: Any, path: tuple[str, ...]) -> dict[str, Rule | None]:
        """The rules of one section by resource type; sections without that level have theirs under `*`."""
        if not isinstance(value, dict):
            self.report(pointers.join(path), "not-an-object", "a section is an object: it does nothing")
            return {"*": None}
        if name not in BY_TYPE:
            return {"*": self.rule(value, path)}
        if name == "credentials" and "properties" in value:
            return {"properties": self.rule(value, path)}
        for key in ("properties", "dependsOn"):
            if key in value:
                self.report(
                    pointers.join([*path, key]),
                    "missing-type-level",
                    f"rules for {name} stand under a type or '*': directly under the section they do nothing",
                )
        return {key: self.rule(rules, (*path, key)) for key, rules in value.items()}

    def rule(self, value: Any, path: tuple[str | int, ...]) -> Rule | None:
        if isinstance(value, dict):
            keys = {key: self.rule(child, (*path, key)) for key, child in value.items() if key != "*"}
            return Branch(keys, self.rule(value["*"], (*path, "*")) if "*" in value else None)
        if isinstance(value, list):
            return self._elements(value, path)
        if value == "":
            return None
        leaf = parse_leaf(value, pointers.join(path)) if isinstance(value, str) else None
        if leaf is None:
            spelled = jsontext.dumps(value)
            self.report(
                pointers.join(path), "invalid-leaf", f"{spelled} is not a rule (<action>:<name>:<type>): ignored"
            )
        return leaf

    def _elements(self, value: list[Any], path: tuple[str | int, ...]) -> Rule | None:
        label = value[1] if len(value) == 2 else ""
        if not 1 <= len(value) <= 2 or not isinstance(label, str):
            self.report(
                pointers.join(path), "invalid-array", "an array of rules is [rules] or [rules, 'path']: ignored"
            )
            return None
        return Elements(self.rule(value[0], (*path, 0)), tuple(label.split(".")) if label else ())
