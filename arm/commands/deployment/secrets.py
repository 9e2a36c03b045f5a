"""Secrets on their way to the target: filled in in memory, and kept out of what is told of a failure."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from arm.commands.deployment.prepared import Prepared
from arm.errors import TargetError, UsageError
from arm.settings.variables import UnsetVariable, fill, names_in
from arm.template.values import is_secure

_MASK = "**********"


def fill_secrets(prepared: Prepared) -> dict[str, dict[str, Any]]:
    """The entries of the parameter file with the secure ones' `${NAME}` replaced; they are never written anywhere."""
    declared = prepared.patched.template.get("parameters") or {}
    filled = {}
    for name, entry in prepared.patched.parameters.items():
        filled[name] = entry
        if is_secure(declared[name]) and names_in(entry.get("value", "")):
            try:
                filled[name] = {"value": fill(entry["value"], os.environ)}
            except UnsetVariable as unset:
                hint = (
                    f'it is the value of the secure parameter "{name}"; in Azure Pipelines map it in the step\'s env:'
                )
                raise UsageError(f"the variable {unset.name} is not set", hint=hint) from None
    return filled


@contextmanager
def redacted(prepared: Prepared, parameters: Mapping[str, Mapping[str, Any]]) -> Iterator[None]:
    """Keep secrets out of what is told of a failure: Azure's messages quote values that it doesn't like."""
    secrets = [
        str(entry["value"]) for name, entry in parameters.items() if entry != prepared.patched.parameters[name]
    ]
    try:
        yield
    except TargetError as error:
        message, hint = error.message, error.hint
        for secret in (each for each in secrets if each):
            message, hint = message.replace(secret, _MASK), hint.replace(secret, _MASK)
        raise TargetError(message, hint=hint) from None
