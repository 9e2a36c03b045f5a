"""What every part of dbutils has: it names what it doesn't have, and says what it has."""

import difflib
import inspect
from typing import NoReturn

_REFERENCE = "https://learn.microsoft.com/azure/databricks/dev-tools/databricks-utils"


class Part:
    """A part of dbutils; asking it for what it doesn't have fails, naming it and what there is."""

    _title = "dbutils"

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):  # Python asks for these when it copies or pickles
            raise AttributeError(name)
        there = self._names()
        near = difflib.get_close_matches(name, there, 1)
        meant = f" — did you mean {self._title}.{near[0]}?" if near else f" (there are: {', '.join(there)})"
        raise AttributeError(f"{self._title}.{name} isn't there in a local run{meant}", name=name, obj=self)

    def help(self, name: str = "") -> None:
        """Print what is here, or what one of it does."""
        for each in [name] if name else self._names():
            told = inspect.getdoc(getattr(self, each)) or ""
            print(f"{self._title}.{each}: {told if name else told.partition(chr(10))[0]}")
        print(_REFERENCE)

    def _names(self) -> list[str]:
        return sorted(key for key in {*dir(type(self)), *vars(self)} if not key.startswith("_"))
