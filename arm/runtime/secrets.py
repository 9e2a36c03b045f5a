"""What dbutils.secrets finds: the secrets that a run is given."""

from collections.abc import Callable, Mapping


class Secrets:
    """Scope → key → value; `generated` makes the value of any other, where there is such."""

    def __init__(
        self,
        values: Mapping[str, Mapping[str, str]] | None = None,
        generated: Callable[[str, str], str] | None = None,
    ) -> None:
        self._values = values or {}
        self._generated = generated

    def get(self, scope: str, key: str) -> str:
        """A secret's value. KeyError if there is none."""
        if key in self._values.get(scope, {}):
            return self._values[scope][key]
        if self._generated is None:
            raise KeyError(f"{scope}/{key}")
        return self._generated(scope, key)

    def scopes(self) -> dict[str, list[str]]:
        """The scopes that were given, each with its keys."""
        return {scope: sorted(keys) for scope, keys in self._values.items()}

    def __repr__(self) -> str:
        return f"Secrets({self.scopes()})"
