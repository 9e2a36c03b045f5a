"""An override file is JSON that follows the schema of environments."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from arm.errors import SourceError, did_you_mean
from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.document import Document
from arm.rules.overrides import override_files
from arm.rules.rule import Problem, rule


@rule(
    Severity.ERROR,
    "A file in parameter-overrides/ follows environment.schema.json; an ARM parameter file that it names is JSON "
    "with an object `parameters`.",
    over=override_files,
    link="https://learn.microsoft.com/azure/azure-resource-manager/templates/parameter-files",
)
def check(context: Context, document: Document) -> Iterator[Problem]:
    """Broken JSON, and every place where the schema isn't followed."""
    if document.error is not None:
        error = document.error
        message = error.reason if isinstance(error, SourceError) else error.message
        yield Problem(message, document, place=document.broken_at)
    elif document.shown in {file.shown for file in context.overrides.parameter_files.values()}:
        if not isinstance(document.body, dict) or not isinstance(document.body.get("parameters"), dict):
            yield Problem('an ARM parameter file has an object "parameters"', document)
    else:
        for error in _schema().iter_errors(document.body):
            yield from _problems(error, document)


def _problems(error: Any, document: Document) -> Iterator[Problem]:
    """What the schema says, at the key that is too many where that is it."""
    path = tuple(error.absolute_path)
    if error.validator != "additionalProperties":
        yield Problem(error.message, document, path)
        return
    known = error.schema.get("properties", {})
    for key in error.instance.keys() - known.keys():
        yield Problem(f'"{key}" is no key here: {did_you_mean(key, known)}', document, (*path, key))


@lru_cache(maxsize=1)
def _schema() -> Any:
    import json
    from importlib.resources import files

    from jsonschema import Draft202012Validator

    text = files("arm.settings").joinpath("environment.schema.json").read_text(encoding="utf-8")
    return Draft202012Validator(json.loads(text))
