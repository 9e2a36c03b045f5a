"""A matrix in a terminal: a table where it is wide enough, else a block for each row."""

import io
import shutil
import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from arm.report.values import distinct, origin, origins, told

if TYPE_CHECKING:
    from arm.commands.matrix import Matrix, Row, Value

SIGNS = {"differs": "≠", "may differ": "~", "same": "="}
_STYLES = {"differs": "bold yellow", "may differ": "yellow", "same": "dim"}
_NAME_WIDTH = 32
_VALUE_WIDTH = 22
_SAME_WIDTH = 60


def as_text(result: "Matrix", *, only_differences: bool = False) -> str:
    """The rows that differ, section by section; then, in a line each, those that are the same everywhere.

    In a terminal the text is coloured and as wide as that. Values are shortened; HTML and JSON have them whole.
    """
    in_terminal = sys.stdout.isatty()
    width = shutil.get_terminal_size((120, 24)).columns
    console = Console(
        file=io.StringIO(), width=width, force_terminal=in_terminal, highlight=False, legacy_windows=False
    )
    wide = width >= _NAME_WIDTH + 6 + (_VALUE_WIDTH + 2) * len(result.environments)
    differing = [row for row in result.rows if row.mark != "same"]
    same = [row for row in result.rows if row.mark == "same"]
    for section, rows in groupby(differing, key=lambda row: row.section):
        found = list(rows)
        if found[0] is not differing[0]:
            console.print()
        if wide:
            console.print(_table(section, result.environments, found))
            continue
        console.print(Text(section, style="bold"))
        for row in found:
            _print_block(console, row, width)
    if same and not only_differences:
        console.print(Text("\nthe same everywhere", style="bold"))
        for line in _same_lines(same, width):
            console.print(line, soft_wrap=True)
    console.print()
    console.print(_summary(result), soft_wrap=True)
    output = console.file
    assert isinstance(output, io.StringIO)
    return "\n".join(line.rstrip() for line in output.getvalue().rstrip().split("\n"))


def _table(section: str, environments: Sequence[str], rows: Sequence["Row"]) -> Table:
    """A column for each environment, the resources of parameters as lines between."""
    table = Table(box=SIMPLE_HEAD, expand=True, pad_edge=False, show_edge=False)
    table.add_column("", width=1)
    table.add_column(section, ratio=4, overflow="fold")
    for name in environments:
        table.add_column(name, ratio=3, overflow="fold")
    group = ""
    for row in rows:
        if row.group and row.group != group:
            table.add_row("", Text(row.group, style="bold cyan"))
        group = row.group
        cells = [_cell(value, name in row.odd) for name, value in row.values.items()]
        table.add_row(Text(SIGNS[row.mark], style=_STYLES[row.mark]), _name(row), *cells)
    return table


def _name(row: "Row") -> Text:
    named = Text().append(row.label or row.name, "bold")
    return named.append(f" {row.note or row.type}".rstrip(), "red" if row.note else "dim")


def _cell(value: "Value", odd: bool) -> Text:
    where = origin(value)
    cell = Text().append(told(value, 3 * _VALUE_WIDTH), _style(value, odd))
    return cell.append(f"\n{where}", "dim") if where else cell


def _style(value: "Value", odd: bool) -> str:
    if value.kind == "missing":
        return "bold red"
    return "yellow" if odd else ("dim" if value.kind == "absent" else "")


def _print_block(console: Console, row: "Row", width: int) -> None:
    """The row's whole name, then its distinct values, each after the environments that have it."""
    head = Text().append(f"{SIGNS[row.mark]} ", _STYLES[row.mark]).append(row.name, "bold")
    console.print(head.append(f" {row.note or row.type}".rstrip(), "red" if row.note else "dim"), soft_wrap=True)
    for names in distinct(row):
        value, where = row.values[names[0]], origins(row, names)
        where = f"  {where}" if where else ""
        label = f"    {', '.join(names)}: "
        room = max(16, width - len(label) - len(where))
        line = Text().append(label, "cyan").append(told(value, room), _style(value, names[0] in row.odd))
        console.print(line.append(where, "dim"), soft_wrap=True)


def _same_lines(rows: Sequence["Row"], width: int) -> Iterator[Text]:
    values = [next(iter(row.values.values())) for row in rows]
    names = [row.name if row.section == "parameters" else f"{row.section}: {row.name}" for row in rows]
    widest = min(max(map(len, names)), width * 2 // 5)
    for row, name, value in zip(rows, names, values, strict=True):
        line = Text().append(f"= {name.ljust(widest)}  ").append(told(value, _SAME_WIDTH), _style(value, False))
        yield line.append(f"  {row.note or origins(row, list(row.values))}", "red" if row.note else "dim")


def _summary(result: "Matrix") -> Text:
    counts = {mark: sum(row.mark == mark for row in result.rows) for mark in SIGNS}
    may = f", ~ {counts['may differ']} may differ by their variables" if counts["may differ"] else ""
    counted = f"≠ {counts['differs']} differ{may}, = {counts['same']} are the same"
    text = Text(f"{result.factory} in {len(result.environments)} environments: {counted}")
    unset = [variable.name for variable in result.variables if not variable.is_set]
    return text.append(f"\nvariables not set here: {', '.join(unset)}" if unset else "", style="dim")
