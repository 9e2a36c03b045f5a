"""Runs that are started again: with which parameters, and what of the earlier run they keep."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from arm.armlanguage.secure import MASK
from arm.local.datafactory import run_records
from arm.local.datafactory.run_records import ACTIVE, OWN
from arm.local.wire import CloudError

if TYPE_CHECKING:
    from arm.runtime import Earlier, Recovery

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Rerun:
    """What `Pipelines - Create Run` says of a rerun: of which run, in its group, from where.

    https://learn.microsoft.com/rest/api/datafactory/pipelines/create-run
    """

    reference: str
    recovery: bool = False
    start: str = ""
    from_failure: bool = False


def check(rerun: Rerun, earlier: Record, pipeline: str, activities: Iterable[Record]) -> None:
    """Refuse a rerun of another pipeline's run, of one that goes on, and one that starts nowhere."""
    if earlier["pipelineName"] != pipeline:
        raise _refused(f"The run '{rerun.reference}' is one of the pipeline '{earlier['pipelineName']}'.")
    if earlier["status"] in ACTIVE:
        raise _refused(f"The run '{rerun.reference}' is {earlier['status']}: it can be run again once it has ended.")
    if rerun.start and rerun.start not in [each["name"] for each in activities]:
        raise _refused(f"The pipeline '{pipeline}' has no activity '{rerun.start}' to start from.")


def parameters(earlier: Record, given: Mapping[str, Any]) -> dict[str, Any]:
    """The earlier run's parameters; of those given only the secure ones count, which aren't kept."""
    kept: dict[str, Any] = (earlier.get(OWN) or {}).get("given") or {}
    secure = {name: value for name, value in given.items() if name in earlier["parameters"] and name not in kept}
    return {**kept, **secure}


def recovery(rerun: Rerun, earlier: Record, group: list[Record]) -> "Recovery | None":
    """What the rerun keeps of the earlier run and those that it started (`group` has them); None: nothing."""
    from arm.runtime import Recovery

    if not rerun.recovery or not (rerun.start or rerun.from_failure):
        return None
    return Recovery(_earlier(earlier, group), rerun.start)


def _earlier(record: Record, group: list[Record]) -> "dict[str, Earlier]":
    from arm.runtime import Earlier, Status

    found = {}
    for each in record["activities"]:
        own = each.get(OWN) or {}
        if own.get("path") and not own.get("secureOutput") and not _hides(each["output"]):
            error = each["error"] if each["status"] == "Failed" else {}
            found[own["path"]] = Earlier(Status(each["status"]), each["output"], error)
    for child in run_records.children_of(record, group):
        found |= _earlier(child, group)
    return found


def _hides(value: Any) -> bool:
    """Whether something was masked in a record, so that it is no longer what it was."""
    if isinstance(value, dict):
        return any(_hides(each) for each in value.values())
    return (
        any(_hides(each) for each in value) if isinstance(value, list) else isinstance(value, str) and MASK in value
    )


def _refused(message: str) -> CloudError:
    return CloudError(400, "BadRequest", message)
