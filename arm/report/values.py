"""Values as text: short enough for a line, secrets as what they are, and origins as people call them."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from arm.commands.matrix import Row
    from arm.commands.values import Value

_WORDS = {"missing": "no value", "hidden": "(secret, not shown)", "generated": "(generated secret)", "absent": "–"}


def told(value: "Value", width: int = 0) -> str:
    """A value as text: JSON, bare for plain strings; cut to `width` characters with an ellipsis unless that is 0."""
    text = _WORDS.get(value.kind)
    if text is None:
        text = _vault(value.value) if value.kind == "reference" else plain(value.value)
    return text if not width or len(text) <= width else text[: width - 1] + "…"


def plain(value: Any) -> str:
    """A JSON value on one line; a string without its quotes, unless it would then be misread."""
    text = json.dumps(value, ensure_ascii=False)
    bare = isinstance(value, str) and value.strip() == value != "" and text == f'"{value}"' and not _reads(value)
    return str(value) if bare else text


def _reads(text: str) -> bool:
    """Whether a string would be read as a number, true, false, null, an object or an array if it stood bare."""
    return text[0] in '{["' or text in ("true", "false", "null") or (text.lstrip("-")[:1].isdigit() and _number(text))


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _vault(reference: Any) -> str:
    vault = str(reference.get("keyVault", {}).get("id", "")).rstrip("/").rpartition("/")[2]
    version = reference.get("secretVersion")
    return f"Key Vault {vault}/{reference.get('secretName', '')}{f' ({version})' if version else ''}"


def origin(value: "Value") -> str:
    """Where a value comes from: `template`, `default`, `generated`, or the file's name with the line."""
    if not value.line:
        return value.origin
    return f"{Path(value.origin).name}:{value.line}"


def distinct(row: "Row") -> list[list[str]]:
    """The environments of a row in groups that have the same value."""
    found: dict[tuple[str, str], list[str]] = {}
    for name, value in row.values.items():
        found.setdefault((value.kind, told(value)), []).append(name)
    return list(found.values())


def origins(row: "Row", names: Sequence[str]) -> str:
    """Where environments with the same value have it from: one place, each its own file, or the files' names."""
    places = dict.fromkeys(origin(row.values[name]) for name in names)
    if len(places) == 1:
        return next(iter(places))
    files = [Path(row.values[name].origin).name for name in names]
    if files == [f"{name}.json" for name in names]:
        return "each its own file"
    return ", ".join(dict.fromkeys(files))
