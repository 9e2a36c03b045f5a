"""publish_config.json says what ADF Studio understands."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, once
from arm.rules.guess import guessed
from arm.rules.rule import Problem, rule
from arm.rules.sources import Sources
from arm.rules.value_type import told

_KEYS: dict[str, tuple[type, str]] = {
    "publishBranch": (str, "text"),
    "includeFactoryTemplate": (bool, "true or false"),
    "includeGlobalParamsTemplate": (bool, "true or false"),
    "enableGitComment": (bool, "true or false"),
}


@rule(
    Severity.ERROR,
    "`publishBranch` is text, `includeFactoryTemplate`, `includeGlobalParamsTemplate` and `enableGitComment` are "
    "true or false; other keys do nothing (a warning).",
    over=once,
    link="https://learn.microsoft.com/azure/data-factory/source-control#configure-publishing-settings",
)
def check(context: Context, sources: Sources) -> Iterator[Problem]:
    """Values of another type, and unknown keys."""
    document = sources.publish_config
    if document is None or not isinstance(document.body, dict):
        return
    for key, value in document.body.items():
        if key not in _KEYS:
            message = guessed(f'"{key}" does nothing in {document.path.name}', key, _KEYS)
            yield Problem(message, document, (key,), Severity.WARNING)
        elif not isinstance(value, _KEYS[key][0]) or value == "":
            yield Problem(f'"{key}" is {told(value)}, not {_KEYS[key][1]}', document, (key,))
