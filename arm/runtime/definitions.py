"""A notebook's functions without its run: what a unit test imports."""

import ast
import sys
import types
from collections.abc import Iterator
from pathlib import Path

from arm import jsontext
from arm.runtime.process import cells, magics, python_cells

_DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def load_definitions(path: Path, root: Path | None = None) -> types.ModuleType:
    """A module with what a notebook defines: its imports, functions, classes and CONSTANTS, from every cell.

    A constant is a name in capitals assigned at the top level. What it runs by %run is looked through in its place,
    absolute paths below `root` (the notebook's folder by default). All other statements, those that read widgets and
    write files, are left out, so that the notebook needs no guard around them. SyntaxError as for any import,
    UsageError for a file that can't be read.
    """
    module = types.ModuleType(f"notebook_{path.stem}")
    module.__file__ = str(path)
    sys.modules[module.__name__] = module  # dataclasses and pickle look their module up
    for file, body in _definitions(path, root or path.parent, ()):
        code = compile(ast.Module(body, type_ignores=[]), str(file), "exec", dont_inherit=True)
        exec(code, module.__dict__)
    return module


def _definitions(path: Path, root: Path, above: tuple[Path, ...]) -> Iterator[tuple[Path, list[ast.stmt]]]:
    """Each cell's definitions with the file they stand in, in the order in which they would be run."""
    if path in above:
        return  # the run says that it goes in a circle
    for cell in cells.split(jsontext.read_text(path)):
        if cell.magic == "run":
            target, _ = magics.run_target(cell.text)
            base = root if target.startswith("/") else path.parent
            file = (base / f"{target.strip('/')}.py").resolve()
            yield from _definitions(file, root, (*above, path))
        else:
            tree = python_cells.parse(cell, str(path))
            yield path, [statement for statement in tree.body if _is_definition(statement)]


def _is_definition(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Assign):
        return all(isinstance(target, ast.Name) and target.id.isupper() for target in statement.targets)
    if isinstance(statement, ast.AnnAssign):
        return isinstance(statement.target, ast.Name) and statement.target.id.isupper()
    return isinstance(statement, _DEFINITIONS)
