"""What may be deleted: what an earlier release owned and nothing needs any more — and how much of it."""

from collections.abc import Iterator, Mapping
from typing import Any

from arm.commands.deployment.comparison import FACTORY, Wanted, split_key
from arm.commands.deployment.items import Item
from arm.commands.deployment.observed import Observed
from arm.commands.deployment.options import Options
from arm.commands.deployment.references import levels, mentions

_NOTEBOOKS = "notebooks"


def deletions(wanted: Mapping[str, Wanted], observed: Observed, options: Options) -> Iterator[Item]:
    """An item for each deployed resource that the template doesn't hold: deletions first, users before the used."""
    folded = {key.casefold() for key in wanted}
    extra = [key for key in observed.resources if key.casefold() not in folded and options.selects(key)]
    extra = [key for key in extra if not key.startswith(("globalparameters/", f"{FACTORY}/"))]
    reasons = {key: _why_kept(key, observed, options) for key in extra}
    going = _unneeded([key for key in extra if not reasons[key]], wanted, observed, reasons)
    needs = {key: [each for each in mentions(observed.resources[key]) if each in going] for key in going}
    for level in reversed(levels(needs)):
        for key in level:
            yield Item("delete", key, "an earlier release deployed it, and it is gone now")
    for key in extra:
        if key not in going:
            yield Item("keep", key, reasons[key])


def _why_kept(key: str, observed: Observed, options: Options) -> str:
    """Why a resource that the template doesn't hold stays; "" if it may go."""
    if observed.record is None:
        return "is not in the template; nothing says that an earlier release deployed it"
    if key.casefold() not in {each.casefold() for each in observed.record.resources}:
        return "is not in the template, and no release deployed it"
    return "" if options.delete else "an earlier release deployed it, and it is gone now; --delete deletes it"


def _unneeded(
    going: list[str], wanted: Mapping[str, Wanted], observed: Observed, reasons: dict[str, str]
) -> list[str]:
    """Those that nothing which stays refers to; the reason of each other is noted."""
    bodies: dict[str, Mapping[str, Any]] = {
        key: each for key, each in observed.resources.items() if key not in wanted
    }
    bodies |= {key: each.body for key, each in wanted.items()}
    while True:
        users = {
            mention.casefold(): key for key, body in bodies.items() if key not in going for mention in mentions(body)
        }
        needed = [key for key in going if key.casefold() in users]
        if not needed:
            return going
        for key in needed:
            reasons[key] = f"is gone from the template, but {users[key.casefold()]} still refers to it"
        going = [key for key in going if key not in needed]


def refusals(
    items: list[Item], wanted: Mapping[str, Wanted], notebooks: Mapping[str, Any], options: Options
) -> Iterator[str]:
    """Why the deletions among `items` must not be carried out: too many, or nothing of a type would be left."""
    deleted = [item.resource for item in items if item.action == "delete"]
    if len(deleted) > options.delete_limit:
        yield (
            f"{len(deleted)} deletions are more than the {options.delete_limit} allowed: "
            f"check that this is the right template, then say --delete-limit {len(deleted)}"
        )
    left = {each.kind for each in wanted.values()} | ({_NOTEBOOKS} if notebooks else set())
    for kind in dict.fromkeys(_kind(key) for key in deleted):
        if kind not in left and kind not in options.delete_types:
            yield (
                f"all {kind} that earlier releases deployed would be deleted: "
                f"check that this is the right template, then say --delete-type {kind}"
            )


def _kind(key: str) -> str:
    return _NOTEBOOKS if key.startswith("/") else split_key(key)[0]
