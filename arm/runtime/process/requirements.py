"""%pip: what it asks for is either installed already, or the notebook fails, naming it; nothing is installed."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from arm.runtime.process.dbfs import FileSystem

_WITH_VALUE = {
    "-c", "--constraint", "-i", "--index-url", "--extra-index-url", "-f", "--find-links", "-t", "--target",
    "--trusted-host", "--progress-bar", "--timeout", "--retries", "--platform", "--python-version",
}  # fmt: skip
_COMMENT = re.compile(r"(^|\s)#.*")


class RequirementNotMet(Exception):
    """%pip asked for what isn't installed where notebooks run."""


def pip(text: str, filesystem: FileSystem) -> None:
    """Do a %pip line. RequirementNotMet naming what isn't there, in one message."""
    command, *arguments = shlex.split(text, comments=True) or [""]
    if command in ("list", "freeze"):
        _list()
        return
    if command != "install":
        raise RequirementNotMet(f"a local run changes nothing that is installed: %pip {command} isn't done")
    missing = [problem for each in _wanted(arguments, filesystem) if (problem := _problem(each))]
    if missing:
        raise RequirementNotMet(f"a local run installs nothing, and {'; '.join(missing)}")


def _list() -> None:
    from importlib import metadata  # takes its time, and few notebooks need it

    for found in sorted(metadata.distributions(), key=lambda found: found.name.lower()):
        print(f"{found.name}=={found.version}")


def _wanted(arguments: list[str], filesystem: FileSystem) -> Iterator[str]:
    """The requirements of a `pip install`, those in its requirement files among them."""
    rest = iter(arguments)
    for argument in rest:
        name, equals, value = argument.partition("=")
        if argument in ("-r", "--requirement"):
            yield from _in_file(next(rest, ""), filesystem)
        elif name == "--requirement" and equals:
            yield from _in_file(value, filesystem)
        elif argument in ("-e", "--editable"):
            yield next(rest, "")
        elif argument in _WITH_VALUE:
            next(rest, None)
        elif not argument.startswith("-"):
            yield argument


def _in_file(name: str, filesystem: FileSystem) -> Iterator[str]:
    try:
        lines = Path(filesystem.local(name)).read_text(encoding="utf-8").splitlines()
    except OSError:
        raise RequirementNotMet(f"a local run finds no file of requirements {name}") from None
    for line in (_COMMENT.sub("", line).strip() for line in lines):
        if line.startswith("-"):
            yield from _wanted(shlex.split(line), filesystem)
        elif line:
            yield line.partition(" --")[0].rstrip(" \\")  # what follows are hashes


def _problem(text: str) -> str:
    """What is wrong with a requirement; empty where it is met."""
    from importlib import metadata

    packaging = _packaging()
    try:
        name, wanted = _parsed(text, packaging)
    except ValueError:
        return f"can't tell whether {text} is installed"
    if wanted is None:
        return ""
    try:
        there = metadata.version(name)
    except metadata.PackageNotFoundError:
        return f"{text} isn't installed here (python -m pip install '{text}' where notebooks run)"
    if wanted.contains(there, prereleases=True):
        return ""
    return f"{text} is wanted, but {name} {there} is installed here"


def _parsed(text: str, packaging: Any) -> tuple[str, Any]:
    """A requirement's name and its versions; None for these where its marker says that it isn't wanted here."""
    if text.endswith(".whl"):
        name, version, _, _ = packaging.utils.parse_wheel_filename(text.replace("\\", "/").rpartition("/")[2])
        return name, packaging.specifiers.SpecifierSet(f"=={version}")
    found = packaging.requirements.Requirement(text)
    wanted = found.marker is None or found.marker.evaluate()
    return found.name, found.specifier if wanted else None


def _packaging() -> Any:
    """The library that reads requirements, pip's own copy if there is no other."""
    try:
        import packaging.requirements
        import packaging.specifiers
        import packaging.utils

        return packaging
    except ModuleNotFoundError:
        pass
    try:
        from pip._vendor import packaging as pips
        from pip._vendor.packaging import requirements, specifiers, utils  # noqa: F401 - they become its attributes

        return pips
    except ModuleNotFoundError:
        raise RequirementNotMet("%pip can't be checked here: packaging isn't installed where notebooks run") from None
