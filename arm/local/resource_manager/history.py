"""How many deployments a resource group remembers: Azure deletes the oldest by itself, and refuses the 801st."""

from arm.local.resource_manager.records import ACTIVE, Requested
from arm.local.store import Store
from arm.local.wire import CloudError

# https://learn.microsoft.com/azure/azure-resource-manager/templates/deployment-history-deletions
LIMIT = 800
CLEANED_ABOVE = 775
CLEANED_TO = 750


def make_room(store: Store, requested: Requested, *, cleaning: bool) -> None:
    """Make room for a new deployment in its group's history; its own name, used again, needs none.

    Without `cleaning`, as in a subscription that opted out of it, CloudError DeploymentQuotaExceeded at the limit:
    https://learn.microsoft.com/azure/azure-resource-manager/templates/deployment-quota-exceeded
    """
    group = requested.key[:-1]
    if store.get(*requested.key) is not None:
        return
    count = len(store.below(*group))
    if cleaning and count + 1 > CLEANED_ABOVE:
        ended = [each for each in store.children(*group) if each["properties"]["provisioningState"] not in ACTIVE]
        oldest = sorted(ended, key=lambda record: str(record["properties"]["timestamp"]))
        for record in oldest[: count + 1 - CLEANED_TO]:
            store.delete(*group, record["name"])
        count = len(store.below(*group))
    if count >= LIMIT:
        raise CloudError(
            409,
            "DeploymentQuotaExceeded",
            f"Creating the deployment '{requested.name}' would exceed the quota of '{LIMIT}'. The current deployment "
            f"count is '{count}', please delete some deployments before creating a new one. "
            "Please see https://aka.ms/arm-deploy for usage details.",
        )
