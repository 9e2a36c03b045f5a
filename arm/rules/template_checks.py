"""The templates that rules check: the one of the sources, and that of each environment that patches it."""

from dataclasses import dataclass, field
from typing import Any

from arm import jsontext
from arm.errors import UsageError
from arm.factory.kinds import ENDPOINTS
from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.document import Document
from arm.rules.item import Item, listing, mapping
from arm.rules.overrides import environments
from arm.rules.rule import Path, Problem
from arm.rules.sources import shown
from arm.template.patches import apply_patch, resource_key


@dataclass(frozen=True, slots=True)
class Checked:
    """A template, and the document that findings about the whole of it stand in.

    `patched` holds, of an environment's template, the place of the last patch of each resource; those resources only
    are looked at again.
    """

    template: dict[str, Any]
    document: Document
    items: dict[str, Item]
    patched: dict[str, tuple[Document, Path]] | None = None
    texts: dict[str, bytes] = field(default_factory=dict, compare=False)

    @property
    def resources(self) -> list[tuple[str, dict[str, Any]]]:
        """The resources by `<type>/<name>`; of a patched template the patched ones."""
        named = [(resource_key(resource), resource) for resource in self.template["resources"]]
        return [(key, resource) for key, resource in named if self.patched is None or key in self.patched]

    def compact(self, key: str, resource: dict[str, Any]) -> bytes:
        """A resource as JSON without white space."""
        if key not in self.texts:
            self.texts[key] = jsontext.compact_bytes(resource)
        return self.texts[key]

    def problem(self, message: str, key: str = "", path: Path = (), severity: Severity | None = None) -> Problem:
        """A problem with the template, or with one of its resources: in its source, or the patch that made it so."""
        if self.patched is not None:
            document, place = self.patched.get(key, (self.document, ("patches",)))
            return Problem(message, document, place, severity)
        item = self.items.get(key)
        document, place = (item.document, path) if item is not None else (self.document, ())
        return Problem(message, document, place, severity)


def templates(context: Context) -> list[Checked]:
    """The template of the sources, and those that patches make of it."""
    return context.cached("templates", lambda: _templates(context))


def _templates(context: Context) -> list[Checked]:
    sources = context.sources
    root = sources.definition or (sources.factory_files[0] if sources.factory_files else None)
    document = root or Document(sources.root, shown(sources.root))
    items = {_key(item): item for item in context.items}
    whole = Checked(context.exported.export.template, document, items)
    return [whole, *_patched(context, whole)]


def _key(item: Item) -> str:
    """How a template's resource is named by its type and name; a private endpoint's tells its network, too."""
    if item.type != ENDPOINTS:
        return item.resource.key
    return f"managedVirtualNetworks/{ENDPOINTS}/{item.resource.network}/{item.name}"


def _patched(context: Context, whole: Checked) -> list[Checked]:
    found = []
    for environment in environments(context):
        template, places = whole.template, {}
        for document in environment.documents:
            for number, patch in enumerate(listing(mapping(document.body).get("patches"))):
                resource, operations = mapping(patch).get("resource"), listing(mapping(patch).get("operations"))
                try:
                    template = apply_patch(template, str(resource), operations)
                except (UsageError, KeyError, TypeError):
                    continue  # another rule's finding
                places[str(resource)] = (document, ("patches", number))
        if places:
            found.append(Checked(template, environment.document, whole.items, dict(places)))
    return found
