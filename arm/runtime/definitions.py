"""A notebook's functions without its run: what a unit test imports."""

import ast
import sys
import types
from pathlib import Path

from arm import jsontext
from arm.runtime.process import cells

_DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def load_definitions(path: Path) -> types.ModuleType:
    """A module with what a notebook defines: its imports, functions, classes and CONSTANTS, from every cell.

    A constant is a name in capitals assigned at the top level. All other statements, those that read widgets and
    write files, are left out, so that the notebook needs no guard around them. SyntaxError as for any import.
    """
    module = types.ModuleType(f"notebook_{path.stem}")
    module.__file__ = str(path)
    tree = ast.Module(body=[], type_ignores=[])
    for cell in cells.split(jsontext.read_text(path)):
        if cell.magic in ("", "python"):
            parsed = ast.parse("\n" * (cell.line - 1) + cell.text, str(path))
            tree.body += [statement for statement in parsed.body if _is_definition(statement)]
    sys.modules[module.__name__] = module  # dataclasses and pickle look their module up
    exec(compile(tree, str(path), "exec", dont_inherit=True), module.__dict__)
    return module


def _is_definition(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Assign):
        return all(isinstance(target, ast.Name) and target.id.isupper() for target in statement.targets)
    if isinstance(statement, ast.AnnAssign):
        return isinstance(statement.target, ast.Name) and statement.target.id.isupper()
    return isinstance(statement, _DEFINITIONS)
