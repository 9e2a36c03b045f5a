"""Databricks notebooks as rules see them: which there are, the widgets each reads, what each hands back."""

import ast
import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from arm.rules.document import Document
from arm.rules.sources import shown

if TYPE_CHECKING:
    from arm.rules.context import Context

HEADER = "# Databricks notebook source"


@dataclass(frozen=True)
class Notebook:
    """One notebook: its path below the notebooks folder, without extension, and its source."""

    path: str
    document: Document

    @cached_property
    def tree(self) -> ast.Module | None:
        """The syntax tree, None if the source isn't Python."""
        try:
            return ast.parse(self.document.text)
        except (SyntaxError, ValueError):
            return None

    @cached_property
    def widgets(self) -> "Widgets":
        """The widgets it declares and reads."""
        return Widgets.of(self.tree)

    @cached_property
    def exit_keys(self) -> frozenset[str] | None:
        """The keys of what `dbutils.notebook.exit(json.dumps({…}))` hands back; None where that can't be told."""
        return exit_keys(self.tree)


@dataclass(frozen=True)
class Widgets:
    """Names of widgets: `read` by get or getArgument; `open` if not all names are written out."""

    read: frozenset[str] = frozenset()
    declared: frozenset[str] = frozenset()
    open: bool = False

    @classmethod
    def of(cls, tree: ast.Module | None) -> "Widgets":
        """What a notebook does with widgets, as far as names are written out."""
        read: set[str] = set()
        declared: set[str] = set()
        unknown = tree is None
        for call in (node for node in ast.walk(tree or ast.Module([], [])) if isinstance(node, ast.Call)):
            name = dotted(call.func)
            if name in _READERS or name in _DECLARERS:
                literal = _text(call.args[0]) if call.args else None
                if literal is None:
                    unknown = True
                else:
                    (read if name in _READERS else declared).add(literal)
                    declared |= {literal} if len(call.args) > 1 else set()
            elif name in _OPEN:
                unknown = True
        return cls(frozenset(read), frozenset(declared), unknown)


_READERS = {"dbutils.widgets.get", "getArgument", "dbutils.widgets.getArgument"}
_DECLARERS = {f"dbutils.widgets.{kind}" for kind in ("text", "dropdown", "combobox", "multiselect")}
_OPEN = {"dbutils.widgets.getAll"}


@dataclass(frozen=True)
class Notebooks:
    """The notebooks by path. `known` is False where they don't belong to the sources, or there is no folder."""

    by_path: dict[str, Notebook] = field(default_factory=dict)
    known: bool = False

    @classmethod
    def read(cls, context: "Context") -> "Notebooks":
        """The notebooks of the settings' folder."""
        folder = context.settings.notebooks
        if not context.complete or not folder.is_dir():
            return cls()
        found = (_notebook(path, folder) for path in sorted(folder.rglob("*.py")))
        return cls({notebook.path: notebook for notebook in found if notebook is not None}, True)


def exit_keys(tree: ast.Module | None) -> frozenset[str] | None:
    """The keys of every JSON object that the notebook exits with; None if one of them isn't written out."""
    if tree is None:
        return None
    found: set[str] = set()
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if dotted(call.func) == "dbutils.notebook.exit":
            keys = _keys(call.args[0], tree) if call.args else None
            if keys is None:
                return None
            found |= keys
    return frozenset(found)


def dotted(node: ast.expr) -> str:
    """`a.b.c` as text; empty for anything else."""
    if isinstance(node, ast.Attribute):
        inner = dotted(node.value)
        return f"{inner}.{node.attr}" if inner else ""
    return node.id if isinstance(node, ast.Name) else ""


def _keys(node: ast.expr, tree: ast.Module) -> set[str] | None:
    if isinstance(node, ast.Call) and dotted(node.func) == "json.dumps" and node.args:
        return _keys(node.args[0], tree)
    if isinstance(node, ast.Name):
        return _keys_of_name(node.id, tree)
    if isinstance(node, ast.Dict):
        keys = [_text(key) if key is not None else None for key in node.keys]
        return None if None in keys else {key for key in keys if key is not None}
    text = _text(node)
    return None if text is None else _keys_of_text(text)


def _keys_of_name(name: str, tree: ast.Module) -> set[str] | None:
    """The keys of an object that is written out where the name is given a value, once, and not passed around."""
    values = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and any(isinstance(to, ast.Name) and to.id == name for to in node.targets)
    ]
    uses = sum(isinstance(node, ast.Name) and node.id == name for node in ast.walk(tree))
    if len(values) == 1 and isinstance(values[0], ast.Dict) and uses == 2:
        return _keys(values[0], tree)
    return None


def _keys_of_text(text: str) -> set[str]:
    try:
        value = json.loads(text)
    except ValueError:
        return set()
    return set(value) if isinstance(value, dict) else set()


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _notebook(path: Path, folder: Path) -> Notebook | None:
    document = Document.opened(path, shown(path))
    # What can't be read stays in: what it is called may be all that is asked.
    if document.text and document.text.partition("\n")[0].rstrip() != HEADER:
        return None
    return Notebook(path.relative_to(folder).with_suffix("").as_posix(), document)
