"""What the magics of cells do here; adding one is one function and one entry."""

import re
import shlex
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from arm.runtime.process import requirements

if TYPE_CHECKING:
    from arm.runtime.process.execute import Run

_RUN = re.compile(r"""\s*(?:"([^"]+)"|'([^']+)'|([^\s$]+))\s*(.*)""", re.DOTALL)
_ARGUMENT = re.compile(r"""\$(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S*))""")
# A `;` between statements, whatever stands in strings and comments.
_SQL = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`|--[^\n]*|/\*.*?\*/|;|[^;]""", re.DOTALL)
_OF_WIDGET = re.compile(
    r"""\$\{(?P<braced>\w+)\}|\$(?P<bare>\w+)|getArgument\(\s*["'](?P<argument>[^"']+)["']\s*\)""", re.IGNORECASE
)
_MARKER = re.compile(r"(?<![:\w]):(\w+)")
_CREATE_WIDGET = re.compile(
    r"""create\s+widget\s+(?:text|dropdown|combobox|multiselect)\s+`?(\w+)`?\s+default\s+["'](.*?)["']""",
    re.IGNORECASE,
)
_REMOVE_WIDGET = re.compile(r"remove\s+widget\s+`?(\w+)`?", re.IGNORECASE)


class MagicNotThere(Exception):
    """A cell or line whose language or command a local run doesn't have."""


def do(run: "Run", name: str, text: str) -> None:
    """Do a magic. MagicNotThere naming one that isn't there."""
    if name not in _MAGICS:
        told = ", ".join(f"%{each}" for each, done in sorted(_MAGICS.items()) if done is not _no_shell)
        raise MagicNotThere(f"a local run has no %{name} (it has Python and {told})")
    _MAGICS[name](run, text)


def run_target(text: str) -> tuple[str, dict[str, str]]:
    """The notebook that a %run names, and its arguments: `./lib $a="1" $b=2`. ValueError if it names none."""
    found = _RUN.match(text)
    if not found:
        raise ValueError("%run names no notebook")
    arguments = {name: a or b or c for name, a, b, c in _ARGUMENT.findall(found[4])}
    return (found[1] or found[2] or found[3]).strip(), arguments


def _nothing(run: "Run", text: str) -> None:
    """Text for the reader, or what concerns an open notebook only."""


def _pip(run: "Run", text: str) -> None:
    requirements.pip(text, run.filesystem)


def _restart(run: "Run", text: str) -> None:
    run.dbutils.library.restartPython()


def _include(run: "Run", text: str) -> None:
    run.include(*run_target(text))


def _fs(run: "Run", text: str) -> None:
    """`%fs ls /mnt/raw`, `%fs rm -r /mnt/raw/x`: the commands of dbutils.fs."""
    command, *arguments = shlex.split(text, comments=True) or ["ls", "/"]
    recurse = [each for each in arguments if each in ("-r", "--recurse")]
    rest: list[Any] = [each for each in arguments if each not in recurse]
    value = getattr(run.dbutils.fs, command)(*rest, *([True] if recurse else []))
    if value is not None:
        run.display(value)


def _sql(run: "Run", text: str) -> None:
    """Each statement in turn; the last one's result is displayed, and is `_sqldf`."""
    spark, result = run.namespace["spark"], None
    widgets = run.dbutils.widgets
    for statement in _statements(text):
        if made := _CREATE_WIDGET.match(statement):
            widgets.text(made[1], made[2])
        elif gone := _REMOVE_WIDGET.match(statement):
            widgets.remove(gone[1])
        else:
            statement, args = with_widgets(statement, widgets.getAll())
            run.namespace["_sqldf"] = result = spark.sql(statement, args=args) if args else spark.sql(statement)
    if result is not None:
        run.display(result)


def with_widgets(statement: str, values: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """A statement with widgets' values for `${x}`, `$x` and `getArgument("x")`, and those that it names as `:x`.

    https://learn.microsoft.com/azure/databricks/notebooks/widgets#use-widget-values-in-spark-sql-and-sql-warehouse
    """

    def value(found: re.Match[str]) -> str:
        name = found["braced"] or found["bare"] or found["argument"]
        if name not in values:
            return found[0]
        return "'" + values[name].replace("'", "\\'") + "'" if found["argument"] else values[name]

    marked = {name for name in _MARKER.findall(statement) if name in values}
    return _OF_WIDGET.sub(value, statement), {name: values[name] for name in sorted(marked)}


def _statements(text: str) -> list[str]:
    found = [""]
    for piece in _SQL.findall(text):
        if piece == ";":
            found.append("")
        elif not piece.startswith(("--", "/*")):
            found[-1] += piece
    return [each.strip() for each in found if each.strip()]


def _no_shell(run: "Run", text: str) -> None:
    if re.match(r"pip\s[^\n]*$", text):
        return _pip(run, text.removeprefix("pip"))
    raise MagicNotThere(
        "a local run has no shell: it would see this machine, not DBFS (use Python, or dbutils.fs for files)"
    )


_MAGICS: dict[str, Callable[["Run", str], None]] = {
    **dict.fromkeys(("md", "md-sandbox", "matplotlib", "load_ext", "autoreload", "config"), _nothing),
    "pip": _pip,
    "restart_python": _restart,
    "run": _include,
    "fs": _fs,
    "sql": _sql,
    "sh": _no_shell,
    "!": _no_shell,
}
