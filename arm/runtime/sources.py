"""A factory's sources as the runtime sees them, without a deployment between."""

from pathlib import Path

from arm.runtime.model import DeployedFactory


def read_factory(source: Path, name: str | None = None) -> DeployedFactory:
    """The factory whose sources stand in a folder, every value as the sources have it.

    `name` may be left out where `factory/` holds one file, and where it holds none. UsageError and SourceError as
    `arm.factory.load`.
    """
    from arm.factory import load

    if name is None and not list((source / "factory").glob("*.json")):
        name = "factory"
    loaded = load(source, name)
    kinds: dict[str, dict[str, dict[str, object]]] = {"pipelines": {}, "datasets": {}, "linkedServices": {}}
    for resource in loaded.resources:
        if resource.type in kinds:
            kinds[resource.type][resource.name] = resource.properties
    return DeployedFactory(
        name=loaded.name,
        pipelines=kinds["pipelines"],
        datasets=kinds["datasets"],
        linked_services=kinds["linkedServices"],
        global_parameters=loaded.global_parameters,
    )
