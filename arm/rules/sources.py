"""All files of a factory, read tolerantly: what is broken stays in as a document, what is whole makes a factory."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from arm.errors import UsageError
from arm.factory import DEFINITION, PUBLISH_CONFIG, Factory, PublishConfig, Resource
from arm.factory.kinds import ENDPOINT_FOLDER, ENDPOINTS, KINDS
from arm.rules.document import Document
from arm.rules.item import mapping


@dataclass(frozen=True)
class Source:
    """A resource's document. `resource` is None where the file isn't one: broken JSON, no object, no name."""

    type: str
    document: Document
    resource: Resource | None


@dataclass(frozen=True)
class Sources:
    """The documents of a factory's root folder, in the order they are published.

    `factory_files` are the documents in factory/, of which Azure accepts none or several.
    """

    root: Path
    items: tuple[Source, ...]
    factory_files: tuple[Document, ...]
    definition: Document | None
    publish_config: Document | None
    name: str

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """Every JSON file that counts."""
        rest = [document for document in (self.definition, self.publish_config) if document is not None]
        return (*(item.document for item in self.items), *self.factory_files, *rest)

    @cached_property
    def resources(self) -> tuple[tuple[Document, Resource], ...]:
        """Every resource with its document; two of one name both."""
        return tuple((item.document, item.resource) for item in self.items if item.resource is not None)

    @cached_property
    def factory(self) -> Factory:
        """The factory of all resources that can be read; of two with one name the first."""
        distinct: dict[tuple[str, str], Resource] = {}
        for _, resource in self.resources:
            distinct.setdefault((resource.network, resource.key), resource)
        own = next((document for document in self.factory_files if document.path.stem == self.name), None)
        body = own.body if own is not None and isinstance(own.body, dict) else {}
        return Factory(
            name=self.name,
            source=self.root,
            resources=tuple(distinct.values()),
            factory_file=own.path if own is not None else None,
            factory_body=body,
            publish_config=self._publish_config(),
            definition_file=self.definition.path if self.definition is not None else None,
        )

    def global_parameters(self) -> Iterator[tuple[Document, str, Any]]:
        """Every global parameter: the document in factory/ it stands in, its name, and its declaration."""
        for document in self.factory_files:
            declared = mapping(mapping(mapping(document.body).get("properties")).get("globalParameters"))
            for name, declaration in declared.items():
                yield document, name, declaration

    def _publish_config(self) -> PublishConfig:
        body = self.publish_config.body if self.publish_config is not None else None
        if not isinstance(body, dict):
            return PublishConfig()
        return PublishConfig(
            include_factory_template=body.get("includeFactoryTemplate") is True,
            include_global_params_template=body.get("includeGlobalParamsTemplate") is True,
        )


def read_sources(root: Path, name: str | None = None) -> Sources:
    """The sources below `root`, whatever is wrong with them. UsageError if there is no such folder.

    `name` is the factory's; by default that of the first file in factory/, or the folder's own.
    """
    if not root.is_dir():
        raise UsageError(f"{root}: no such folder", hint="--source names the root folder of ADF's Git integration")
    files = tuple(_document(path, root) for path in _json_files(root / "factory"))
    named = name or (files[0].path.stem if files else root.resolve().name)
    definition, config = _optional(root, DEFINITION), _optional(root, PUBLISH_CONFIG)
    return Sources(root, tuple(_items(root)), files, definition, config, named)


def shown(path: Path) -> str:
    """How findings name a file: relative to the working folder if it lies there, with forward slashes."""
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        path = path.relative_to(Path.cwd())
    return path.as_posix()


def _items(root: Path) -> Iterator[Source]:
    for kind in KINDS:
        for path in _json_files(root / kind.folder):
            yield _source(kind.type, path, root)
    networks = root / "managedVirtualNetwork"
    if networks.is_dir():
        for folder in sorted(path for path in networks.iterdir() if path.is_dir()):
            for path in _json_files(folder / ENDPOINT_FOLDER):
                yield _source(ENDPOINTS, path, root, folder.name)


def _source(type: str, path: Path, root: Path, network: str = "") -> Source:
    document = _document(path, root)
    body = document.body
    document.key = f"{type}/{path.stem}"
    if not isinstance(body, dict) or not isinstance(body.get("name"), str) or not body["name"]:
        return Source(type, document, None)
    if not isinstance(body.get("properties") or {}, dict):
        return Source(type, document, None)
    resource = Resource(type, body["name"], path, body, network)
    document.key = resource.key
    return Source(type, document, resource)


def _document(path: Path, root: Path) -> Document:
    return Document.read(path, shown(path))


def _optional(root: Path, name: str) -> Document | None:
    path = root / name
    return _document(path, root) if path.is_file() else None


def _json_files(folder: Path) -> list[Path]:
    """The sources of a folder in the order of their file names, compared as JavaScript does: by UTF-16 unit."""
    if not folder.is_dir():
        return []
    files = [path for path in folder.iterdir() if path.suffix == ".json" and path.is_file()]
    return sorted(files, key=lambda path: path.name.encode("utf-16-be", "surrogatepass"))
