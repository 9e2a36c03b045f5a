"""The files in parameter-overrides/ as rules see them: each by itself, broken or not, and the chains they make.

Unlike arm.settings, which refuses the first thing that is wrong and every variable that is not set, this reads on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from arm.rules.document import Document
from arm.rules.item import listing, mapping
from arm.rules.rule import Path
from arm.rules.sources import shown
from arm.settings.suite import SCHEMA_NAME

if TYPE_CHECKING:
    from arm.rules.context import Context

COMMON = "common"


@dataclass(frozen=True, slots=True)
class Value:
    """A parameter's value as a file gives it. `reference` tells a Key Vault reference from a plain value."""

    name: str
    value: Any
    reference: bool
    document: Document
    path: Path


@dataclass(frozen=True)
class Environment:
    """One environment: its own file and those it extends, parents first."""

    name: str
    documents: tuple[Document, ...]
    files: dict[str, Document]

    @property
    def document(self) -> Document:
        """The environment's own file."""
        return self.documents[-1]

    @cached_property
    def values(self) -> dict[str, Value]:
        """The values by parameter; an heir's wins."""
        return {value.name: value for document in self.documents for value in values_in(document, self.files)}

    def merged(self, key: str) -> dict[str, Any]:
        """An object such as `target`, merged over all files."""
        found: dict[str, Any] = {}
        for document in self.documents:
            found = _merge(found, mapping(mapping(document.body).get(key)))
        return found


@dataclass(frozen=True)
class Overrides:
    """Every override file by name, ARM parameter files by path, and the environments that can be told."""

    documents: dict[str, Document]
    parameter_files: dict[str, Document]
    environments: tuple[Environment, ...]

    @classmethod
    def read(cls, context: "Context") -> "Overrides":
        """The files of the settings' folder; nothing where the sources aren't the repository's own."""
        folder = context.settings.overrides
        if not context.complete or not folder.is_dir():
            return cls({}, {}, ())
        paths = sorted(path for path in folder.glob("*.json") if path.name != SCHEMA_NAME)
        documents = {path.stem: Document.read(path, shown(path)) for path in paths}
        wanted = context.environment
        names = [name for name in documents if name != COMMON and wanted in (None, name)]
        chains = {name: tuple(chain(documents, name)) for name in names}
        if wanted is not None:
            documents = {document.path.stem: document for document in chains[wanted]}
        files = dict(_parameter_files(documents))
        return cls(documents, files, tuple(Environment(name, chains[name], files) for name in names))


def parent_of(document: Document, documents: dict[str, Document]) -> str | None:
    """The name of the file that one extends: what it says, else `common` if there is one."""
    body = mapping(document.body)
    if "extends" in body:
        return body["extends"] if isinstance(body["extends"], str) else None
    return COMMON if document.path.stem != COMMON and COMMON in documents else None


def chain(documents: dict[str, Document], name: str) -> list[Document]:
    """The files that make an environment, parents first; a parent that is missing or goes round ends it."""
    found: list[Document] = []
    while name in documents and documents[name] not in found:
        found.insert(0, documents[name])
        name = parent_of(documents[name], documents) or ""
    return found


def values_in(document: Document, parameter_files: dict[str, Document]) -> Iterator[Value]:
    """The values that one override file gives, those of its ARM parameter files first."""
    body = mapping(document.body)
    for name in listing(body.get("parameterFiles")):
        file = parameter_files.get(_file_key(document, name)) if isinstance(name, str) else None
        if file is not None:
            yield from _values(file, mapping(mapping(file.body).get("parameters")))
    yield from _values(document, mapping(body.get("parameters")))


def _values(document: Document, entries: dict[str, Any]) -> Iterator[Value]:
    for name, entry in entries.items():
        path: Path = ("parameters", name)
        if isinstance(entry, dict) and "reference" in entry:
            yield Value(name, entry["reference"], True, document, path)
        elif isinstance(entry, dict) and entry.keys() == {"value"}:
            yield Value(name, entry["value"], False, document, (*path, "value"))
        else:
            yield Value(name, entry, False, document, path)


def _parameter_files(documents: dict[str, Document]) -> Iterator[tuple[str, Document]]:
    for document in documents.values():
        for name in listing(mapping(document.body).get("parameterFiles")):
            if isinstance(name, str) and (document.path.parent / name).is_file():
                path = document.path.parent / name
                yield _file_key(document, name), Document.read(path, shown(path))


def _file_key(document: Document, name: str) -> str:
    return (document.path.parent / name).as_posix()


def _merge(parent: dict[str, Any], child: dict[str, Any]) -> dict[str, Any]:
    both = parent.keys() & child.keys()
    merged = {**parent, **child}
    for key in both:
        if isinstance(parent[key], dict) and isinstance(child[key], dict):
            merged[key] = _merge(parent[key], child[key])
    return merged


def environments(context: "Context") -> tuple[Environment, ...]:
    """Every environment, or the one that is asked about; those with a broken file left out."""
    whole = context.overrides.environments
    return tuple(one for one in whole if all(isinstance(document.body, dict) for document in one.documents))


def json_files(context: "Context") -> list[Document]:
    """Every JSON file of the factory, and of the environments."""
    return [*context.sources.documents, *override_files(context)]


def override_files(context: "Context") -> list[Document]:
    """Every override file that counts, and the ARM parameter files they name."""
    return [*context.overrides.documents.values(), *context.overrides.parameter_files.values()]
