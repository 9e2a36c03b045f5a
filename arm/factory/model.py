"""A factory as frozen values: its resources, global parameters and publish settings."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Resource:
    """One source file: `type` is the plural (`pipelines`), `body` the whole JSON, not to be changed.

    `network` is the managed virtual network a private endpoint belongs to, empty for everything else.
    """

    type: str
    name: str
    file: Path
    body: Body = field(repr=False, compare=False)
    network: str = ""

    @property
    def key(self) -> str:
        """`<type>/<name>`, by which findings, overrides and patches name the resource."""
        return f"{self.type}/{self.name}"

    @property
    def properties(self) -> Body:
        """The resource's `properties`, empty where the source has none."""
        return self.body.get("properties") or {}


@dataclass(frozen=True, slots=True)
class Reference:
    """A mention of another resource: its `type` (`datasets`) and `name`, and the JSON Pointer where it stands."""

    type: str
    name: str
    pointer: str = field(compare=False)

    @property
    def key(self) -> str:
        """`<type>/<name>` of the resource referred to."""
        return f"{self.type}/{self.name}"


@dataclass(frozen=True, slots=True)
class PublishConfig:
    """What publish_config.json says; the defaults are ADF Studio's."""

    publish_branch: str = "adf_publish"
    include_factory_template: bool = False
    include_global_params_template: bool = False


@dataclass(frozen=True)
class Factory:
    """All sources of one factory, in the order they are published.

    `factory_file` and `factory_body` are the factory's own source, None and {} where the repository has none
    by that name. `definition_file` is where arm-template-parameters-definition.json stands, None without one.
    """

    name: str
    source: Path
    resources: tuple[Resource, ...]
    factory_file: Path | None = None
    factory_body: Body = field(default_factory=dict, repr=False, compare=False)
    publish_config: PublishConfig = PublishConfig()
    definition_file: Path | None = None

    @property
    def global_parameters(self) -> Body:
        """The global parameters by name, each `{"type": …, "value": …}`; {} if the factory has none."""
        properties = self.factory_body.get("properties") or {}
        return properties.get("globalParameters") or {}

    @cached_property
    def by_key(self) -> dict[str, Resource]:
        """The resources by `<type>/<name>`."""
        return {resource.key: resource for resource in self.resources}

    def find(self, type: str, name: str) -> Resource | None:
        """The resource of that type and exact name, None if there is none."""
        return self.by_key.get(f"{type}/{name}")
