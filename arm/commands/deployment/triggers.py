"""Triggers: which are stopped and started for a deployment, in which order, and how they get their state back."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from arm.commands.deployment.comparison import Wanted
from arm.commands.deployment.items import Item
from arm.commands.deployment.observed import Observed
from arm.commands.deployment.references import levels, mentions
from arm.errors import AdfopsError
from arm.events import Event, Notify, State
from arm.settings import Environment

if TYPE_CHECKING:
    from arm.cloud.data_factory import DataFactory

_AT_ONCE = 8
PREFIX = "triggers/"
# These get their events by a subscription that has to be made before they start:
# https://learn.microsoft.com/azure/data-factory/continuous-integration-delivery-sample-script
_SUBSCRIBED = ("BlobEventsTrigger", "CustomEventsTrigger")


def before(observed: Observed) -> dict[str, str]:
    """Each trigger's state as it counts, by key: where a deployment was cut off, the one from before its first stop;
    "" for one that is new and has not been given its state yet."""
    record = observed.record
    found = {key: observed.state_of(key) for key in observed.resources if key.startswith(PREFIX)}
    if record is not None:
        if record.unfinished is not None:
            found |= {key: state for key, state in record.unfinished.triggers.items() if key in found}
        found |= {key: "" for key in record.fresh if found.get(key) == "Stopped"}
    return found


def stops(environment: Environment, changed: Iterable[str], deleted: Iterable[str], wanted: Mapping[str, Wanted],
          observed: Observed) -> Iterator[Item]:  # fmt: skip
    """The started triggers that have to be stopped: those that change, go away, or are wanted stopped."""
    changing, going = set(changed), set(deleted)
    for key in [*wanted, *going]:
        if not key.startswith(PREFIX) or observed.state_of(key) != "Started":
            continue
        if key in going:
            yield Item("stop", key, "a started trigger can't be deleted")
        elif key in changing:
            yield Item("stop", key, "a started trigger can't be updated")
        elif environment.triggers.get(key.removeprefix(PREFIX)) == "Stopped":
            yield Item("stop", key, f"{environment.name} wants it stopped")


def starts(
    environment: Environment, wanted: Mapping[str, Wanted], stopped: Iterable[str], observed: Observed
) -> Iterator[Item]:
    """The triggers to be started: those that the environment wants started, and those to be as they were."""
    was, stopping = before(observed), set(stopped)
    for key, resource in wanted.items():
        if not key.startswith(PREFIX) or (observed.state_of(key) == "Started" and key not in stopping):
            continue
        choice = environment.triggers.get(key.removeprefix(PREFIX), "keep")
        if choice == "Started":
            yield Item("start", key, f"{environment.name} wants it started")
        elif choice == "keep" and was.get(key) == "Started":
            yield Item("start", key, "it was started before")
        elif choice == "keep" and not was.get(key) and resource.properties.get("runtimeState") == "Started":
            yield Item("start", key, "it is new and its source says Started")


def switch(
    client: "DataFactory", keys: Iterable[str], state: str, described: Mapping[str, Mapping[str, Any]], notify: Notify
) -> None:
    """Start or stop triggers, several at once; one that depends on others is started after and stopped before them.

    `described` has each trigger as wanted or as deployed. TargetError of the first that can't be switched.
    """
    names = list(keys)
    order = levels({key: [each for each in mentions(described.get(key, {})) if each in names] for key in names})
    act: Callable[..., None] = client.start_trigger if state == "Started" else client.stop_trigger

    def one(key: str) -> None:
        subscribed = (described.get(key, {}).get("properties") or {}).get("type") in _SUBSCRIBED
        act(key.removeprefix(PREFIX), subscribed=subscribed)
        notify(Event(State.PROGRESSED, key, state))

    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        for level in order if state == "Started" else reversed(order):
            for done in [pool.submit(one, key) for key in level]:
                done.result()


def restore(client: "DataFactory", states: Mapping[str, str], notify: Notify) -> list[str]:
    """Give triggers the states they had; gives back those that couldn't be given theirs (each is told).

    What the target says now is asked first: an answer may have been lost. A trigger that is gone is left alone.
    """
    if not states:
        return []
    try:
        deployed = {f"{PREFIX}{name}": each for name, each in client.resources("triggers").items()}
        wrong = [key for key, state in states.items() if key in deployed and _runtime_state(deployed[key]) != state]
    except AdfopsError as error:  # each can still be told its state, whatever it has
        notify(Event(State.WARNED, "nobody says which state the triggers have", str(error)))
        deployed, wrong = {}, list(states)
    failed = []
    for state in ("Stopped", "Started"):
        for key in (each for each in wrong if states[each] == state):
            try:
                switch(client, [key], state, deployed, notify)
            except AdfopsError as error:
                failed.append(key)
                notify(Event(State.WARNED, f"{key} is not {state.lower()} as it was", str(error)))
    return failed


def _runtime_state(deployed: Mapping[str, Any]) -> str:
    return str((deployed.get("properties") or {}).get("runtimeState", "Stopped"))
