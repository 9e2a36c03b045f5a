"""Everything a rule may look at, worked out once and only when a rule asks for it."""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from arm.factory import Resource
from arm.rules.document import Document
from arm.rules.item import Item, mapping
from arm.rules.pipeline import Activity, Pipeline
from arm.rules.sources import Sources
from arm.settings import Settings

if TYPE_CHECKING:
    from arm.rules.exported import Exported
    from arm.rules.notebook import Notebooks
    from arm.rules.overrides import Overrides


Made = TypeVar("Made")


class Context:
    """The sources, and what belongs to them.

    `complete` says that the sources are the repository's own, so that notebooks and environments belong to
    them; `environment` confines environment rules to one of them.
    """

    def __init__(
        self, sources: Sources, settings: Settings, *, complete: bool = True, environment: str | None = None
    ) -> None:
        self.sources = sources
        self.settings = settings
        self.complete = complete
        self.environment = environment
        self._kept: dict[str, Any] = {}

    def cached(self, name: str, make: Callable[[], Made]) -> Made:
        """What `make` gives, made once for each name: for what only some rules share."""
        if name not in self._kept:
            self._kept[name] = make()
        kept: Made = self._kept[name]
        return kept

    @cached_property
    def items(self) -> list[Item]:
        """Every resource, pipelines as Pipeline."""
        return [_item(document, resource) for document, resource in self.sources.resources]

    @cached_property
    def by_type(self) -> dict[str, list[Item]]:
        """The resources by type."""
        found: dict[str, list[Item]] = {}
        for item in self.items:
            found.setdefault(item.type, []).append(item)
        return found

    @cached_property
    def index(self) -> dict[tuple[str, str], Item]:
        """The resources by type and name in lower case; the first of a name counts."""
        found: dict[tuple[str, str], Item] = {}
        for item in self.items:
            found.setdefault((item.type, item.name.casefold()), item)
        return found

    def find(self, type: str, name: str) -> Item | None:
        """The resource of that name, letter case aside."""
        return self.index.get((type, name.casefold()))

    def of(self, *types: str) -> Iterable[Item]:
        """The resources of some types."""
        return [item for type in types for item in self.by_type.get(type, [])]

    @cached_property
    def broken(self) -> frozenset[tuple[str, str]]:
        """Type and name in lower case of the sources that can't be read: nobody knows what they would say."""
        return frozenset((s.type, s.document.path.stem.casefold()) for s in self.sources.items if s.resource is None)

    @cached_property
    def pipelines(self) -> list[Pipeline]:
        """The pipelines."""
        return [item for item in self.items if isinstance(item, Pipeline)]

    @cached_property
    def activities(self) -> list[Activity]:
        """The activities of all pipelines that Azure validates: inactive ones and what is in them left out."""
        return [one for pipeline in self.pipelines for one in pipeline.activities if one.active]

    @cached_property
    def global_parameters(self) -> frozenset[str] | None:
        """The names of the global parameters of all files in factory/, None where that can't be told."""
        files = self.sources.factory_files
        if not files or any(not isinstance(document.body, dict) for document in files):
            return None
        named = (mapping(mapping(file.body.get("properties")).get("globalParameters")) for file in files)
        return frozenset(name for parameters in named for name in parameters)

    @cached_property
    def exported(self) -> "Exported":
        """What Publish makes of the sources."""
        from arm.rules.exported import Exported

        return Exported.of(self)

    @cached_property
    def overrides(self) -> "Overrides":
        """The environments' files, none where they don't belong to the sources."""
        from arm.rules.overrides import Overrides

        return Overrides.read(self)

    @cached_property
    def notebooks(self) -> "Notebooks":
        """The notebooks, none where they don't belong to the sources."""
        from arm.rules.notebook import Notebooks

        return Notebooks.read(self)


def documents(context: Context) -> Iterable[Document]:
    """Every JSON file of the factory."""
    return context.sources.documents


def named_documents(context: Context) -> Iterable[Document]:
    """Every file of a resource, or of a factory, that says a name."""
    files = (*(source.document for source in context.sources.items), *context.sources.factory_files)
    return [file for file in files if isinstance(file.body, dict) and isinstance(file.body.get("name"), str)]


def once(context: Context) -> Iterable[Sources]:
    """The whole, for rules that look at everything together."""
    return [context.sources]


def items(context: Context) -> Iterable[Item]:
    """Every resource."""
    return context.items


def pipelines(context: Context) -> Iterable[Pipeline]:
    """Every pipeline."""
    return context.pipelines


def activities(context: Context) -> Iterable[Activity]:
    """Every activity that Azure validates."""
    return context.activities


def triggers(context: Context) -> Iterable[Item]:
    """Every trigger."""
    return context.of("triggers")


def datasets(context: Context) -> Iterable[Item]:
    """Every dataset."""
    return context.of("datasets")


def linked_services(context: Context) -> Iterable[Item]:
    """Every linked service."""
    return context.of("linkedServices")


def _item(document: Document, resource: Resource) -> Item:
    return Pipeline(document, resource) if resource.type == "pipelines" else Item(document, resource)
