"""A matrix as Markdown: a comment on a pull request."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from arm.report.values import origin, origins, told

if TYPE_CHECKING:
    from arm.commands.matrix import Matrix, Row, Value

_WIDTH = 60
_SIGNS = {"differs": "≠", "may differ": "~", "same": "="}
_MEANING = r"[\\`*_\[\]|~<>&#@$:!]"
_NEVER_A_LINE_END = str.maketrans({"\n": " ", "\r": " "})


def as_markdown(result: "Matrix", *, only_differences: bool = False) -> str:
    """A table a section of the rows that differ, and below, folded, of those that are the same everywhere."""
    differing = [row for row in result.rows if row.mark != "same"]
    same = [row for row in result.rows if row.mark == "same"]
    lines = [f"### Environments of {_code(result.factory)}", "", _summary(result, len(differing))]
    for section, rows in groupby(differing, key=lambda row: row.section):
        lines += ["", f"#### {section}", "", *_table(result.environments, list(rows))]
    if same and not only_differences:
        lines += ["", "<details>", f"<summary>{len(same)} the same everywhere</summary>", ""]
        lines += [*_same_table(same), "", "</details>"]
    unset = [_code(f"${{{variable.name}}}") for variable in result.variables if not variable.is_set]
    if unset:
        lines += ["", f"Variables not set here: {', '.join(unset)}"]
    return "\n".join(lines)


def _summary(result: "Matrix", differing: int) -> str:
    told_variables = " · ~ the same text, but each stage sets its variables" if result.variables else ""
    return f"{differing} of {len(result.rows)} rows differ. ≠ differs{told_variables} · **bold**: not what most have"


def _table(environments: Sequence[str], rows: Sequence["Row"]) -> Iterator[str]:
    yield f"| | | {' | '.join(_text(name) for name in environments)} |"
    yield "|---" * (len(environments) + 2) + "|"
    for row in rows:
        cells = [_cell(value, name in row.odd) for name, value in row.values.items()]
        yield f"| {_SIGNS[row.mark]} | {_name(row)} | {' | '.join(cells)} |"


def _same_table(rows: Sequence["Row"]) -> Iterator[str]:
    yield "| | | value | from |"
    yield "|---|---|---|---|"
    for row in rows:
        names = list(row.values)
        yield f"| {row.section} | {_name(row)} | {_value(row.values[names[0]])} | {_text(origins(row, names))} |"


def _name(row: "Row") -> str:
    return _code(row.name) + (f"<br>**{_text(row.note)}**" if row.note else "")


def _cell(value: "Value", odd: bool) -> str:
    shown = f"**{_value(value)}**" if odd or value.kind == "missing" else _value(value)
    where = origin(value)
    return f"{shown}<br><sub>{_text(where)}</sub>" if where else shown


def _value(value: "Value") -> str:
    text = told(value, _WIDTH)
    return _code(text) if value.kind == "value" else _text(text)


def _code(text: str) -> str:
    """Text as code in a table's cell, whatever stands in it: its fence is longer than any inside.

    A pipe ends a cell even in code, and an escaped one doesn't survive a backslash before it: such text becomes an
    HTML element with every sign that could mean something as a number.
    """
    text = text.translate(_NEVER_A_LINE_END)
    if "|" in text:
        return f"<code>{re.sub(_MEANING, lambda sign: f'&#{ord(sign[0])};', text)}</code>"
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    space = " " if text.startswith("`") or text.endswith("`") or not text.strip() else ""
    return f"{fence}{space}{text}{space}{fence}"


def _text(text: str) -> str:
    """Text that no Markdown and no HTML is read from."""
    text = text.translate(_NEVER_A_LINE_END).replace("&", "&amp;").replace("<", "&lt;")
    return re.sub(r"([\\`*_\[\]|~>@$])", r"\\\1", text)
