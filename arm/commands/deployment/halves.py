"""The two halves of a deployment — notebooks, and the factory's resources — and both at once."""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Any

from arm.commands.deployment import triggers
from arm.commands.deployment.comparison import FACTORY, split_key
from arm.commands.deployment.manifest import Manifest, digest_of, manifest_name, to_source
from arm.commands.deployment.pieces import Piece
from arm.commands.deployment.planning import Planned
from arm.commands.deployment.references import levels, mentions
from arm.events import Event, Notify, State, step

if TYPE_CHECKING:
    from arm.cloud.data_factory import DataFactory
    from arm.cloud.databricks import Databricks
    from arm.cloud.resource_manager import ResourceManager

_AT_ONCE = 8
# A signal is only seen between two waits: on Windows nothing interrupts one.
_SECONDS_BETWEEN_LOOKS = 0.5


def side_by_side(work: Iterable[Callable[[], None]], call_off: Callable[[], None]) -> None:
    """Do all at once. If one fails the others are finished first, and the first failure is told.

    On an interruption everything is called off, and what is under way comes to its end before this returns.
    """
    with ThreadPoolExecutor() as pool:
        running: list[Future[None]] = [pool.submit(each) for each in work]
        try:
            pending = set(running)
            while pending:
                pending = wait(pending, _SECONDS_BETWEEN_LOOKS, FIRST_COMPLETED).not_done
        except BaseException:
            call_off()
            raise
    for future in running:
        future.result()


def deploy_notebooks(planned: Planned, release: str, notify: Notify) -> None:
    """Import what the plan imports and delete what it deletes, several at a time, and keep the manifest.

    What was imported before one failed is in the manifest, too. TargetError of the first that failed.
    """
    from arm.cloud.databricks import Databricks

    plan, prepared, observed = planned.plan, planned.prepared, planned.observed
    folder = prepared.environment.target.databricks.folder
    prefix = f"{folder}/"
    imports = [path.removeprefix(prefix) for path in plan.of("import")]
    deletes = [path.removeprefix(prefix) for path in plan.of("delete") if path.startswith("/")]
    if not imports and not deletes:
        return
    client = Databricks(prepared.connection)
    owned = dict(observed.manifest.notebooks) if observed.manifest else {}

    def bring(path: str) -> None:
        prepared.connection.patience.sleep(0)
        language, text = prepared.sources[path]
        client.import_notebook(f"{folder}/{path}", text, language)
        owned[path] = digest_of(language, text)
        notify(Event(State.PROGRESSED, "notebook", f"{folder}/{path}"))

    def take(path: str) -> None:
        prepared.connection.patience.sleep(0)
        client.delete_notebook(f"{folder}/{path}")
        owned.pop(path, None)
        notify(Event(State.PROGRESSED, "notebook deleted", f"{folder}/{path}"))

    with step(notify, "deploy notebooks", folder):
        _make_folders(client, {f"{folder}/{path}".rpartition("/")[0] for path in imports} - observed.folders)
        try:
            _several(bring, imports)
            _several(take, deletes)
        finally:
            manifest = to_source(Manifest(release, owned))
            client.import_notebook(f"{folder}/{manifest_name(prepared.environment.name)}", manifest)


def _make_folders(client: "Databricks", folders: set[str]) -> None:
    for folder in sorted(folders):
        client.make_folder(folder)


def _several(act: Callable[[str], None], names: Iterable[str]) -> None:
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        running = [pool.submit(act, name) for name in names]
    for future in running:
        future.result()


def deploy_factory(
    planned: Planned,
    parts: list[tuple[str, Piece]],
    manager: "ResourceManager",
    factory: "DataFactory",
    tags: Mapping[str, str],
    notify: Notify,
) -> None:
    """Stop triggers, deploy the pieces one after the other, set global parameters, delete what is gone.

    `parts` names the deployment of each piece, with secrets filled in.
    """
    plan, observed, wanted = planned.plan, planned.observed, planned.prepared.wanted
    deleted = [key for key in plan.of("delete") if not key.startswith("/")]
    update = FACTORY in plan.of("change") and FACTORY not in wanted
    if not (parts or deleted or update or plan.of("stop")):
        return
    with step(notify, "deploy factory", plan.factory):
        triggers.switch(factory, plan.of("stop"), "Stopped", observed.resources, notify)
        for name, piece in parts:
            manager.deploy(
                name,
                piece.template,
                piece.parameters,
                tags=tags,
                operation=lambda resource, state: notify(Event(State.PROGRESSED, _short(resource), state)),
            )
        if update:
            set_global_parameters(factory, planned.prepared.global_parameters or {})
        _delete(factory, deleted, observed.resources, notify)


def _short(resource: str) -> str:
    """`<type>/<name>` of what Resource Manager calls `Microsoft.DataFactory/factories/<type>/<factory>/<name>`."""
    parts = resource.removeprefix("Microsoft.DataFactory/factories/").split("/")
    return "/".join([*parts[:-2], parts[-1]]) if len(parts) > 2 else resource


def _delete(
    factory: "DataFactory", keys: list[str], described: Mapping[str, Mapping[str, Any]], notify: Notify
) -> None:
    """Delete resources, users before the used, several at once."""

    def one(key: str) -> None:
        factory.delete(*split_key(key))
        notify(Event(State.PROGRESSED, key, "Deleted"))

    needs = {key: [each for each in mentions(described.get(key, {})) if each in keys] for key in keys}
    for level in reversed(levels(needs)):
        _several(one, level)


def set_global_parameters(factory: "DataFactory", parameters: Mapping[str, Any]) -> None:
    """Set a factory's global parameters and leave all else as it is: identity, tags, Git configuration, encryption.

    The factory is read just before, and written only if nobody changed it in between. TargetError else.
    """
    from arm.errors import TargetError

    for attempt in range(2):
        found: dict[str, Any] = factory.get() or {}
        properties: dict[str, Any] = dict(found.get("properties") or {})
        if properties.get("globalParameters", {}) == parameters:
            return  # the answer to a first try was lost
        properties["globalParameters"] = dict(parameters)
        kept: dict[str, Any] = {key: found[key] for key in ("location", "identity", "tags") if key in found}
        own = ("provisioningState", "createTime", "version")
        body = {**kept, "properties": {key: each for key, each in properties.items() if key not in own}}
        try:
            factory.put(body, etag=found.get("eTag"))
            return
        except TargetError:
            if attempt:
                raise
