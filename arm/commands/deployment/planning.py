"""Makes the plan: what is wanted against what the target says is there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from arm.commands.deployment import triggers
from arm.commands.deployment.comparison import FACTORY, Wanted, difference, fingerprint, first_difference
from arm.commands.deployment.deletions import deletions, refusals
from arm.commands.deployment.items import Item, Plan
from arm.commands.deployment.manifest import digest_of
from arm.commands.deployment.observed import Observed, observe
from arm.commands.deployment.options import Options
from arm.commands.deployment.prepared import Prepared
from arm.commands.deployment.record import Kept
from arm.commands.deployment.turns import is_unattended
from arm.errors import UsageError, did_you_mean

# The key under which global parameters that stand in no template are remembered as owned.
GLOBALS = "factory/globalParameters"
# The resource of those that stand in the template; a factory without any doesn't list it.
_GLOBAL_PARAMETERS = "globalparameters/default"


@dataclass(frozen=True)
class Planned:
    """A plan, and what it was made of: `selected` are the keys of the resources that it looked at."""

    plan: Plan
    prepared: Prepared
    observed: Observed
    selected: frozenset[str]


def make_plan(prepared: Prepared, options: Options) -> Planned:
    """Ask the target what is there, and compare it with what is wanted. Changes nothing.

    UsageError if `options.only` means nothing.
    """
    environment, wanted = prepared.environment, prepared.wanted
    observed = observe(prepared.connection, environment, wanted, prepared.sources, options)
    selected = _selected(options, wanted, prepared, observed)
    items: list[Item] = []
    if "notebooks" in options.parts:
        items += _notebook_items(prepared, observed, options)
    if "factory" in options.parts:
        items += _factory_items(prepared, observed, options, selected)
    target = environment.target
    where = "Local Azure" if target.is_local else f"{target.subscription_id}/{target.resource_group}"
    refused = tuple(refusals(items, wanted, prepared.sources, options))
    plan = Plan(
        environment=environment.name,
        factory=target.factory_name,
        target=where,
        items=tuple(items),
        values=prepared.patched.values,
        options=options,
        basis={**prepared.digests, "target": observed.digest},
        refusals=refused,
        unfinished=_unfinished(observed),
        ok=not refused,
    )
    return Planned(plan, prepared, observed, frozenset(selected))


def _selected(options: Options, wanted: Mapping[str, Wanted], prepared: Prepared, observed: Observed) -> set[str]:
    """The keys that `--only` selects, and those that they depend on."""
    if not options.only:
        return set(wanted)
    chosen = {key for key in wanted if options.selects(key)}
    paths = {path for path in prepared.sources if options.selects(path)}
    gone = {key for key in observed.resources if options.selects(key)}
    if not (chosen or paths or gone):
        names = [key.rpartition("/")[2] for key in (*wanted, *prepared.sources)]
        hint = did_you_mean(options.only[0], names)
        raise UsageError(f"--only {', '.join(options.only)}: there is no such resource", hint=hint)
    waiting = list(chosen)
    while waiting:
        new = set(wanted[waiting.pop()].before) - chosen
        chosen |= new
        waiting += new
    return chosen


def _notebook_items(prepared: Prepared, observed: Observed, options: Options) -> Iterator[Item]:
    folder = prepared.environment.target.databricks.folder
    for path, source in prepared.sources.items():
        if options.selects(path):
            action, reason = _judge_notebook(path, source, observed, options)
            yield Item(action, f"{folder}/{path}", reason)
    owned = observed.manifest.notebooks if observed.manifest else {}
    for path in sorted(owned.keys() - prepared.sources.keys()):
        if path in observed.notebooks and options.selects(path):
            reason = "an earlier release put it there, and it is gone now"
            yield (
                Item("delete", f"{folder}/{path}", reason)
                if options.delete
                else Item("keep", f"{folder}/{path}", f"{reason}; --delete deletes it")
            )


def _judge_notebook(path: str, source: tuple[str, str], observed: Observed, options: Options) -> Any:
    """The action for a notebook, and the reason."""
    language, text = source
    if path not in observed.notebooks:
        return "import", "new in the workspace"
    if options.force:
        return "import", "--force"
    if observed.notebooks[path] not in ("", language):
        return "import", f"is in {observed.notebooks[path]} there"
    if options.verify:
        same = digest_of(language, observed.exported[path]) == digest_of(language, text)
        return ("unchanged", "is the same there") if same else ("import", "differs from the one there")
    record, owned = observed.record, observed.manifest.notebooks if observed.manifest else {}
    unsure = record is not None and record.unfinished is not None and path in record.unfinished.notebooks
    if owned.get(path) == digest_of(language, text) and not unsure:
        return "unchanged", "is as it was deployed"
    if path not in owned:
        return "import", "replaces one that no release put there"
    return "import", "a deployment of it was cut off" if unsure else "has changed"


def _factory_items(prepared: Prepared, observed: Observed, options: Options, selected: set[str]) -> Iterator[Item]:
    wanted = prepared.wanted
    if observed.factory is None:
        yield Item("create", FACTORY, f'there is no factory "{prepared.environment.target.factory_name}" yet')
    writes = [_judge(each, observed, options) for key, each in wanted.items() if key in selected]
    changed = [item.resource for item in writes if item.action in ("create", "change")]
    gone = list(deletions(wanted, observed, options))
    deleted = [item.resource for item in gone if item.action == "delete"]
    chosen = {key: wanted[key] for key in wanted if key in selected}
    stops = list(triggers.stops(prepared.environment, changed, deleted, chosen, observed))
    yield from stops
    yield from writes
    yield from _global_items(prepared, observed, options)
    yield from gone
    yield from triggers.starts(prepared.environment, chosen, [item.resource for item in stops], observed)


def _judge(wanted: Wanted, observed: Observed, options: Options) -> Item:
    """What becomes of a resource of the template."""
    key = wanted.key
    deployed = observed.factory if key == FACTORY else observed.resources.get(key)
    if deployed is None and key.casefold() == _GLOBAL_PARAMETERS and not wanted.properties:
        return Item("unchanged", key, "there are none, as it should be")
    if deployed is None:
        return Item("create", key, "is not there yet")
    if options.force:
        return Item("change", key, "--force")
    if wanted.kind.startswith("Microsoft."):
        return Item("change", key, "is no resource of the factory: it can't be compared")
    kept = (observed.record.resources.get(key) if observed.record else None) or Kept()
    as_before = kept.wanted == wanted.digest and kept.found == fingerprint(deployed)
    if as_before and not options.verify and (wanted.known or not wanted.secret):
        return Item("unchanged", key, "is as it was deployed")
    place = difference(wanted, deployed)
    if place is not None and not (as_before and wanted.known):
        return Item("change", key, f"differs at {place}")
    if wanted.secret and not (wanted.known and kept.wanted == wanted.digest):
        return Item("change", key, "holds a secret, which can't be compared")
    return Item("unchanged", key, "is as it should be")


def _global_items(prepared: Prepared, observed: Observed, options: Options) -> Iterator[Item]:
    """The factory update that sets global parameters which stand in no template."""
    given = prepared.global_parameters
    owned = observed.record is not None and GLOBALS in observed.record.resources
    if given is None or not (given or owned) or not options.selects(FACTORY):
        return
    there = ((observed.factory or {}).get("properties") or {}).get("globalParameters") or {}
    place = first_difference(given, there)
    if observed.factory is None or place is not None:
        yield Item("change", FACTORY, f"global parameters differ at {place or '/'}")


def _unfinished(observed: Observed) -> str:
    unfinished = observed.record.unfinished if observed.record else None
    if unfinished is None:
        return ""
    told = f"release {unfinished.release}, by {unfinished.holder}"
    if not is_unattended(unfinished, observed.recorded, observed.now):
        return f"{told}, is being deployed"
    how = "failed and left triggers as they are" if unfinished.ended else "was cut off"
    return f"{told}, {how}: invoke deploy completes it, invoke recover gives triggers their states back"
