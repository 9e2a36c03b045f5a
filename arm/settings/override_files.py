"""Override files as they are written: which parameters they name, and renaming those without touching the rest."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from arm import files, jsontext, pointers
from arm.settings.suite import SCHEMA_NAME, Settings

_PARAMETERS = "parameters"
_BOM = b"\xef\xbb\xbf"


def override_files(settings: Settings) -> list[Path]:
    """Every override file, the shared parent too, and the ARM parameter files that they name; each once.

    SourceError where an override file isn't JSON.
    """
    found: dict[Path, None] = {}
    for path in sorted(settings.overrides.glob("*.json")):
        if path.name != SCHEMA_NAME:
            found[path] = None
            found |= dict.fromkeys(_parameter_files(path))
    return list(found)


def _parameter_files(path: Path) -> Iterator[Path]:
    document = jsontext.read(path)
    named = document.get("parameterFiles") if isinstance(document, dict) else None
    for name in named if isinstance(named, list) else ():
        if isinstance(name, str) and (path.parent / name).is_file():
            yield path.parent / name


def named_parameters(text: str, origin: Path | str) -> dict[str, Any]:
    """The parameters that an override or ARM parameter file gives a value, as written, by name. SourceError."""
    document = jsontext.parse(text, origin)
    found = document.get(_PARAMETERS) if isinstance(document, dict) else None
    return found if isinstance(found, dict) else {}


def parameter_line(text: str, name: str) -> int:
    """The line, from 1, that a parameter's value starts in; 0 if there is none of that name."""
    return jsontext.locate(text, pointers.join([_PARAMETERS, name]))[0]


def rename_parameters(path: Path, names: Mapping[str, str]) -> None:
    """Give parameters of an override file other names, all at once: only the keys change, nothing else of the file.

    The file is written aside and swapped in. UsageError if it can't be written.
    """
    mark = _BOM if path.read_bytes().startswith(_BOM) else b""
    by_pointer = {pointers.join([_PARAMETERS, old]): new for old, new in names.items()}
    files.write_bytes(path, mark + jsontext.renamed(jsontext.read_text(path), by_pointer).encode("utf-8"))
