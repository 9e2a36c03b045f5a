"""An earlier release made ready to be deployed again: from its artifact, or rebuilt from its commit."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from arm import files, jsontext
from arm.commands.artifacts import FACTORY_ARTIFACT, PARAMETERS, TEMPLATE, obtain_notebooks
from arm.commands.deployment.options import Options
from arm.commands.deployment.prepared import Prepared, global_parameters_beside, prepare
from arm.commands.deployment.record import Record, Released
from arm.commands.patch import ParameterValue, Patched
from arm.commands.target import connect
from arm.errors import TargetError, UsageError, did_you_mean
from arm.events import Event, Notify, State
from arm.history.git import Repository
from arm.settings import Environment, Settings, load_environment
from arm.template.values import is_secure

if TYPE_CHECKING:
    from arm.cloud.resource_manager import ResourceManager

_ID_LENGTHS = (40, 64)


def choose(record: Record | None, to: str | None, environment: str) -> Released:
    """The release called `to` (an id, or the beginning of a commit), or the last good one before what is there now.

    What is there now is the release that stands, or one that failed since. UsageError listing the releases if
    there is no such one.
    """
    releases = record.releases if record else ()
    if to is not None:
        fitting = [each for each in releases if each.id == to or (len(to) >= 7 and each.commit.startswith(to))]
        if fitting:
            return fitting[0]
        hint = did_you_mean(to, [each.id for each in releases]) if releases else "nothing is recorded there"
        raise UsageError(f"--to {to}: there is no such release of {environment}", hint=hint)
    before = releases if record and record.failed else releases[1:]
    if not before:
        hint = f"{releases[0].id} is the only one" if releases else "nothing is recorded there"
        raise UsageError(f"{environment} has no earlier release", hint=hint)
    return before[0]


def from_artifact(
    settings: Settings, environment: Environment, released: Released, options: Options, notify: Notify
) -> Prepared | None:
    """The release as it was stored on this machine; None if it isn't there."""
    folder = settings.out(environment.name) / "releases" / released.id
    template = folder / FACTORY_ARTIFACT / TEMPLATE
    if not folder.is_dir() or ("factory" in options.parts and not template.is_file()):
        return None
    patched, globals_ = Patched({"resources": []}, {}), None
    if "factory" in options.parts:
        document = jsontext.read(template)
        entries = jsontext.read(template.with_name(PARAMETERS))["parameters"]
        patched = Patched(document, entries, _values(document, entries, released.id))
        globals_ = global_parameters_beside(template.parent, document)
    notebooks = obtain_notebooks(settings, folder, template_too=False) if "notebooks" in options.parts else []
    connection = connect(settings, environment, notify)
    return Prepared(environment, patched, tuple(notebooks), connection, globals_, released.commit)


def _values(template: Mapping[str, Any], entries: Mapping[str, Any], release: str) -> tuple[ParameterValue, ...]:
    found = []
    for name, declaration in (template.get("parameters") or {}).items():
        secure = is_secure(declaration)
        entry = entries.get(name, {})
        shown = None if secure else entry.get("value", entry)
        found.append(ParameterValue(name, str(declaration.get("type")), shown, secure, f"release {release}"))
    return tuple(found)


def rebuilt(settings: Settings, env: str, released: Released, options: Options, notify: Notify) -> Prepared:
    """The release made again from its commit's sources, notebooks and overrides; tells where the result differs.

    UsageError if this repository doesn't have the commit.
    """
    if len(released.commit) not in _ID_LENGTHS:
        raise UsageError(f"the artifact of {released.id} is not here, and its commit is not known")
    folder = settings.out(env) / "rebuilt" / released.id
    notify(Event(State.WARNED, f"the artifact of {released.id} is not here", f"rebuilding it from {released.commit}"))
    with Repository(Path()) as repository:
        if repository.commit(released.commit) is None:
            hint = f"git fetch, or take the run's artifacts: invoke deploy --env {env} --from DIR"
            raise UsageError(f"this repository doesn't have the commit {released.commit}", hint=hint)
        then = replace(
            settings,
            source=_write_out(repository, released.commit, settings.source, folder / "source"),
            notebooks=_write_out(repository, released.commit, settings.notebooks, folder / "notebooks"),
            overrides=_write_out(repository, released.commit, settings.overrides, folder / "overrides"),
            build=folder / "build",
        )
    environment = load_environment(then, env)
    prepared = prepare(then, environment, options.parts, from_dir=None, sets=(), notify=notify, connect_with=settings)
    for key, told in (("template", released.template), ("parameters", released.parameters)):
        if prepared.digests[key] != told:
            notify(
                Event(State.WARNED, f"the {key} rebuilt from {released.commit[:7]}", "differ from what was deployed")
            )
    return replace(prepared, commit=released.commit)


def _write_out(repository: Repository, commit: str, path: Path, folder: Path) -> Path:
    """Write the files that a commit has below a path of the work tree into a folder, which is given back."""
    place = repository.place(path)
    if place is None:
        raise UsageError(f"{path} lies outside this repository")
    blobs = repository.files(commit, place)
    contents = [(blob.path.as_posix(), [repository.read(blob)]) for blob in blobs]
    files.write_folder(folder, contents, lambda _: True)
    return folder


def tell_differences(manager: "ResourceManager", released: Released, prepared: Prepared, notify: Notify) -> None:
    """Tell which resources that the release's own deployment brought are other ones now.

    Resource Manager keeps the template of each deployment, secrets aside; it says nothing of what wasn't sent.
    """
    try:
        sent = manager.export_template(released.id)
    except TargetError as error:
        notify(Event(State.WARNED, f"what {released.id} deployed can't be compared", str(error)))
        return
    now = {_name(each): each for each in prepared.patched.template.get("resources", ())}
    for resource in sent.get("resources", ()):
        other = now.get(_name(resource))
        if other is None:
            notify(Event(State.WARNED, _name(resource), f"was in {released.id} and is not in what is rebuilt"))
        elif other.get("properties") != resource.get("properties"):
            notify(Event(State.WARNED, _name(resource), f"is not as it was in {released.id}"))


def _name(resource: Mapping[str, Any]) -> str:
    return f"{resource.get('type')} {resource.get('name')}"
