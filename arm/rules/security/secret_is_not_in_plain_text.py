"""No secret stands in the sources."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, items
from arm.rules.item import Item
from arm.rules.rule import Path, Problem, rule
from arm.rules.secret import is_literal, is_secret_property, named_like_a_secret, secret_in

_SECURE = "securestring"
# Half of all texts: they name something, and nobody keeps a secret there.
_NAMES = ("type", "referenceName", "name")


@rule(
    Severity.ERROR,
    "Passwords, keys, tokens and connection strings with one of them stand in Key Vault, or are masked as ADF Studio "
    "saves them: not in SecureString values, plain properties, headers, URLs, defaults or scripts.",
    over=items,
    link="https://learn.microsoft.com/azure/data-factory/store-credentials-in-key-vault",
    evidence="Some factories published since October 2023 have keys and passwords in their sources; ADF Studio lets "
    "them be saved and published.",
)
def check(context: Context, item: Item) -> Iterator[Problem]:
    """Every place with a secret; the message never tells it."""
    found: dict[Path, str] = {}
    for path, value in item.objects:
        type = value.get("type")
        if isinstance(type, str) and len(type) == len(_SECURE) and type.casefold() == _SECURE:
            if is_literal(value.get("value")):
                found[(*path, "value")] = "a SecureString holds its secret in plain text"
            if is_literal(value.get("defaultValue")):
                found[(*path, "defaultValue")] = "a secureString has its secret as a default"
    connection = item.type == "linkedServices"
    for path, text in item.strings:
        if path[-1] not in _NAMES and path not in found and (told := _told(path, text, connection=connection)):
            found[path] = told
    for path, told in found.items():
        yield item.problem(told, path)


def _told(path: Path, text: str, *, connection: bool) -> str:
    """Why the text at a path is a secret, "" if it isn't."""
    if kind := secret_in(text):
        return f"the text holds {kind}"
    key, holder = str(path[-1]), str(path[-2])
    if key == "defaultValue":
        secret = named_like_a_secret(holder) and is_literal(text)
        return f'the default of "{holder}" is a secret in plain text' if secret else ""
    if key == "value":
        key = holder
    inside = "typeProperties" in path or "authentication" in path
    if inside and is_secret_property(key, text, connection=connection):
        return f'"{key}" holds its secret in plain text'
    return ""
