"""`invoke deploy`: plan, then bring notebooks and factory to the target, side by side."""

import hashlib
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path
from typing import Any

from arm import files, jsontext
from arm.commands.plan import PARTS, Part, Plan, Prepared, make_plan, prepare, write_plan
from arm.errors import AdfopsError, TargetError, UsageError, did_you_mean
from arm.events import Event, Notify, State, ignore, step
from arm.settings import Environment, Settings, load_environment
from arm.settings.variables import UnsetVariable, fill, names_in
from arm.template.values import is_secure


@dataclass(frozen=True)
class Release:
    """What was deployed, from which commit, when and by whom; digests are SHA-256 in hexadecimal."""

    id: str
    environment: str
    factory: str
    commit: str
    when: str
    who: str
    parts: tuple[Part, ...]
    template_digest: str
    parameters_digest: str
    resources: tuple[str, ...]
    notebooks: tuple[str, ...]
    ok: bool = True


def run(
    settings: Settings,
    env: str | None,
    *,
    part: str | None = None,
    from_dir: Path | None = None,
    sets: tuple[str, ...] = (),
    notify: Notify = ignore,
    planned: Callable[[Plan], None] = lambda _: None,
) -> Release:
    """Plan, let `planned` see the plan, apply exactly it, and write `build/<env>/release.json`.

    TargetError if the target fails; triggers that were stopped for the deployment are started again then.
    """
    environment = load_environment(settings, env)
    parts = _parts(part)
    prepared = prepare(settings, environment, parts, from_dir=from_dir, sets=sets, notify=notify)
    with step(notify, f"plan for {prepared.environment.name}"):
        plan = make_plan(prepared, parts)
    write_plan(settings, plan)
    planned(plan)
    release = _release(prepared, plan, parts)
    _apply(prepared, plan, parts, release, notify)
    files.write_text(settings.out(release.environment) / "release.json", jsontext.dumps_pretty(asdict(release)))
    return release


def _parts(part: str | None) -> tuple[Part, ...]:
    if part is None:
        return PARTS
    for known in PARTS:
        if part == known:
            return (known,)
    raise UsageError(f'--part {part}: there is no part "{part}"', hint=did_you_mean(part, PARTS))


def _apply(prepared: Prepared, plan: Plan, parts: tuple[Part, ...], release: Release, notify: Notify) -> None:
    """Both parts at once; if one fails the other is finished first, and the first failure is told."""
    work: dict[Part, Callable[[], None]] = {
        "notebooks": lambda: _deploy_notebooks(prepared, notify),
        "factory": lambda: _deploy_factory(prepared, plan, release, notify),
    }
    with ThreadPoolExecutor(max_workers=len(parts)) as pool:
        running = [pool.submit(work[part]) for part in parts]
    for future in running:
        future.result()


def _deploy_notebooks(prepared: Prepared, notify: Notify) -> None:
    from arm.cloud.databricks import Databricks

    folder = prepared.environment.target.databricks.folder
    with step(notify, "deploy notebooks", folder):
        client = Databricks(prepared.connection)
        paths = [f"{folder}/{notebook.path}" for notebook in prepared.notebooks]
        for parent in sorted({path.rpartition("/")[0] for path in paths} | {folder}):
            client.make_folder(parent)
        for notebook, path in zip(prepared.notebooks, paths, strict=True):
            client.import_notebook(path, jsontext.read_text(notebook.file))
            notify(Event(State.PROGRESSED, "notebook", path))


def _deploy_factory(prepared: Prepared, plan: Plan, release: Release, notify: Notify) -> None:
    from arm.cloud.data_factory import DataFactory
    from arm.cloud.resource_manager import ResourceManager

    factory, manager = DataFactory(prepared.connection), ResourceManager(prepared.connection)
    parameters = fill_secrets(prepared)
    with step(notify, "deploy factory", plan.factory), _redacted(prepared, parameters):
        _require_factory(prepared.environment, plan, factory, manager)
        stopped = plan.of("stop", "triggers")
        for name in stopped:
            factory.stop_trigger(name)
        try:
            manager.deploy(
                release.id,
                prepared.patched.template,
                parameters,
                tags={"adfops-release": release.id, "adfops-commit": release.commit},
                operation=lambda resource, state: notify(Event(State.PROGRESSED, _short(resource), state)),
            )
        except BaseException:
            _restore(factory, stopped, notify)
            raise
        for name in plan.of("start", "triggers"):
            factory.start_trigger(name)
            notify(Event(State.PROGRESSED, f"triggers/{name}", "Started"))


def _short(resource: str) -> str:
    """`<type>/<name>` of what Resource Manager calls `Microsoft.DataFactory/factories/<type>/<factory>/<name>`."""
    parts = resource.removeprefix("Microsoft.DataFactory/factories/").split("/")
    return "/".join([*parts[:-2], parts[-1]]) if len(parts) > 2 else resource


def _restore(factory: Any, stopped: list[str], notify: Notify) -> None:
    """Start the triggers again that were stopped for a deployment which then failed; tells those it can't start."""
    for name in stopped:
        try:
            factory.start_trigger(name)
        except AdfopsError as error:
            notify(Event(State.WARNED, f"trigger {name} stays stopped", str(error)))


def _require_factory(environment: Environment, plan: Plan, factory: Any, manager: Any) -> None:
    """The factory has to be there before its resources: made at a local target, asked for at Azure."""
    if "factory" not in plan.of("create"):
        return
    target = environment.target
    if not target.is_local:
        made = f"az datafactory create --resource-group {target.resource_group} --factory-name {target.factory_name}"
        raise TargetError(f'there is no factory "{target.factory_name}"', hint=f"{made} --location {target.location}")
    if not manager.resource_group_exists():
        manager.create_resource_group()
    factory.put({"location": target.location, "identity": {"type": "SystemAssigned"}})


def fill_secrets(prepared: Prepared) -> dict[str, dict[str, Any]]:
    """The entries of the parameter file with the secure ones' `${NAME}` replaced; they are never written anywhere."""
    declared = prepared.patched.template["parameters"]
    filled = {}
    for name, entry in prepared.patched.parameters.items():
        filled[name] = entry
        if is_secure(declared[name]) and names_in(entry.get("value", "")):
            try:
                filled[name] = {"value": fill(entry["value"], os.environ)}
            except UnsetVariable as unset:
                hint = (
                    f'it is the value of the secure parameter "{name}"; in Azure Pipelines map it in the step\'s env:'
                )
                raise UsageError(f"the variable {unset.name} is not set", hint=hint) from None
    return filled


@contextmanager
def _redacted(prepared: Prepared, parameters: dict[str, dict[str, Any]]) -> Iterator[None]:
    """Keep secrets out of what is told of a failure: Azure's messages quote values that it doesn't like."""
    secrets = [
        str(entry["value"]) for name, entry in parameters.items() if entry != prepared.patched.parameters[name]
    ]
    try:
        yield
    except TargetError as error:
        message, hint = error.message, error.hint
        for secret in secrets:
            message, hint = message.replace(secret, "**********"), hint.replace(secret, "**********")
        raise TargetError(message, hint=hint) from None


def _release(prepared: Prepared, plan: Plan, parts: tuple[Part, ...]) -> Release:
    now, commit = datetime.now(UTC), _commit()
    folder = prepared.environment.target.databricks.folder
    return Release(
        id=f"adfops-{plan.environment}-{now:%Y%m%d%H%M%S}-{commit[:7]}",
        environment=plan.environment,
        factory=plan.factory,
        commit=commit,
        when=now.isoformat(timespec="seconds"),
        who=_who(),
        parts=parts,
        template_digest=_digest(prepared.patched.template),
        parameters_digest=_digest(_without_secrets(prepared)),
        resources=tuple(plan.of("create") + plan.of("change") + plan.of("unchanged")),
        notebooks=tuple(f"{folder}/{notebook.path}" for notebook in prepared.notebooks),
    )


def _without_secrets(prepared: Prepared) -> dict[str, Any]:
    return {value.name: value.value for value in prepared.patched.values if not value.secure}


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode("utf-8")).hexdigest()


def _commit() -> str:
    """The checkout's commit; "unknown" outside a Git repository or without git."""
    try:
        found = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=True, timeout=10)
    except (OSError, subprocess.SubprocessError):
        return "unknown"
    return found.stdout.strip()


def _who() -> str:
    try:
        return getuser()
    except (OSError, KeyError):  # no user name in a bare container
        return "unknown"
