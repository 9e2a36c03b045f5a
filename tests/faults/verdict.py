"""Whether what a deployment left behind is right: one line for each thing that isn't."""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.faults.target import State

# Parts of a state in which things are there or not; the triggers' states are looked at by themselves.
_PARTS = ("resources", "notebooks")


def done(found: State, wanted: State) -> list[str]:
    """What differs from the state after a deployment that nothing disturbed."""
    return [line for part in wanted for line in _differences(part, found[part], wanted[part])]


def undone(found: State, before: State, wanted: State) -> list[str]:
    """What is lost or moved after a deployment that failed: things are as they were or as they should become.

    What was to be deleted may be gone, what was to be new may be there (a trigger: stopped); no other trigger may
    have another state than before.
    """
    problems = []
    for part in _PARTS:
        for name, old in before[part].items():
            if name in found[part]:
                if found[part][name] not in (old, wanted[part].get(name, old)):
                    problems.append(f"{name} is neither as it was nor as it should become")
            elif name in wanted[part]:
                problems.append(f"{name} is lost")
        known = before[part].keys() | wanted[part].keys()
        problems += [f"{name} came from nowhere" for name in found[part] if name not in known]
    return problems + triggers_moved(found, before, wanted)


def triggers_moved(found: State, before: State, wanted: State) -> list[str]:
    """The triggers that have another state than before a deployment that failed."""
    problems = []
    for name, state in before["triggers"].items():
        now = found["triggers"].get(name, "gone")
        if now != state and not (now == "gone" and name not in wanted["triggers"]):
            problems.append(f"trigger {name} was {state} and is {now}")
    new = found["triggers"].keys() - before["triggers"].keys()
    return problems + [f"trigger {name} is new and started" for name in new if found["triggers"][name] == "Started"]


def _differences(part: str, found: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted(found.keys() | wanted.keys()):
        if name not in found:
            yield f"{part}: {name} is missing"
        elif name not in wanted:
            yield f"{part}: {name} is still there"
        elif found[name] != wanted[name]:
            yield f"{part}: {name} is {_short(found[name])}, not {_short(wanted[name])}"


def _short(value: Any) -> str:
    return str(value) if len(str(value)) < 40 else "different"
