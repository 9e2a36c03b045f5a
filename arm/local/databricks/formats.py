"""The formats that notebooks and files are imported and exported in."""

from pathlib import PurePosixPath

from arm.local.databricks.errors import invalid, unsupported_format
from arm.local.databricks.workspace import SUFFIXES, Entry

# The first line of a notebook's source, after the mark of its language's comments:
# https://learn.microsoft.com/azure/databricks/notebooks/notebook-export-import
_HEADER = "Databricks notebook source"
_LANGUAGES = {suffix: language for language, suffix in SUFFIXES.items()}


def recognized(asked: str, path: str, language: str, content: bytes) -> tuple[str, str]:
    """The path and the language ("" for a file) of what is imported in format `asked`.

    AUTO looks at the extension and the header, and takes the extension off a notebook's path.
    DatabricksError if the format isn't done here, or lacks its language.
    """
    if asked == "RAW":
        return path, ""
    if asked == "AUTO":
        plain = PurePosixPath(path)
        found = _LANGUAGES.get(plain.suffix.lower(), "")
        if plain.suffix == ".ipynb":
            raise unsupported_format("JUPYTER")
        return (str(plain.with_suffix("")), found) if found and _has_header(content) else (path, "")
    if asked != "SOURCE":
        raise unsupported_format(asked)
    if language not in SUFFIXES:
        raise invalid("The language is required for format SOURCE: PYTHON, SQL, SCALA or R.")
    return path, language


def check_export(asked: str, entry: Entry) -> None:
    """DatabricksError if what is at a path can't be exported in that format."""
    if asked not in ("SOURCE", "AUTO"):
        raise unsupported_format(asked)
    if entry.kind == "DIRECTORY" or (entry.kind == "FILE" and asked == "SOURCE"):
        raise invalid(f"A {entry.kind} can't be exported in format {asked} here.")


def _has_header(content: bytes) -> bool:
    first = content.decode("utf-8-sig", errors="replace").partition("\n")[0]
    return first.strip().endswith(_HEADER)
