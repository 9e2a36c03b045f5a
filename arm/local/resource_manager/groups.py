"""Resource groups: they have to be there before anything is deployed into them."""

from typing import Any

from arm.local.store import Store
from arm.local.wire import CloudError


class ResourceGroups:
    """The resource groups of all subscriptions; every subscription exists."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, subscription: str, name: str) -> dict[str, Any]:
        """A resource group as Azure describes it. CloudError ResourceGroupNotFound if there is none."""
        found: dict[str, Any] | None = self._store.get("groups", subscription, name)
        if found is None:
            raise CloudError(404, "ResourceGroupNotFound", f"Resource group '{name}' could not be found.")
        return found

    def exists(self, subscription: str, name: str) -> bool:
        """Whether there is such a resource group."""
        return self._store.get("groups", subscription, name) is not None

    def all(self, subscription: str) -> list[dict[str, Any]]:
        """The resource groups of a subscription, by name."""
        return self._store.children("groups", subscription)

    def put(self, subscription: str, name: str, body: dict[str, Any]) -> tuple[dict[str, Any], bool]:
        """Create or update a resource group; whether it is new. Its location can't change."""
        location = body.get("location")
        if not isinstance(location, str) or not location:
            raise CloudError(400, "LocationRequired", "The location property is required for this definition.")
        with self._store.lock:
            old = self._store.get("groups", subscription, name)
            if old and _plain(old["location"]) != _plain(location):
                raise CloudError(
                    409,
                    "InvalidResourceGroupLocation",
                    f"Invalid resource group location '{location}'. The Resource group already exists in location "
                    f"'{old['location']}'.",
                )
            group = {
                "id": f"/subscriptions/{subscription}/resourceGroups/{old['name'] if old else name}",
                "name": old["name"] if old else name,
                "type": "Microsoft.Resources/resourceGroups",
                "location": old["location"] if old else _plain(location),
                "tags": body.get("tags") or {},
                "properties": {"provisioningState": "Succeeded"},
            }
            self._store.put(("groups", subscription, name), group)
        return group, old is None

    def delete(self, subscription: str, name: str) -> None:
        """Delete a resource group with everything in it."""
        self.get(subscription, name)
        for kind in ("factories", "deployments", "groups"):
            self._store.delete(kind, subscription, name)


def _plain(location: str) -> str:
    """`West Europe` as `westeurope`."""
    return location.replace(" ", "").lower()
