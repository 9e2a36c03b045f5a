"""What the target says is there: the factory and its resources, the record, the notebooks and their manifest."""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from arm.commands.deployment.comparison import FACTORY, fingerprint
from arm.commands.deployment.digests import digest
from arm.commands.deployment.manifest import Manifest, from_source, manifest_name
from arm.commands.deployment.options import Options
from arm.commands.deployment.record import Record, names_of, record_from
from arm.settings import Environment

if TYPE_CHECKING:
    from arm.cloud.connection import Connection
    from arm.cloud.data_factory import DataFactory

_AT_ONCE = 8


@dataclass(frozen=True)
class Observed:
    """What is there.

    `resources` has what Data Factory describes, by `<type>/<name>`; only types are asked for that matter. `record`
    is None where nothing is recorded, `recorded` when it was last written, `now` the other side's time. `notebooks`
    maps the path below the folder of each notebook there to its language, `folders` are the folders that are there.
    `exported` has the texts of notebooks that had to be compared.
    """

    group_exists: bool
    factory: Mapping[str, Any] | None
    resources: Mapping[str, Mapping[str, Any]]
    record: Record | None
    recorded: datetime
    now: datetime
    manifest: Manifest | None
    notebooks: Mapping[str, str]
    folders: frozenset[str]
    exported: Mapping[str, str]

    def state_of(self, key: str) -> str:
        """A trigger's `runtimeState`; "" if it isn't there."""
        deployed = self.resources.get(key)
        return str(deployed["properties"].get("runtimeState", "Stopped")) if deployed else ""

    @property
    def digest(self) -> str:
        """A digest of all that a plan rests on: it changes when the target does."""
        states = {key: [fingerprint(each), self.state_of(key)] for key, each in self.resources.items()}
        record = self.record.as_json() if self.record else None
        manifest = dict(self.manifest.notebooks) if self.manifest else None
        factory = fingerprint(self.factory) if self.factory else None
        return digest([factory, states, record, manifest, dict(self.notebooks), self.group_exists])


def observe(
    connection: "Connection", environment: Environment, wanted: Iterable[str], paths: Iterable[str], options: Options
) -> Observed:
    """Ask the target what is there of the types of `wanted` and of what is owned, and of the notebooks' folders.

    `wanted` are keys of resources, `paths` those of notebooks below the folder.
    """
    from arm.cloud.data_factory import DataFactory
    from arm.cloud.resource_manager import ResourceManager

    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        notebooks = None
        sources = list(paths)
        if "notebooks" in options.parts and (sources or connection.databricks):
            notebooks = pool.submit(_notebooks, connection, environment, sources, options, pool.submit)
        look = pool.submit(ResourceManager(connection).look_up, names_of(environment).record)
        client = DataFactory(connection)
        factory = pool.submit(client.get) if "factory" in options.parts else None
        found = look.result()
        note = found.deployment.note if found.deployment else None
        record = record_from(note) if note is not None else None
        there = factory.result() if factory else None
        keys = {*wanted, *(record.resources if record else ())}
        resources = _resources(client, keys, pool) if there is not None else {}
        manifest, inside, folders, exported = notebooks.result() if notebooks else (None, {}, frozenset(), {})
    return Observed(
        group_exists=found.group_exists,
        factory=there,
        resources=resources,
        record=record,
        recorded=found.deployment.when if found.deployment else found.now,
        now=found.now,
        manifest=manifest,
        notebooks=inside,
        folders=folders,
        exported=exported,
    )


def resources_of(client: "DataFactory", keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    """What Data Factory describes of the types of some resources, by `<type>/<name>`."""
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        return _resources(client, keys, pool)


def _resources(client: "DataFactory", keys: Iterable[str], pool: ThreadPoolExecutor) -> dict[str, dict[str, Any]]:
    """The keys are spelt as in `keys` where they mean the same: Data Factory doesn't tell letter cases apart."""
    spelt = {key.casefold(): key for key in keys}
    present = {key.partition("/")[0].casefold() for key in spelt}
    kinds = [kind for kind in client.known_types() if kind.split("/")[0].casefold() in present]
    asked = {kind: pool.submit(client.resources, kind) for kind in kinds}
    found = {f"{kind}/{name}": each for kind, future in asked.items() for name, each in future.result().items()}
    return {spelt.get(key.casefold(), key): each for key, each in found.items() if key != FACTORY}


_Notebooks = tuple[Manifest | None, dict[str, str], frozenset[str], dict[str, str]]


def _notebooks(
    connection: "Connection", environment: Environment, paths: list[str], options: Options, submit: Callable[..., Any]
) -> _Notebooks:
    from arm.cloud.databricks import Databricks

    client = Databricks(connection)
    folder = environment.target.databricks.folder
    manifest_path = f"{folder}/{manifest_name(environment.name)}"
    source = client.export_notebook(manifest_path)
    manifest = from_source(source, manifest_path) if source is not None else None
    parents = {f"{folder}/{path}".rpartition("/")[0] for path in [*paths, *(manifest.notebooks if manifest else ())]}
    asked = {parent: submit(client.entries, parent) for parent in sorted({folder, *parents})}
    entries = {parent: future.result() for parent, future in asked.items()}
    there = {
        entry.path.removeprefix(f"{folder}/"): entry.language
        for found in entries.values()
        for entry in found or ()
        if entry.kind == "NOTEBOOK" and entry.path != manifest_path
    }
    compared = [path for path in paths if path in there] if options.verify else []
    texts = {path: submit(client.export_notebook, f"{folder}/{path}") for path in compared}
    exported = {path: future.result() or "" for path, future in texts.items()}
    return manifest, there, frozenset(each for each, found in entries.items() if found is not None), exported
