"""What goes over the network goes over https."""

import re
from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, items
from arm.rules.item import Item
from arm.rules.rule import Problem, rule

_URL_KEYS = re.compile(r"(?:.*url|.*uri|.*endpoint|domain|host|.*address)", re.IGNORECASE)
_PLAIN = re.compile(r"\s*http://(?!(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|$))", re.IGNORECASE)
_WRITTEN = re.compile(r"@\s*(?:\w+\(\s*)*'http://(?!localhost|127\.0\.0\.1)", re.IGNORECASE)
_OFF = re.compile(r"\b(?:encrypt\s*=\s*(?:false|no|optional)|defaultendpointsprotocol\s*=\s*http\s*(?:;|$))", re.I)
_INNER = ("value", "defaultValue")
_SWITCHES = ("enableSsl", "enableServerCertificateValidation", "useEncryptedEndpoints")


@rule(
    Severity.ERROR,
    "URLs of linked services and activities start with https://, and connection strings don't turn encryption off (a "
    "warning, as is a switch that does).",
    over=items,
    link="https://learn.microsoft.com/azure/data-factory/data-movement-security-considerations",
    evidence="Some factories published since October 2023 read public test services over http.",
)
def check(context: Context, item: Item) -> Iterator[Problem]:
    """URLs over http, and connections without encryption."""
    if item.type not in ("linkedServices", "pipelines", "datasets"):
        return
    connection = item.type == "linkedServices"
    for path, text in item.strings:
        plain = "://" in text and (_PLAIN.match(text) or _WRITTEN.match(text))
        if not plain and not (connection and _OFF.search(text)):
            continue
        key = next((str(part) for part in reversed(path) if isinstance(part, str) and part not in _INNER), "")
        if not plain:
            yield item.problem(f'"{key}" turns encryption off', path, Severity.WARNING)
        elif _URL_KEYS.fullmatch(key):
            yield item.problem(f'"{key}" is read over http: https keeps it from being read or changed', path)
    for key in _SWITCHES if item.type == "linkedServices" else ():
        if item.type_properties.get(key) in (False, "false"):
            told = f'"{key}" turns protection off'
            yield item.problem(told, ("properties", "typeProperties", key), Severity.WARNING)
