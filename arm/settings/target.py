"""The target of an environment: the Azure (or Local Azure) resources that a deployment goes to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

DEFAULTS = {"kind": "azure", "location": "westeurope", "databricks.folder": "/Shared"}
"""What holds where an environment's `target` doesn't say, by key."""


@dataclass(frozen=True)
class Databricks:
    """A Databricks workspace: its URL, the cluster that runs notebooks, and the folder that notebooks go to."""

    host: str = ""
    cluster_id: str = ""
    folder: str = "/Shared"


@dataclass(frozen=True)
class Storage:
    """A storage account, and the containers that a workspace mounts: DBFS mount point → container name."""

    account: str = ""
    mounts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Target:
    """Where a deployment goes. `kind` local means Local Azure, which needs no subscription."""

    kind: Literal["azure", "local"]
    subscription_id: str
    resource_group: str
    factory_name: str
    location: str
    databricks: Databricks
    storage: Storage

    @property
    def is_local(self) -> bool:
        """Whether the target is Local Azure."""
        return self.kind == "local"


def target_from(document: Mapping[str, Any]) -> Target:
    """The target in an environment's merged and filled `target` object (checked by the schema before)."""
    databricks, storage = document.get("databricks", {}), document.get("storage", {})
    return Target(
        kind=document.get("kind", DEFAULTS["kind"]),
        subscription_id=document.get("subscriptionId", "00000000-0000-0000-0000-000000000000"),
        resource_group=document["resourceGroup"],
        factory_name=document["factoryName"],
        location=document.get("location", DEFAULTS["location"]),
        databricks=Databricks(
            databricks.get("host", ""),
            databricks.get("clusterId", ""),
            databricks.get("folder", DEFAULTS["databricks.folder"]),
        ),
        storage=Storage(storage.get("account", ""), storage.get("mounts", {})),
    )
