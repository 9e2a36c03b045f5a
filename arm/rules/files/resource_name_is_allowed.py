"""A resource's name is one that Azure takes."""

import re
from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, once
from arm.rules.rule import Problem, rule
from arm.rules.sources import Sources

_FORBIDDEN = re.compile(r"[.+?/<>*%&:\\]")
_START = re.compile(r"[A-Za-z0-9_]")
_FACTORY = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
_RUNTIME = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
_PLAIN = re.compile(r"[A-Za-z0-9_](?:[-A-Za-z0-9_]{0,125}[A-Za-z0-9_])?")
_PLAINLY_NAMED = ("managedVirtualNetworks", "managedPrivateEndpoints", "credentials")
_LONGEST = {"pipelines": 140, "integrationRuntimes": 63}
_LONGEST_OF_ALL = 260


@rule(
    Severity.ERROR,
    "A name starts with a letter, a number or an underscore, has none of . + ? / < > * % & : \\ and at most 260 "
    "characters (a pipeline's 140). Managed networks, private endpoints and credentials have letters, numbers, "
    "dashes and underscores, integration runtimes and factories 3 to 63 letters, numbers and single dashes.",
    over=once,
    link="https://learn.microsoft.com/azure/data-factory/naming-rules",
)
def check(context: Context, sources: Sources) -> Iterator[Problem]:
    """Names that Azure refuses."""
    for item in context.items:
        if told := _wrong(item.type, item.name):
            yield item.problem(told, ("name",))
    for document in sources.factory_files:
        name = document.body.get("name") if isinstance(document.body, dict) else None
        if isinstance(name, str) and name and not (_FACTORY.fullmatch(name) and 3 <= len(name) <= 63):
            yield Problem(f'"{name}" is no name of a factory', document, ("name",))


def _wrong(type: str, name: str) -> str:
    longest = _LONGEST.get(type, _LONGEST_OF_ALL)
    if len(name) > longest:
        return f"the name has {len(name)} characters, {longest} are allowed"
    if type == "integrationRuntimes" and not (_RUNTIME.fullmatch(name) and len(name) >= 3):
        return f'"{name}" is no name of an integration runtime (3 or more letters, numbers and single dashes)'
    if type in _PLAINLY_NAMED and not _PLAIN.fullmatch(name):
        return f'the name "{name}" has other than letters, numbers, dashes and underscores'
    if found := _FORBIDDEN.search(name):
        return f'the name "{name}" has the character {found[0]!r}, which is not allowed'
    return "" if _START.match(name) else f'the name "{name}" starts with another than a letter, number or underscore'
