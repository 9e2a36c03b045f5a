"""`invoke plan`: what a deployment would create, change, stop and start at the target, and why."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from arm import files, jsontext
from arm.commands import patch
from arm.commands.artifacts import Notebook, obtain_notebooks, obtain_template
from arm.commands.comparison import Wanted, first_difference, wanted_resources
from arm.commands.patch import ParameterValue, Patched
from arm.commands.target import connect
from arm.events import Notify, ignore, step
from arm.settings import Environment, Settings, load_environment

if TYPE_CHECKING:
    from arm.cloud.connection import Connection

Part = Literal["notebooks", "factory"]
PARTS: tuple[Part, ...] = ("notebooks", "factory")
Action = Literal["create", "change", "unchanged", "keep", "stop", "start", "import"]


@dataclass(frozen=True)
class Item:
    """One thing a deployment would do to a resource (`<type>/<name>`, or a notebook's path), and the reason."""

    action: Action
    resource: str
    reason: str


@dataclass(frozen=True)
class Plan:
    """What a deployment would do, in the order it would, and every parameter's value with its origin."""

    environment: str
    factory: str
    target: str
    items: tuple[Item, ...]
    values: tuple[ParameterValue, ...]
    ok: bool = True

    def of(self, action: Action, kind: str = "") -> list[str]:
        """The names of the resources with an action, those of one type only if `kind` says so ("triggers")."""
        found = [item.resource for item in self.items if item.action == action]
        return [name.removeprefix(f"{kind}/") for name in found if name.startswith(f"{kind}/")] if kind else found


@dataclass(frozen=True)
class Prepared:
    """All that a deployment needs: the environment, its template, the notebooks, and the way to the target."""

    environment: Environment
    patched: Patched
    notebooks: tuple[Notebook, ...]
    connection: "Connection"


def run(
    settings: Settings,
    env: str | None,
    *,
    from_dir: Path | None = None,
    sets: tuple[str, ...] = (),
    notify: Notify = ignore,
) -> Plan:
    """Compute the plan of a deployment of both parts and write it to `build/<env>/plan.json`. Changes nothing."""
    environment = load_environment(settings, env)
    prepared = prepare(settings, environment, PARTS, from_dir=from_dir, sets=sets, notify=notify)
    with step(notify, f"plan for {prepared.environment.name}"):
        plan = make_plan(prepared, PARTS)
    write_plan(settings, plan)
    return plan


def write_plan(settings: Settings, plan: Plan) -> None:
    """Write a plan to `build/<env>/plan.json`; a secure parameter stands there without its value."""
    files.write_text(settings.out(plan.environment) / "plan.json", jsontext.dumps_pretty(asdict(plan)))


def prepare(
    settings: Settings,
    environment: Environment,
    parts: tuple[Part, ...],
    *,
    from_dir: Path | None,
    sets: tuple[str, ...],
    notify: Notify,
) -> Prepared:
    """Export (or take from `from_dir`), patch, write the environment's files, and connect to its target."""
    notebooks = []
    if "notebooks" in parts:
        notebooks = obtain_notebooks(settings, from_dir, template_too="factory" in parts)
    patched = Patched({"resources": []}, {})
    if "factory" in parts:
        source = obtain_template(settings, from_dir, notify=notify)
        patched = patch.patch_template(source, environment, sets)
        patch.write(patched, environment, settings.out(environment.name))
    return Prepared(environment, patched, tuple(notebooks), connect(settings, environment, notify))


def make_plan(prepared: Prepared, parts: tuple[Part, ...]) -> Plan:
    """Compare what is wanted with what the target reports as deployed."""
    environment = prepared.environment
    items: list[Item] = []
    if "notebooks" in parts:
        items += _notebook_items(prepared)
    if "factory" in parts:
        items += _factory_items(prepared)
    target = environment.target
    where = "Local Azure" if target.is_local else f"{target.subscription_id}/{target.resource_group}"
    return Plan(environment.name, target.factory_name, where, tuple(items), prepared.patched.values)


def _notebook_items(prepared: Prepared) -> Iterator[Item]:
    from arm.cloud.databricks import Databricks

    folder = prepared.environment.target.databricks.folder
    there = set(Databricks(prepared.connection).notebooks(folder)) if prepared.notebooks else set()
    for notebook in prepared.notebooks:
        path = f"{folder}/{notebook.path}"
        yield Item("import", path, "replaces the one there" if path in there else "new in the workspace")


def _factory_items(prepared: Prepared) -> Iterator[Item]:
    from arm.cloud.data_factory import DataFactory

    client, patched = DataFactory(prepared.connection), prepared.patched
    wanted = wanted_resources(prepared.environment, patched.template, patched.parameters)
    exists = client.get() is not None
    if not exists:
        yield Item("create", "factory", f'there is no factory "{prepared.environment.target.factory_name}" yet')
    kinds = [kind for kind in client.known_types() if any(key.startswith(f"{kind}/") for key in wanted)]
    deployed = {f"{kind}/{name}": body for kind in kinds if exists for name, body in client.resources(kind).items()}
    yield from _stops(wanted, deployed)
    for key, resource in wanted.items():
        yield _write(key, resource, deployed.get(key))
    for key in deployed.keys() - wanted.keys():
        yield Item("keep", key, "is not in the template; nothing is deleted")
    yield from _starts(prepared.environment, wanted, deployed)


def _write(key: str, wanted: Wanted, deployed: Mapping[str, Any] | None) -> Item:
    """What becomes of a resource of the template. Resource Manager writes the unchanged ones again, too."""
    if deployed is None:
        return Item("create", key, "is not there yet")
    difference = first_difference(wanted.properties, deployed.get("properties", {}))
    if difference is not None:
        return Item("change", key, f"differs at {difference}")
    if wanted.secret:
        return Item("change", key, "holds a secret, which can't be compared")
    return Item("unchanged", key, "is as it should be")


def _stops(wanted: Mapping[str, Wanted], deployed: Mapping[str, Any]) -> Iterator[Item]:
    for key in wanted:
        if key.startswith("triggers/") and _runtime_state(deployed.get(key)) == "Started":
            yield Item("stop", key, "a started trigger can't be updated")


def _starts(environment: Environment, wanted: Mapping[str, Wanted], deployed: Mapping[str, Any]) -> Iterator[Item]:
    for key, resource in wanted.items():
        if not key.startswith("triggers/"):
            continue
        choice = environment.triggers.get(key.removeprefix("triggers/"), "keep")
        if choice == "Started":
            yield Item("start", key, f"{environment.name} wants it started")
        elif choice == "keep" and _state(resource, deployed.get(key)) == "Started":
            reason = "it was started before" if key in deployed else "it is new and its source says Started"
            yield Item("start", key, reason)


def _state(wanted: Wanted, deployed: Mapping[str, Any] | None) -> str:
    """The state that `keep` keeps: the deployed trigger's, or for a new one its source's."""
    if deployed is not None:
        return _runtime_state(deployed)
    return str(wanted.properties.get("runtimeState", "Stopped"))


def _runtime_state(deployed: Mapping[str, Any] | None) -> str:
    return str((deployed or {}).get("properties", {}).get("runtimeState", "Stopped"))
