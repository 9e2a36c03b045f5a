"""`invoke matrix`: all environments side by side, every value as it is written and with its origin."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from arm.commands.export import exported
from arm.commands.matrix_rows import Mark, Row, parameter_rows, patch_rows, setting_rows, trigger_rows
from arm.commands.values import Kind, Value, cached_places, written_environments
from arm.errors import UsageError
from arm.events import Notify, ignore, step
from arm.settings import Settings
from arm.settings.variables import is_set

__all__ = ["Kind", "Mark", "Matrix", "Row", "Value", "Variable", "run"]


@dataclass(frozen=True)
class Variable:
    """A `${NAME}`, the environments that take it, and whether it is set here."""

    name: str
    environments: tuple[str, ...]
    is_set: bool


@dataclass(frozen=True)
class Matrix:
    """A factory's environments side by side."""

    factory: str
    environments: tuple[str, ...]
    rows: tuple[Row, ...]
    variables: tuple[Variable, ...]

    def count(self, mark: Mark) -> int:
        """How many rows compare so."""
        return sum(row.mark is mark for row in self.rows)


def run(settings: Settings, names: tuple[str, ...] = (), *, notify: Notify = ignore) -> Matrix:
    """The matrix of all environments, or of those named. Nothing is written, and no variable needs to be set.

    UsageError and SourceError for sources and override files that can't be read.
    """
    environments = written_environments(settings, names)
    if not environments:
        raise UsageError(f"no environment in {settings.overrides.as_posix()}/", hint="add one, say qa.json")
    with step(notify, "export", str(settings.source)):
        export, _ = exported(settings.source, settings.factory, settings.default_rules)
    places = cached_places()
    rows = (
        *setting_rows("target", environments, places),
        *parameter_rows(export, environments, places),
        *trigger_rows(export.factory, environments, places),
        *patch_rows(environments, places),
        *setting_rows("run", environments, places),
        *setting_rows("check", environments, places),
    )
    return Matrix(export.factory.name, tuple(each.name for each in environments), rows, _variables(rows))


def _variables(rows: Iterable[Row]) -> tuple[Variable, ...]:
    users: dict[str, dict[str, Any]] = {}
    for row in rows:
        for environment, value in row.values.items():
            for name in value.variables:
                users.setdefault(name, {})[environment] = None
    return tuple(Variable(name, tuple(users[name]), is_set(name, os.environ)) for name in sorted(users))
