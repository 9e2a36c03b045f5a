"""A matrix as one HTML page: filter, only-differences switch, light and dark; whole without its script, too."""

import json
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from arm.report.markup import Child, element, page
from arm.report.values import origin, told

if TYPE_CHECKING:
    from arm.commands.matrix import Matrix, Row, Value

_CLASSES = {"differs": "differs", "may differ": "may", "same": "same"}
_SIGNS = {"differs": "≠", "may differ": "~", "same": "="}
_LONG = 160
_SHORT = 80
_VARIABLE = re.compile(r"(\$\{[A-Za-z_][A-Za-z0-9_]*\})")


def as_html(result: "Matrix", *, only_differences: bool = False) -> str:
    """The page. It needs nothing but itself and sends nothing anywhere; the switch starts as `only_differences`."""
    body = element(
        "body",
        "",
        _header(result),
        _tools(result.environments, only_differences),
        element("main", "", _table(result), element("p", {"class": "nothing", "hidden": ""}, "Nothing to show.")),
        _footer(result),
    )
    return page(f"{result.factory}: environments", body, "matrix.css", "matrix.js")


def _header(result: "Matrix") -> Element:
    differing = sum(row.mark != "same" for row in result.rows)
    told_count = f"{len(result.environments)} environments, {differing} of {len(result.rows)} rows differ"
    return element("header", "", element("h1", "", f"Environments of {result.factory}"), element("p", "", told_count))


def _tools(environments: Sequence[str], only_differences: bool) -> Element:
    """What the script needs; hidden until it runs."""
    search = {"type": "search", "placeholder": "Filter by name, value or file", "aria-label": "Filter"}
    boxes = [_box("environment", name, checked=True) for name in environments]
    return element(
        "form",
        {"class": "tools", "hidden": ""},
        element("input", search),
        element("kbd", {"title": "jumps to the filter"}, "/"),
        _box("differences", "Only differences", checked=only_differences),
        element("fieldset", "", element("legend", "", "Environments"), *boxes),
        element("output", {"aria-live": "polite"}),
    )


def _box(name: str, label: str, *, checked: bool) -> Element:
    attributes = {"type": "checkbox", "name": name, **({"checked": ""} if checked else {})}
    return element("label", "", element("input", attributes), label)


def _table(result: "Matrix") -> Element:
    heads = [element("th", {"scope": "col"}, name) for name in result.environments]
    head = element("thead", "", element("tr", "", element("th", {"scope": "col"}, "Name"), *heads))
    width = str(1 + len(heads))
    return element("table", "", head, *_bodies(result.rows, width))


def _bodies(rows: Sequence["Row"], width: str) -> Iterator[Element]:
    """A heading for each section, then a body for each group in it, those with differences first."""
    for section, found in groupby(rows, key=lambda row: row.section):
        yield element("tbody", "section", element("tr", "", element("th", {"colspan": width}, section)))
        groups = [list(group) for _, group in groupby(found, key=lambda row: row.group)]
        for group in sorted(groups, key=lambda group: all(row.mark == "same" for row in group)):
            yield _group(group, width)


def _group(rows: Sequence["Row"], width: str) -> Element:
    name = rows[0].group
    head = {"colspan": width, "scope": "rowgroup"}
    title = element("tr", "group", element("th", head, name)) if name else None
    ordered = sorted(rows, key=lambda row: row.mark == "same")
    return element("tbody", "", title, *(_row(row) for row in ordered))


def _row(row: "Row") -> Element:
    keys = {text: str(number) for number, text in enumerate(dict.fromkeys(map(_key, row.values.values())))}
    cells = [_cell(name, value, keys[_key(value)], name in row.odd) for name, value in row.values.items()]
    return element("tr", f"row {_CLASSES[row.mark]}", _name(row), *cells)


def _key(value: "Value") -> str:
    return f"{value.kind} {json.dumps(value.value, sort_keys=True)}"


def _name(row: "Row") -> Element:
    label = row.label or row.name
    whole = element("div", "full", element("code", "", *_breakable(row.name))) if label != row.name else None
    return element(
        "th",
        {"class": "name", "scope": "row"},
        element("span", {"class": "sign", "title": row.mark}, _SIGNS[row.mark]),
        element("span", "label", label),
        element("span", "type", row.type) if row.type else None,
        element("span", "note", row.note) if row.note else None,
        whole,
    )


def _breakable(name: str) -> Iterator[Child]:
    """A long name that may be broken after each underscore."""
    first, *rest = name.split("_")
    yield first
    for part in rest:
        yield "_"
        yield element("wbr")
        yield part


def _cell(environment: str, value: "Value", key: str, odd: bool) -> Element:
    classes = " ".join(part for part in (value.kind, "odd" if odd else "") if part)
    attributes = {"class": classes, "data-environment": environment, "data-value": key}
    if value.variables:
        attributes["data-variables"] = ""
    where = origin(value)
    source = {"class": "origin", "title": value.origin} if value.line else "origin"
    return element("td", attributes, _shown(value), element("span", source, where) if where else None)


def _shown(value: "Value") -> Element:
    text = told(value)
    if value.kind == "reference":
        vault, secret = element("span", "chip", "Key Vault"), text.removeprefix("Key Vault ")
        return element("div", "value", vault, element("code", "", *_coloured(secret)))
    if value.kind in ("hidden", "generated"):
        return element("span", "value", element("span", "chip", text.strip("()")))
    if value.kind != "value":
        return element("span", "value", text)
    if len(text) <= _LONG:
        return element("code", "value", *_coloured(text))
    summary = element("summary", "", element("code", "", f"{text[:_SHORT]}…"))
    return element("details", "value", summary, element("pre", "", *_coloured(_whole(value.value))))


def _whole(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)


def _coloured(text: str) -> list[Child]:
    """The text with every `${NAME}` in it told apart."""
    parts = _VARIABLE.split(text)
    return [element("span", "variable", part) if number % 2 else part for number, part in enumerate(parts)]


def _footer(result: "Matrix") -> Element:
    legend = "≠ differs · ~ the same text, with variables that each stage sets · = the same everywhere"
    unset = [variable for variable in result.variables if not variable.is_set]
    names = ", ".join(variable.name for variable in unset)
    told_unset = element("p", "", f"Not set where this page was made: {names}.") if unset else None
    return element("footer", "", element("p", "", legend), told_unset)
