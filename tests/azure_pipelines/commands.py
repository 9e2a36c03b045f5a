"""The command lines of a pipeline's steps: which forms are allowed, and whether what they name exists."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from invoke.exceptions import ParseError
from invoke.parser import Parser, ParserContext
from invoke.program import Program

from arm.collection import namespace
from arm.commands.deployment.options import PARTS
from arm.errors import UsageError
from arm.report import FORMATS, require_format
from arm.report.graph import FORMATS as GRAPH_FORMATS
from arm.report.matrix import FORMATS as MATRIX_FORMATS
from arm.settings import Settings, environments
from tests.azure_pipelines.expansion import Step

SCRIPT_STEPS = ("script", "bash", "pwsh", "powershell")
# The input that holds a task's script. A task in neither list has to be looked at first.
SCRIPT_INPUTS = {
    "AzureCLI": "inlinescript",
    "AzurePowerShell": "inline",
    "Bash": "script",
    "CmdLine": "script",
    "PowerShell": "script",
    "PythonScript": "script",
}
SCRIPTLESS_TASKS = ("UsePythonVersion", "PublishTestResults")
SCRIPT_FILES = ("scriptpath", "filepath", "arguments", "scriptarguments", "scriptfile")
# Macros are replaced in a script's text: others could put a secret into an argument list.
_MACRO = re.compile(r"\$\((Pipeline\.Workspace|Build\.SourcesDirectory|System\.DefaultWorkingDirectory)\)")
_SHELL = re.compile(r"[;&|<>`$\\#(){}*?!]")
_PIP = ["python", "-m", "pip", "install"]


@dataclass(frozen=True)
class Task:
    """An Invoke task as a line calls it: its name and the values given on the line."""

    name: str
    values: Mapping[str, Any]


def lines(step: Step) -> list[str]:
    """The lines of a step's script, inline scripts of tasks included, without empty ones."""
    name = step.task.partition("@")[0]
    texts = [step.body.get(key) for key in SCRIPT_STEPS] + [step.inputs.get(SCRIPT_INPUTS.get(name, ""))]
    return [line.strip() for text in texts if text for line in str(text).splitlines() if line.strip()]


def script_problems(steps: list[Step]) -> Iterator[str]:
    """Scripts that do anything else than one pinned `python -m pip install`, `nox` or `invoke`."""
    for step in steps:
        name = step.task.partition("@")[0]
        if step.task and name not in SCRIPT_INPUTS and name not in SCRIPTLESS_TASKS:
            yield f"{step.place}: nobody has looked yet whether {step.task} runs scripts"
        for key in SCRIPT_FILES:
            if key in step.inputs:
                yield f"{step.place}: {key} runs what this test can't see"
        if len(lines(step)) > 1:
            yield f"{step.place}: a script goes on after a line that failed, so one line a step"
        for line in lines(step):
            if not _is_allowed(line):
                yield f"{step.place}: not a pinned pip install, nox or invoke: {line}"


def _is_allowed(line: str) -> bool:
    words = split(line)
    if words is None:
        return False
    return _is_pinned(words[4:]) if words[:4] == _PIP else words[0] in ("nox", "invoke")


def split(line: str) -> list[str] | None:
    """The words of a command line; None if the shell would do more than start one command."""
    plain = _MACRO.sub("folder", line)
    if _SHELL.search(plain):
        return None
    try:
        return shlex.split(plain) or None
    except ValueError:  # a quotation without its end
        return None


def _is_pinned(arguments: list[str]) -> bool:
    """Every package by version, or every one by hash from a lock file."""
    if arguments[:2] == ["--require-hashes", "-r"]:
        return len(arguments) == 3 and arguments[2].endswith(".lock")
    return bool(arguments) and all(re.fullmatch(r"[\w.-]+(\[[\w,-]+\])?==[\w.]+", each) for each in arguments)


def command_problems(steps: list[Step], root: Path) -> Iterator[str]:
    """Lock files, sessions, tasks, options and their values that don't exist."""
    for step in steps:
        for line in lines(step):
            for problem in _line_problems(split(line) or [""], root):
                yield f"{step.place}: {problem}"


def _line_problems(words: list[str], root: Path) -> Iterator[str]:
    if words[:4] == _PIP and "-r" in words and not (root / words[-1]).is_file():
        yield f"there is no file {words[-1]}"
    if words[0] == "nox":
        yield from _nox_problems(words[1:], root)
    if words[0] == "invoke":
        try:
            for task in invoked(words):
                yield from _value_problems(task, root)
        except ParseError as error:
            yield f"invoke: {error}"


def _nox_problems(arguments: list[str], root: Path) -> Iterator[str]:
    """Nox itself says whether it knows the sessions and options; it only lists them here."""
    nox = [sys.executable, "-m", "nox", "--list", "--noxfile", str(root / "noxfile.py"), *arguments]
    done = subprocess.run(nox, capture_output=True, text=True, timeout=60, check=False, encoding="utf-8")
    if done.returncode:
        yield f"nox: {done.stderr.strip().splitlines()[-1]}"


def invoked(words: list[str]) -> list[Task]:
    """The tasks that an `invoke` line calls; ParseError for a task or an option that doesn't exist."""
    program = Program()
    core = ParserContext(args=program.core_args() + program.task_args())
    called = Parser(initial=core, contexts=namespace.to_contexts()).parse_argv(words[1:])[1:]
    if not called:
        raise ParseError("no task is called")
    return [Task(task.name, {name: arg.value for name, arg in task.args.items() if arg.got_value}) for task in called]


def tasks(step: Step) -> list[Task]:
    """The tasks that a step's script calls; none for a line that `command_problems` complains of."""
    found = []
    for line in lines(step):
        words = split(line) or [""]
        try:
            found += invoked(words) if words[0] == "invoke" else []
        except ParseError:
            continue
    return found


def _value_problems(task: Task, root: Path) -> Iterator[str]:
    known = {"env": environments(Settings(overrides=root / "parameter-overrides")), "part": PARTS}
    for name, values in known.items():
        if name in task.values and task.values[name] not in values:
            yield f"invoke {task.name}: there is no {name} {task.values[name]}"
    if "format" in task.values:
        try:
            formats = {"matrix": MATRIX_FORMATS, "graph": GRAPH_FORMATS}.get(task.name, FORMATS)
            require_format(task.values["format"], formats)
        except UsageError as error:
            yield f"invoke {task.name}: {error}"
