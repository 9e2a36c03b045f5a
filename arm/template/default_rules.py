"""The portal's default parameterization rules, by generation: what applies where a factory has no definition."""

import difflib
import json
import re
from dataclasses import replace
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

from arm.errors import UsageError
from arm.template.definition import Definition, compile_definition

_FOLDER = "generations"


def default_rules(name_or_date: str | None = None) -> Definition:
    """The default rules of a generation, by its name (`2025-01`) or as they stood on a date (YYYY-MM-DD).

    None gives the newest, which is what ADF Studio applies today. UsageError for a name that isn't known.
    """
    name = generation(name_or_date)
    definition = compile_definition(default_document(name), f"default rules of {name}")
    return replace(definition, keeps_connection_strings=keeps_connection_strings(name))


def generation(name_or_date: str | None = None) -> str:
    """The name of a generation: the given one, or the one in force on a date, or the newest."""
    names = generations()
    if not name_or_date or name_or_date == "current":
        return names[-1]
    if name_or_date in names:
        return name_or_date
    if re.fullmatch(r"\d{4}-\d\d(-\d\d)?", name_or_date):
        _check_date(name_or_date)
        return max((name for name in names if name <= name_or_date), default=names[0])
    near = difflib.get_close_matches(name_or_date, names, 1) or [names[-1]]
    known = ", ".join(names)
    raise UsageError(f"no default rules are called {name_or_date!r}", hint=f"did you mean {near[0]}? Known: {known}")


def _check_date(text: str) -> None:
    try:
        date.fromisoformat(text if len(text) == 10 else f"{text}-01")
    except ValueError:
        raise UsageError(f"{text!r} is not a date", hint="write YYYY-MM-DD") from None


@lru_cache(maxsize=1)
def generations() -> tuple[str, ...]:
    """The names of all generations, oldest first; each is the month since which it was seen."""
    names = (entry.name for entry in files("arm.template").joinpath(_FOLDER).iterdir())
    return tuple(sorted(name.removesuffix(".json") for name in names if name.endswith(".json")))


def default_document(name: str) -> dict[str, Any]:
    """The rules of a generation, as ADF Studio would write them into a definition file."""
    rules: dict[str, Any] = _generation(name)["rules"]
    return rules


def keeps_connection_strings(name: str) -> bool:
    """Whether, in the time of that generation, connection strings without the secret stayed as defaults."""
    return bool(_generation(name)["keepsConnectionStrings"])


def note(name: str) -> str:
    """What is new in a generation, in a sentence."""
    return str(_generation(name)["note"])


def _generation(name: str) -> dict[str, Any]:
    text = files("arm.template").joinpath(_FOLDER, f"{name}.json").read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text)
    return document
