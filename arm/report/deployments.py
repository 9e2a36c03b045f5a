"""Plans, releases and recoveries as text for people."""

from typing import TYPE_CHECKING

from arm.report.results import aligned, shown

if TYPE_CHECKING:
    from arm.commands.deployment.items import Item, Plan
    from arm.commands.deployment.release import Release
    from arm.commands.recover import Recovery

_IDLE = ("unchanged", "keep")
_MOST_IDLE = 20


def plan(result: "Plan") -> str:
    """What a deployment would do, item by item with the reason, the parameters that are overridden, then a count."""
    title = f"plan for {result.environment}: {result.factory} at {result.target}"
    values = [(value.name, shown(value), value.origin) for value in result.values if value.origin != "template"]
    overridden = ["parameters that don't take the template's value:", *aligned(values)] if values else []
    missing = [f"missing: {each.what} — {each.command}" for each in result.missing]
    refused = [f"must not be applied: {refusal}" for refusal in result.refusals]
    unfinished = [f"unfinished: {result.unfinished}"] if result.unfinished else []
    predicted = [(each.change, each.resource, ", ".join(each.paths)) for each in result.what_if]
    what_if = ["Resource Manager's what-if:", *aligned(predicted)] if predicted else []
    rows = _rows(result.items)
    lines = [title, *unfinished, *missing, *rows, *what_if, *overridden, *refused, _summary(result.items)]
    return "\n".join(lines)


def _rows(items: tuple["Item", ...]) -> list[str]:
    """The items as a table; of very many that stay as they are only the number."""
    idle = sum(item.action in _IDLE for item in items)
    told = [item for item in items if idle <= _MOST_IDLE or item.action not in _IDLE]
    return aligned([(item.action, item.resource, item.reason) for item in told])


def _summary(items: tuple["Item", ...]) -> str:
    counts: dict[str, int] = {}
    for item in items:
        counts[item.action] = counts.get(item.action, 0) + 1
    said = {"unchanged": "unchanged", "keep": "kept"}
    return (
        ", ".join(f"{count} {said.get(action, f'to {action}')}" for action, count in counts.items())
        or "nothing to do"
    )


def deploy(result: "Release") -> str:
    """What was released, or that there was nothing to do."""
    owned = []
    if "notebooks" in result.parts:
        owned.append(f"{len(result.notebooks)} notebooks")
    if "factory" in result.parts:
        owned.append(f"{len(result.resources)} resources of {result.factory}")
    if not result.fresh:
        return f"nothing to deploy to {result.environment}: {' and '.join(owned)} are as in release {result.id}"
    counts = _summary(result.done).replace(" to ", " × ") if result.done else "nothing had changed"
    return f"deployed {' and '.join(owned)} to {result.environment} (release {result.id}; {counts})"


def recover(result: "Recovery") -> str:
    """What was found and what was done about it."""
    rows = aligned([(trigger, state) for trigger, state in result.triggers.items()])
    return "\n".join([f"{result.environment}: {result.done}", *rows])
