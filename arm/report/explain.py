"""What a parameter is, or what all of them cost, as text."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from arm.report.results import aligned
from arm.report.values import origin, told

if TYPE_CHECKING:
    from arm.commands.explain import Budget, Cost, Explanation, Source

_WIDTH = 100
_SHOWN_WAYS = 3


def explanation(result: "Explanation") -> str:
    """The parameter's type, source, entry and default, then its value in each environment with the origin."""
    entry = result.entry
    where = f"{entry.rules}{f':{entry.line}' if entry.line else ''}" if entry.rules else ""
    made = " ".join(part for part in (where, entry.name, f'"{entry.leaf}"' if entry.leaf else "") if part)
    rows = [("type", result.type), *_source_rows(result.source), ("made by", made), ("default", told(result.default))]
    values = [(name, told(value, _WIDTH), origin(value)) for name, value in result.environments.items()]
    return "\n".join([result.name, *aligned(rows), *(["in the environments:"] if values else []), *aligned(values)])


def _source_rows(source: "Source | None") -> Iterator[tuple[str, str]]:
    if source is None:
        return
    added = "" if source.written else " (not written there: Publish adds it)"
    yield "source", f"{source.file}:{source.line}:{source.column}{added}"
    yield "path", f"{source.resource} {source.pointer}"


def budget(result: "Budget") -> str:
    """The entries with what each costs, the total, and what could be saved."""
    heads = ("costs", "needed", "entry", "where")
    rows = [(f"{e.count:5}", f"{len(e.needed):6}", f"{e.name} {e.leaf}".rstrip(), _where(e)) for e in result.entries]
    over = f", {result.total - result.limit} too many" if result.total > result.limit else ""
    total = f"{result.total} of {result.limit} parameters{over} ({result.linked} in the master of linked templates)"
    return "\n".join([f"parameters by entry of {result.rules}:", *aligned([heads, *rows]), total, *_savings(result)])


def _where(entry: "Cost") -> str:
    return f"{entry.file}:{entry.line}" if entry.file else ""


def _savings(result: "Budget") -> Iterator[str]:
    if not result.compared:
        return
    idle = [entry for entry in result.entries if entry.saves and not entry.needed]
    narrow = [entry for entry in result.entries if entry.narrow]
    if not idle and not narrow:
        yield "no environment could do with fewer: every entry makes only parameters that are overridden, or secrets"
        return
    if idle:
        saved = result.total - result.without_idle
        yield f"{_counted(len(idle))} could go, which saves {saved}; no environment overrides what they make:"
        yield from aligned([(f"-{entry.saves}", entry.name) for entry in idle])
    if narrow:
        yield f"{_counted(len(narrow))} could say instead of * what is overridden:"
        yield from aligned([(f"-{entry.saves}", entry.name, f"→ {_ways(entry)}") for entry in narrow])
    yield f"with both: {result.at_least} parameters (--json has that definition, as smallest)"


def _counted(number: int) -> str:
    return "1 entry" if number == 1 else f"{number} entries"


def _ways(entry: "Cost") -> str:
    more = len(entry.narrow) - _SHOWN_WAYS
    return ", ".join(entry.narrow[:_SHOWN_WAYS]) + (f" and {more} more" if more > 0 else "")
