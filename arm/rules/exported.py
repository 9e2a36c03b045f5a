"""What Publish makes of the sources: the definition that applies, the template, and which leaf made what."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from arm.findings import Finding, Severity
from arm.rules.document import Document
from arm.template import Definition, Export, default_rules, export_factory, read_definition

if TYPE_CHECKING:
    from arm.rules.context import Context


@dataclass(frozen=True)
class Exported:
    """The definition and the export. `own` is the definition's document where it is the factory's own and whole."""

    definition: Definition
    own: Document | None
    export: Export

    @classmethod
    def of(cls, context: "Context") -> "Exported":
        """The export of the sources that can be read."""
        document = context.sources.definition
        own = document if document is not None and isinstance(document.body, dict) else None
        definition = default_rules(context.settings.default_rules) if own is None else read_definition(own.path)
        return cls(definition, own, export_factory(context.sources.factory, definition, tolerant=True))

    @cached_property
    def refused(self) -> list[Finding]:
        """Why Publish would refuse: entries of the definition that make different values share a parameter."""
        return [finding for finding in self.export.findings if finding.severity is Severity.ERROR]

    @cached_property
    def parameters(self) -> dict[str, dict[str, Any]]:
        """The declarations of the template's parameters by name."""
        declared: dict[str, dict[str, Any]] = self.export.template["parameters"]
        return declared

    @cached_property
    def resources(self) -> list[dict[str, Any]]:
        """The template's resources."""
        listed: list[dict[str, Any]] = self.export.template["resources"]
        return listed
