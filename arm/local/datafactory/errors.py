"""What Data Factory refuses, in its codes and words."""

from collections.abc import Mapping
from typing import Any

from arm.local.datafactory.kinds import NAMESPACE, Kind
from arm.local.wire import CloudError


def no_factory(where: tuple[str, str, str]) -> CloudError:
    """There is no such factory: https://aka.ms/ARMResourceNotFoundFix."""
    return CloudError(
        404,
        "ResourceNotFound",
        f"The Resource '{NAMESPACE}/factories/{where[2]}' under resource group '{where[1]}' was not found. "
        "For more details please go to https://aka.ms/ARMResourceNotFoundFix",
    )


def not_found(where: tuple[str, str, str], kind: Kind, name: str) -> CloudError:
    """There is no such resource in the factory."""
    return CloudError(
        404,
        "EntityNotFound",
        "The document could not be retrieved because it does not exist.",
        target=_target(where, kind, name),
        details=[],
    )


def bad_request(where: tuple[str, str, str], kind: Kind, name: str, message: str) -> CloudError:
    """BadRequest, with the resource it is about as target.

    Worded as in https://github.com/liprec/azurebi-docs/issues/102
    """
    return CloudError(400, "BadRequest", message, target=_target(where, kind, name), details=[])


def check_may_change(kind: Kind, old: Mapping[str, Any] | None) -> None:
    """Refuse to change a trigger that is started.

    https://learn.microsoft.com/azure/data-factory/continuous-integration-delivery-sample-script
    """
    if kind.key == "triggers" and old and old["properties"].get("runtimeState") == "Started":
        raise CloudError(
            400,
            "TriggerEnabledCannotUpdate",
            "Cannot update enabled Trigger; the trigger needs to be disabled first. ",
            details=[],
        )


def check_etag(old: Mapping[str, Any] | None, if_match: str | None) -> None:
    """Refuse a change that was meant for another version of the resource."""
    if if_match is None:
        return
    current = str((old or {}).get("etag") or (old or {}).get("eTag") or "").strip('"')
    if old is None or if_match.strip('"') not in ("*", current):
        raise CloudError(
            412, "PreconditionFailed", "The condition specified by the If-Match header is not satisfied."
        )


def _target(where: tuple[str, str, str], kind: Kind, name: str) -> str:
    return f"/{NAMESPACE}/factories/{where[2]}/{kind.segment}/{name}"


def no_parent(where: tuple[str, str, str]) -> CloudError:
    """Something was to be put into a factory that isn't there.

    Worded as in https://github.com/microsoft/Purview-ADB-Lineage-Solution-Accelerator/issues/75
    """
    return CloudError(
        404,
        "ParentResourceNotFound",
        f"Can not perform requested operation on nested resource. Parent resource '{where[2]}' not found.",
    )
