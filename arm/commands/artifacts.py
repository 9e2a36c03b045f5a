"""What gets deployed: a template and notebooks, made from this checkout or taken from a folder of artifacts."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from arm import jsontext
from arm.errors import UsageError
from arm.events import Notify, ignore
from arm.settings import Settings

TEMPLATE = "ARMTemplateForFactory.json"
PARAMETERS = "ARMTemplateParametersForFactory.json"
# The names of the artifacts that azure-pipelines.yml publishes: the sub-folders of a download.
FACTORY_ARTIFACT = "adf-pipelines"
NOTEBOOKS_ARTIFACT = "di-notebooks"
# What a notebook's source file ends with: the language, and how a comment begins in it.
_LANGUAGES = {".py": ("PYTHON", "#"), ".sql": ("SQL", "--"), ".scala": ("SCALA", "//"), ".r": ("R", "#")}


@dataclass(frozen=True)
class Template:
    """A template, the `parameters` object of its parameter file, and the folder they were read from or None."""

    template: dict[str, Any]
    parameters: Mapping[str, Any]
    folder: Path | None = None


@dataclass(frozen=True)
class Notebook:
    """A notebook: its path below the environment's Databricks folder (no extension), source file and language."""

    path: str
    file: Path
    language: str = "PYTHON"


def obtain_template(settings: Settings, from_dir: Path | None, *, notify: Notify = ignore) -> Template:
    """The template in `from_dir` (CI's artifacts, or what Studio published), or exported from the sources.

    UsageError if `from_dir` holds none, or several.
    """
    if from_dir is None:
        from arm.commands import export

        out = settings.build / "arm"
        export.run(settings.source, settings.factory, out, settings.default_rules, notify=notify)
        return _read(out)
    return _read(_template_folder(from_dir))


def _template_folder(folder: Path) -> Path:
    if not folder.is_dir():
        raise UsageError(f"--from {folder}: there is no such folder")
    for candidate in (folder, folder / FACTORY_ARTIFACT):
        if (candidate / TEMPLATE).is_file():
            return candidate
    # A publish branch keeps the template in a folder named like the factory.
    found = sorted(path.parent for path in folder.glob(f"*/{TEMPLATE}"))
    if len(found) == 1:
        return found[0]
    told = "several templates" if found else f"no {TEMPLATE}"
    raise UsageError(f"--from {folder}: {told} there", hint="name the folder that holds the one to deploy")


def _read(folder: Path) -> Template:
    parameters: Mapping[str, Any] = {}
    if (folder / PARAMETERS).is_file():
        parameters = jsontext.read(folder / PARAMETERS).get("parameters", {})
    return Template(jsontext.read(folder / TEMPLATE), parameters, folder)


def obtain_notebooks(settings: Settings, from_dir: Path | None, *, template_too: bool) -> list[Notebook]:
    """The notebooks of CI's artifact in `from_dir`, or of this checkout; by path.

    A folder that holds only a template (what Studio published) goes with this checkout's notebooks where
    `template_too` says that both are deployed. UsageError if the folder that should hold them isn't there.
    """
    folder = settings.notebooks
    if from_dir is not None:
        artifact = from_dir / NOTEBOOKS_ARTIFACT
        if artifact.is_dir():
            folder = artifact
        elif not template_too:
            raise UsageError(f"--from {from_dir}: no {NOTEBOOKS_ARTIFACT} folder there", hint="name CI's artifacts")
    if not folder.is_dir():
        raise UsageError(
            f"there is no folder of notebooks, {folder.as_posix()}",
            hint="set adfops.notebooks in invoke.yaml, or leave notebooks out: --part factory",
        )
    notebooks = [
        Notebook(path.relative_to(folder).with_suffix("").as_posix(), path, _LANGUAGES[path.suffix.lower()][0])
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in _LANGUAGES and path.is_file() and _is_notebook(path)
    ]
    for one, other in pairwise(sorted(notebooks, key=lambda each: each.path)):
        if one.path == other.path:
            raise UsageError(f"{one.file.as_posix()} and {other.file.as_posix()} would be one notebook", hint=_RENAME)
    return sorted(notebooks, key=lambda each: each.path)


_RENAME = "a workspace has no extensions: rename one of them"


def _is_notebook(path: Path) -> bool:
    """Databricks takes a source file as a notebook if this is its first line; others are modules beside them.

    https://docs.databricks.com/azure/notebooks/notebook-export-import
    """
    comment = _LANGUAGES[path.suffix.lower()][1]
    with path.open(encoding="utf-8-sig", errors="replace") as stream:
        return stream.readline().rstrip() == f"{comment} Databricks notebook source"
