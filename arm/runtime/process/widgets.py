"""dbutils.widgets: the run's parameters, and the defaults that the notebook sets."""

import contextlib
from collections.abc import Iterable, Iterator, Mapping

from arm.runtime.process.part import Part


class InputWidgetNotDefined(Exception):
    """A widget was asked for that has no value; the name is Databricks'."""


class Widgets(Part):
    """dbutils.widgets: the run's parameters come before the defaults the notebook sets."""

    _title = "dbutils.widgets"

    def __init__(self, parameters: Mapping[str, str]) -> None:
        self._given = dict(parameters)
        self._defaults: dict[str, str] = {}

    def text(self, name: str, defaultValue: str, label: str = "") -> None:
        """Define a widget with its default."""
        self._defaults[name] = str(defaultValue)

    def dropdown(self, name: str, defaultValue: str, choices: Iterable[str], label: str = "") -> None:
        """Define a widget whose default is one of its choices."""
        if defaultValue not in (choices := list(choices)):
            raise ValueError(f"the default {defaultValue!r} of the widget {name!r} is none of its choices {choices}")
        self.text(name, defaultValue)

    def combobox(self, name: str, defaultValue: str, choices: Iterable[str], label: str = "") -> None:
        """Define a widget that suggests choices."""
        self.text(name, defaultValue)

    def multiselect(self, name: str, defaultValue: str, choices: Iterable[str], label: str = "") -> None:
        """Define a widget of several choices, joined by commas."""
        self.text(name, defaultValue)

    def get(self, name: str) -> str:
        """The run's parameter of this name, else the widget's default. InputWidgetNotDefined if neither is there."""
        values = self.getAll()
        if name in values:
            return values[name]
        raise InputWidgetNotDefined(f"no input widget named {name} is defined, and the run gave no parameter {name}")

    def getArgument(self, name: str, defaultValue: str | None = None) -> str:
        """The same, with a default for where it isn't there."""
        if defaultValue is not None and name not in self.getAll():
            return defaultValue
        return self.get(name)

    def getAll(self) -> dict[str, str]:
        """Every widget's value by name."""
        return {**self._defaults, **self._given}

    def remove(self, name: str) -> None:
        """Take a widget away."""
        self._defaults.pop(name, None)

    def removeAll(self) -> None:
        """Take all widgets away."""
        self._defaults.clear()

    @contextlib.contextmanager
    def _with(self, arguments: Mapping[str, str]) -> Iterator[None]:
        """While a notebook is run by %run, its arguments come before the run's parameters."""
        before = self._given
        self._given = {**before, **arguments}
        try:
            yield
        finally:
            self._given = before
