"""One environment: its override file and those it extends, merged into one frozen value."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from arm import jsontext, pointers
from arm.errors import SourceError, UsageError, did_you_mean
from arm.settings import variables
from arm.settings.suite import Settings, environments
from arm.settings.target import Target, target_from

_MERGED = ("target", "triggers", "run", "check")


@dataclass(frozen=True)
class Override:
    """A value for a template parameter, as written: `${NAME}` is not replaced yet.

    `reference` is a Key Vault reference in the form of an ARM parameter file, and then `value` is None.
    `origin` names the file it comes from, or `--set`; `pointer` its place in that file.
    """

    name: str
    value: Any
    reference: Mapping[str, Any] | None
    origin: str
    pointer: str = ""

    def filled(self) -> Any:
        """The value, or the Key Vault reference, with every `${NAME}` replaced; UsageError naming one not set."""
        written = self.value if self.reference is None else self.reference
        return _fill(written, Path(self.origin), self.pointer, os.environ)


@dataclass(frozen=True)
class Patch:
    """RFC 6902 operations on one resource of the template, and where they are written."""

    resource: str
    operations: list[dict[str, Any]]
    origin: str
    pointer: str


@dataclass(frozen=True)
class Task:
    """What `invoke run` (a pipeline) or `invoke check` (a notebook) starts; `timeout` is in seconds.

    `data` is `<container>/<blob>` of the data that a check is about, to tell people where it lies. On Local Azure
    `answers`, a JSON file, stand for activities, and Web activities may call the `allowed_hosts`.
    """

    name: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    timeout: float = 3600.0
    data: str = ""
    answers: Path | None = None
    allowed_hosts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Environment:
    """Everything that is special about one environment, parents included.

    `triggers` maps a trigger to Started, Stopped or keep. `files` are the override files read, parents first;
    `merged` holds their objects `target`, `triggers`, `run` and `check` as JSON.
    """

    name: str
    target: Target
    parameters: Mapping[str, Override]
    patches: tuple[Patch, ...]
    triggers: Mapping[str, str]
    run: Task
    check: Task
    files: tuple[Path, ...]
    merged: Mapping[str, Any] = field(default_factory=dict, repr=False)


def load_environment(settings: Settings, name: str | None, environ: Mapping[str, str] | None = None) -> Environment:
    """The environment called `name`, its parents merged in, `${NAME}` replaced in all but its parameters.

    `environ` has the variables, by default the process's; `variables.AS_WRITTEN` leaves each `${NAME}` in place.
    UsageError listing the environments if there is no such one or none is given, and where a variable that
    the target needs isn't set; SourceError with the line where a file doesn't fit the schema.
    """
    environ = os.environ if environ is None else environ
    _require_known(settings, name)
    layers = list(_layers(settings.overrides, name or "", ()))
    merged = _merged(layers, environ)
    _require_target(merged["target"], layers[-1][0])
    run, check = merged["run"], merged["check"]
    return Environment(
        name=name or "",
        target=target_from(merged["target"]),
        parameters={o.name: o for path, document in layers for o in _overrides(path, document)},
        patches=tuple(patch for path, document in layers for patch in _patches(path, document, environ)),
        triggers=merged["triggers"],
        run=_task(run, "pipeline", settings.overrides),
        check=_task(check, "notebook", settings.overrides),
        files=tuple(path for path, _ in layers),
        merged=merged,
    )


def _task(document: Mapping[str, Any], key: str, folder: Path) -> Task:
    return Task(
        name=document.get(key, ""),
        parameters=document.get("parameters", {}),
        timeout=60.0 * document.get("timeoutMinutes", 60),
        data=document.get("data", ""),
        answers=folder / document["answers"] if "answers" in document else None,
        allowed_hosts=tuple(document.get("allowedHosts", ())),
    )


def _require_known(settings: Settings, name: str | None) -> None:
    known = environments(settings)
    if not known:
        raise UsageError(f"no environment in {settings.overrides.as_posix()}/", hint="add one, say qa.json")
    listed = f"environments: {', '.join(known)}"
    if not name:
        raise UsageError("which environment? --env is missing", hint=listed)
    if name not in known:
        guess = did_you_mean(name, known)
        raise UsageError(
            f'there is no environment "{name}"', hint=f"{guess} {listed}" if guess.startswith("did") else listed
        )


def _layers(folder: Path, name: str, heirs: tuple[str, ...]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The override files an environment is made of, the topmost parent first."""
    path = folder / f"{name}.json"
    if name in heirs:
        raise SourceError(f'"extends" goes round in a circle: {" → ".join([*heirs, name])}', path)
    document = jsontext.read(path)
    _require_schema(path, document)
    parent = document.get("extends", "common" if name != "common" else None)
    if parent and ("extends" in document or (folder / "common.json").is_file()):
        yield from _layers(folder, parent, (*heirs, name))
    yield path, document


def _require_schema(path: Path, document: Any) -> None:
    from jsonschema import Draft202012Validator

    schema = jsontext.read(Path(__file__).with_name("environment.schema.json"))
    for error in Draft202012Validator(schema).iter_errors(document):
        pointer = pointers.join(error.absolute_path)
        if error.validator == "additionalProperties" and "properties" in error.schema:
            known = error.schema["properties"]
            key = next(key for key in error.instance if key not in known)
            place = pointers.join([*error.absolute_path, key])
            raise jsontext.error_at(
                f'{pointer or "the file"}: there is no key "{key}"', path, place, hint=did_you_mean(key, known)
            )
        raise jsontext.error_at(f"{pointer or 'the file'}: {error.message}", path, pointer)


def _require_target(target: Mapping[str, Any], path: Path) -> None:
    needed = ["resourceGroup", "factoryName"]
    if target.get("kind", "azure") == "azure":
        needed.insert(0, "subscriptionId")
    for key in needed:
        if key not in target:
            raise SourceError(f'"target" says no {key}', path, hint="add it here or in a file it extends")


def _merged(layers: list[tuple[Path, dict[str, Any]]], environ: Mapping[str, str]) -> dict[str, Any]:
    """The merged objects, variables replaced: one that a heir overrides doesn't have to be set."""
    merged: dict[str, Any] = {key: {} for key in _MERGED}
    for _, document in layers:
        merged = _merge(merged, {key: document[key] for key in _MERGED if key in document})
    try:
        return dict(variables.fill(merged, environ))
    except variables.UnsetVariable as unset:
        writers = [path for path, document in layers if _stands_in(document, unset.pointer)]
        raise _unset(unset, writers[-1]) from None


def _stands_in(document: Any, pointer: str) -> bool:
    try:
        pointers.resolve(document, pointer)
    except LookupError:
        return False
    return True


def _overrides(path: Path, document: Mapping[str, Any]) -> Iterator[Override]:
    for index, name in enumerate(document.get("parameterFiles", [])):
        file = path.parent / name
        if not file.is_file():
            raise jsontext.error_at(f"there is no file {file.as_posix()}", path, f"/parameterFiles/{index}")
        for parameter, entry in (jsontext.read(file).get("parameters") or {}).items():
            yield _override(parameter, entry, file, pointers.join(["parameters", parameter]))
    for parameter, entry in document.get("parameters", {}).items():
        yield _override(parameter, entry, path, pointers.join(["parameters", parameter]))


def _override(name: str, entry: Any, file: Path, pointer: str) -> Override:
    """An entry is a bare value, or has the form of an ARM parameter file: {"value": …} or {"reference": …}."""
    if isinstance(entry, dict) and "reference" in entry:
        return Override(name, None, {"reference": entry["reference"]}, file.as_posix(), pointer)
    if isinstance(entry, dict) and entry.keys() == {"value"}:
        entry, pointer = entry["value"], f"{pointer}/value"
    return Override(name, entry, None, file.as_posix(), pointer)


def _patches(path: Path, document: Mapping[str, Any], environ: Mapping[str, str]) -> Iterator[Patch]:
    for index, entry in enumerate(document.get("patches", [])):
        pointer = f"/patches/{index}"
        operations = _fill(entry["operations"], path, f"{pointer}/operations", environ)
        yield Patch(entry["resource"], operations, path.as_posix(), pointer)


def _merge(parent: Any, child: Any) -> Any:
    if isinstance(parent, dict) and isinstance(child, dict):
        both = {key: _merge(parent[key], child[key]) for key in parent.keys() & child.keys()}
        return {**parent, **child, **both}
    return child


def _fill(value: Any, path: Path, pointer: str, environ: Mapping[str, str]) -> Any:
    try:
        return variables.fill(value, environ, pointer)
    except variables.UnsetVariable as unset:
        raise _unset(unset, path) from None


def _unset(unset: variables.UnsetVariable, path: Path) -> SourceError:
    hint = f"set {unset.name} in the environment (in Azure Pipelines: map it in the step's env:)"
    return jsontext.error_at(f"the variable {unset.name} is not set", path, unset.pointer, hint=hint)
