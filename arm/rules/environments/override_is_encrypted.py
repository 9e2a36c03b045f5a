"""An override's URL starts with https."""

import re
from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.document import Document
from arm.rules.item import mapping
from arm.rules.overrides import override_files, values_in
from arm.rules.rule import Problem, rule

_PLAIN = re.compile(r"\s*http://(?!(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|$))", re.IGNORECASE)


@rule(
    Severity.ERROR,
    "URLs that an environment gives to parameters, and the Databricks host, start with https://.",
    over=override_files,
    link="https://learn.microsoft.com/azure/data-factory/data-movement-security-considerations",
)
def check(context: Context, document: Document) -> Iterator[Problem]:
    """Values over http."""
    for value in values_in(document, {}):
        if isinstance(value.value, str) and _PLAIN.match(value.value):
            told = f'"{value.name}" is read over http: https keeps it from being read or changed'
            yield Problem(told, document, value.path)
    host = mapping(mapping(mapping(document.body).get("target")).get("databricks")).get("host")
    if isinstance(host, str) and _PLAIN.match(host):
        yield Problem("the workspace is spoken to over https", document, ("target", "databricks", "host"))
