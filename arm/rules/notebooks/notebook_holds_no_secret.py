"""No secret stands in a notebook."""

import ast
import re
from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.notebook import Notebook, dotted
from arm.rules.rule import Problem, rule
from arm.rules.secret import is_literal, named_like_a_secret, secret_in

_SETTING = re.compile(r"(?:account\.key|sas\.token|client\.secret|oauth2\.client\.secret)", re.IGNORECASE)
_PAIR = 2


def _all(context: Context) -> list[Notebook]:
    return list(context.notebooks.by_path.values())


@rule(
    Severity.ERROR,
    "Passwords, keys and tokens come from a secret scope, `dbutils.secrets.get`: none stands in a notebook's source.",
    over=_all,
    link="https://learn.microsoft.com/azure/databricks/security/secrets/",
)
def check(context: Context, notebook: Notebook) -> Iterator[Problem]:
    """Lines with a secret; the message never tells it."""
    told: set[int] = set()
    for number, text in _texts(notebook):
        if kind := secret_in(text):
            told.add(number)
            yield Problem(f"the line holds {kind}", notebook.document, place=(number, 1))
    for number, name in _assigned(notebook.tree):
        if number not in told:
            yield Problem(f'"{name}" is a secret in plain text', notebook.document, place=(number, 1))


def _texts(notebook: Notebook) -> Iterator[tuple[int, str]]:
    """The texts in a notebook's code and its comments, other languages among them, each with its line."""
    for node in ast.walk(notebook.tree) if notebook.tree is not None else ():
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            lines = enumerate(node.value.split("\n"), start=node.lineno)
            yield from lines if node.end_lineno != node.lineno else ((node.lineno, node.value),)
    for number, line in enumerate(notebook.document.text.split("\n"), start=1):
        if line.startswith("#") or notebook.tree is None:
            yield number, line


def _assigned(tree: ast.Module | None) -> Iterator[tuple[int, str]]:
    """The lines where a text is given to a name, or set as a Spark property, that is meant for a secret."""
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, ast.Assign) and _is_secret(node.value):
            names = [dotted(target) for target in node.targets]
            yield from ((node.lineno, name) for name in names if named_like_a_secret(name.rpartition(".")[2]))
        elif isinstance(node, ast.Call) and dotted(node.func).endswith("conf.set") and len(node.args) == _PAIR:
            key = node.args[0]
            if isinstance(key, ast.Constant) and _SETTING.search(str(key.value)) and _is_secret(node.args[1]):
                yield node.lineno, str(key.value)


def _is_secret(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and is_literal(node.value)
