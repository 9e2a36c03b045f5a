"""Results about a repository's history as text: how publishes compare, and what two commits differ in."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from arm.commands.conformance import TODAY, Kind
from arm.report.results import aligned

if TYPE_CHECKING:
    from arm.commands.conform import ConformResult
    from arm.commands.conformance import Compared, Deviation
    from arm.commands.diff import Difference, DiffResult, ResourceChange, Side, Stale
    from arm.commands.values import Value

_SHORT = 10
_SHOWN = 20
_WIDEST = 40


def conform(result: "ConformResult") -> str:
    """The share identical at each level, what differs by cause, what isn't explained, and what wasn't compared."""
    publishes = result.publishes
    lines = [f"{_count(len(publishes))} on {result.branch} compared{_span(publishes)}"]
    if publishes:
        lines += [*_shares(result), _rules(publishes)]
    if any(publish.differences for publish in publishes):
        lines += ["what differs, and why:", *_causes(publishes)]
    lines += _unexplained(publishes)
    lines += [
        f"{publish.published} {publish.commit[:_SHORT]}: can't be exported: {publish.error}"
        for publish in publishes
        if publish.error
    ]
    return "\n".join([*lines, *_left_out(result)])


def _count(number: int) -> str:
    return f"{number} publish{'' if number == 1 else 'es'}"


def _span(publishes: tuple["Compared", ...]) -> str:
    days = sorted(publish.published for publish in publishes)
    factories = ", ".join(sorted({publish.factory for publish in publishes}))
    return f": {factories}, {days[0]} to {days[-1]}" if days else ""


def _shares(result: "ConformResult") -> list[str]:
    header = ("", "all", f"since {TODAY}")
    rows = [
        (level, _share(*share), _share(*result.shares["today"][level]))
        for level, share in result.shares["all"].items()
    ]
    return aligned([header, *rows])


def _rules(publishes: tuple["Compared", ...]) -> str:
    """Which rules parameterized how many of them."""
    counted = Counter(publish.rules for publish in publishes if publish.rules)
    return "  by " + ", ".join(f"{rules} ({count})" for rules, count in counted.items())


def _share(reached: int, counted: int) -> str:
    return f"{reached} of {counted}" if counted else "-"


def _causes(publishes: tuple["Compared", ...]) -> Iterator[str]:
    counted: Counter[str] = Counter()
    first: dict[str, str] = {}
    for publish in publishes:
        for cause in dict.fromkeys(found.cause for found in publish.differences if found.kind is not Kind.FOLLOWS):
            counted[cause] += 1
        for found in publish.differences:
            first.setdefault(found.cause, f"{publish.commit[:_SHORT]} {_place(found)}")
    yield from aligned([(_count(count), cause, first[cause]) for cause, count in counted.most_common()])


def _unexplained(publishes: tuple["Compared", ...]) -> Iterator[str]:
    """The differences whose cause isn't known, those of the newest publishes first."""
    rows = [
        (publish.published, publish.commit[:_SHORT], found.found, _place(found))
        for publish in publishes
        for found in publish.differences
        if found.kind is Kind.UNKNOWN
    ]
    if rows:
        yield "not explained, as the export has it:"
        yield from aligned(rows[:_SHOWN])
    if len(rows) > _SHOWN:
        yield f"  … and {len(rows) - _SHOWN} more (--json tells all)"


def _place(found: "Deviation") -> str:
    return f"{found.resource or found.file} {found.pointer}".rstrip()


def _left_out(result: "ConformResult") -> Iterator[str]:
    for told, publishes in (
        ("name a source commit that isn't in this clone", result.missing),
        ("name a source commit that holds no such factory", result.without_sources),
    ):
        if publishes:
            example = f"{publishes[0].commit[:_SHORT]}, which names {publishes[0].source[:_SHORT]}"
            yield f"not compared: {len(publishes)} {told}, such as {example}"
    if result.unnamed:
        example = result.unnamed[0][:_SHORT]
        yield f"not compared: {len(result.unnamed)} commits name no source commit, such as {example}"


def diff(result: "DiffResult") -> str:
    """Both sides with their counts, renames, changes of parameters and resources, and overrides that are behind."""
    lines = [*aligned([_side("base", result.base, result.limit), _side("now", result.head, result.limit)])]
    if result.note:
        lines.append(result.note)
    sections: dict[str, list[tuple[str, ...]]] = {
        "renamed parameters:": [(rename.old, f"→ {rename.new}", f"({rename.reason})") for rename in result.renames],
        "parameters:": [(change.change, change.name, _redeclared(change)) for change in result.parameters],
        "resources:": [
            (
                change.change,
                change.resource,
                f"first at {change.pointer}, in {change.places} place{'' if change.places == 1 else 's'}"
                if change.pointer
                else "",
            )
            for change in result.resources
        ],
        "override files that are behind:": [
            (f"{stale.file.as_posix()}:{stale.line}", stale.name, _behind(stale)) for stale in result.overrides
        ],
    }
    for title, rows in sections.items():
        lines += [title, *aligned(rows)] if rows else []
    if not any(sections.values()):
        lines.append("nothing differs")
    if result.command:
        lines.append(f"give them the new names with: {result.command}")
    return "\n".join(lines)


def _side(title: str, side: "Side", limit: int) -> tuple[str, ...]:
    over = f" ({side.parameters - limit} too many)" if side.parameters > limit else ""
    counts = f"{side.parameters} of {limit} parameters{over}, {side.resources} resources"
    return title, side.name, counts, f"by {side.rules}"


def _where(change: "ResourceChange") -> str:
    return (
        f"first at {change.pointer}, in {change.places} place{'' if change.places == 1 else 's'}"
        if change.places
        else ""
    )


def _redeclared(change: "Difference") -> str:
    before = f"{change.type_before}{_default(change.default_before)}" if change.type_before else ""
    after = f"{change.type_after}{_default(change.default_after)}" if change.type_after else ""
    return f"{before} → {after}" if before and after else before or after


def _default(value: "Value") -> str:
    if value.kind == "missing":
        return ""
    text = json.dumps(value.value, ensure_ascii=False) if value.kind == "value" else "(hidden)"
    return f" = {text if len(text) <= _WIDEST else text[: _WIDEST - 1] + '…'}"


def _behind(stale: "Stale") -> str:
    if stale.rewritten:
        return f"rewritten as {stale.becomes}"
    told = {
        "renamed": f"is called {stale.becomes} now",
        "dropped": "isn't declared any more: a deployment would be refused",
        "meaning": "stands for another value now: what it stood for is gone",
        "moved": "leads to another element now",
    }[stale.problem]
    return f"{told}; {stale.obstacle}" if stale.obstacle else told
