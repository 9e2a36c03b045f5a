"""Reading a factory from the root folder of ADF's Git integration."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from arm import pointers
from arm.errors import SourceError, UsageError
from arm.factory.kinds import ENDPOINT_FOLDER, ENDPOINTS, KINDS
from arm.factory.model import Body, Factory, PublishConfig, Resource
from arm.factory.sources import read_source

DEFINITION = "arm-template-parameters-definition.json"
PUBLISH_CONFIG = "publish_config.json"
_NAMING = "adfops.factory in invoke.yaml, or --factory where a task has it"


def load(source: Path, name: str | None = None) -> Factory:
    """The factory whose sources stand in the folder `source`.

    `name` may be left out where the folder `factory/` holds exactly one file; the factory is then called like
    it. A name without a file is a factory without properties of its own, as ADF Studio treats it.
    UsageError for a missing folder or a name that can't be told, SourceError (file, line, column) for sources
    that aren't JSON objects, have no name, or share one.
    """
    if not source.is_dir():
        raise UsageError(f"{source}: no such folder", hint="--source names the root folder of ADF's Git integration")
    name = name or _only_factory(source)
    file = source / "factory" / f"{name}.json"
    body = _with_global_parameters(file) if file.is_file() else {}
    definition = source / DEFINITION
    return Factory(
        name=name,
        source=source,
        resources=tuple(_resources(source)),
        factory_file=file if body else None,
        factory_body=body,
        publish_config=publish_config(source / PUBLISH_CONFIG),
        definition_file=definition if definition.is_file() else None,
    )


def _only_factory(source: Path) -> str:
    names = [file.stem for file in _json_files(source / "factory")]
    if len(names) == 1:
        return names[0]
    if names:
        raise UsageError(f"{source}: holds several factories", hint=f"name one of {', '.join(names)} with {_NAMING}")
    raise UsageError(
        f"{source}: there is no factory/<name>.json", hint=f"say what the factory is called with {_NAMING}"
    )


def _resources(source: Path) -> Iterator[Resource]:
    for kind in KINDS:
        yield from _distinct(_resource(kind.type, file) for file in _json_files(source / kind.folder))
    networks = source / "managedVirtualNetwork"
    if networks.is_dir():
        for folder in sorted(path for path in networks.iterdir() if path.is_dir()):
            files = _json_files(folder / ENDPOINT_FOLDER)
            yield from _distinct(_resource(ENDPOINTS, file, folder.name) for file in files)


def _json_files(folder: Path) -> list[Path]:
    """The sources of a folder in the order of their file names, compared as JavaScript does: by UTF-16 unit."""
    if not folder.is_dir():
        return []
    files = [path for path in folder.iterdir() if path.suffix == ".json" and path.is_file()]
    return sorted(files, key=lambda path: path.name.encode("utf-16-be", "surrogatepass"))


def _resource(type: str, file: Path, network: str = "") -> Resource:
    body = _with_properties(file)
    name = body.get("name")
    if not isinstance(name, str) or not name:
        raise SourceError("the resource has no name", file, 1, hint='a source starts with {"name": "…"')
    return Resource(type, name, file, body, network)


def _with_properties(file: Path) -> Body:
    body = _object(file)
    if not isinstance(body.get("properties", {}), dict):
        _refuse(file, "/properties", "properties is not an object")
    return body


def _with_global_parameters(file: Path) -> Body:
    body = _with_properties(file)
    if not isinstance(body.get("properties", {}).get("globalParameters") or {}, dict):
        _refuse(file, "/properties/globalParameters", "globalParameters is not an object")
    return body


def _distinct(resources: Iterator[Resource]) -> Iterator[Resource]:
    seen: dict[str, Path] = {}
    for resource in resources:
        if resource.name in seen:
            first = seen[resource.name].name
            _refuse(resource.file, "/name", f"the name {resource.name!r} is taken by {first}")
        seen[resource.name] = resource.file
        yield resource


def _object(file: Path) -> Body:
    body = read_source(file)
    if not isinstance(body, dict):
        raise SourceError("not a JSON object", file, 1, 1)
    return body


def publish_config(file: Path) -> PublishConfig:
    """What a publish_config.json says, the defaults if there is none. SourceError (file, line) if it is wrong."""
    if not file.is_file():
        return PublishConfig()
    body = _object(file)
    return PublishConfig(
        publish_branch=str(body.get("publishBranch") or PublishConfig().publish_branch),
        include_factory_template=_flag(body, "includeFactoryTemplate", file),
        include_global_params_template=_flag(body, "includeGlobalParamsTemplate", file),
    )


def _flag(body: Body, key: str, file: Path) -> bool:
    value: Any = body.get(key, False)
    if not isinstance(value, bool):
        _refuse(file, pointers.join([key]), f"{key} is not true or false")
    return bool(value)


def _refuse(file: Path, pointer: str, message: str) -> None:
    from arm import jsontext

    raise jsontext.error_at(message, file, pointer)
