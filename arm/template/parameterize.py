"""The walk of a definition's rules over one resource: values become parameters, in document order.

An Expression object or a SecureString has its inner `value` parameterized; `|` replaces a SecureString as a
whole and, of a Key Vault reference, parameterizes the secret's name. Inside an array the element's label stands
in the name where the array's own key would. A property that isn't there gives nothing.
"""

from typing import Any, NamedTuple

from arm import pointers
from arm.template.definition import Branch, Elements, Rule
from arm.template.escaping import parameter_call
from arm.template.naming import KEEP, SECRET, Leaf, parameter_name, secret_metadata
from arm.template.parameters import SECURE_STRING, Origin, Parameter

Names = tuple[str, ...]
Path = tuple[str | int, ...]


class Collision(NamedTuple):
    """Two values of which the second took the parameter of the first; whether its leaf drops the last segment."""

    first: Parameter
    second: Parameter
    dropped: bool


class Parameterizer:
    """Applies rules to the resource called `name`, whose source is `file`; gathers what they declare.

    `declared` are the parameters in order of the walk; `places` tells, by JSON Pointer, which parameter took the
    place of a value, for the expressions in dependsOn; `collisions` are the values that took the name of another.
    """

    def __init__(self, name: str, file: str, secrets: dict[str, Parameter]) -> None:
        self.name = name
        self.file = file
        self.secrets = secrets
        self.declared: dict[str, Parameter] = {}
        self.places: dict[str, str] = {}
        self.collisions: list[Collision] = []

    def apply(self, rule: Rule | None, value: Any, names: Names = (), path: Path = ()) -> Any:
        """`value` with what `rule` says replaced by expressions; unchanged parts are shared, not copied."""
        if rule is None or value is None:
            return value
        if isinstance(rule, Leaf):
            return self._leaf(rule, value, names, path)
        if isinstance(rule, Branch):
            return self._branch(rule, value, names, path) if isinstance(value, dict) else value
        return self._elements(rule, value, names, path) if isinstance(value, list) else value

    def apply_key(self, rule: Rule | None, key: str, value: Any) -> Any:
        """`value` as `apply` would leave it where it stands under `key` of the object that `rule` is for."""
        below = rule.rule(key) if isinstance(rule, Branch) else None
        return self.apply(below, value, (key,), (key,))

    def _branch(self, rule: Branch, value: dict[str, Any], names: Names, path: Path) -> dict[str, Any]:
        changes = {}
        for key, old in value.items():
            below = rule.rule(key)
            if below is not None:
                new = self.apply(below, old, (*names, key), (*path, key))
                if new is not old:
                    changes[key] = new
        return {**value, **changes} if changes else value

    def _elements(self, rule: Elements, value: list[Any], names: Names, path: Path) -> list[Any]:
        return [
            self.apply(rule.rule, item, (*names[:-1], _label(rule.label, item, index)), (*path, index))
            for index, item in enumerate(value)
        ]

    def _leaf(self, leaf: Leaf, value: Any, names: Names, path: Path) -> Any:
        kind = value.get("type") if isinstance(value, dict) else None
        if leaf.action == SECRET and kind == "AzureKeyVaultSecret":
            return self._secret_name(leaf, value, names, path)
        if leaf.action == SECRET and kind == "SecureString":
            return self._secret(leaf, value, names, path)
        if kind in ("Expression", "SecureString") and "value" in value:
            return {**value, "value": self._declare(leaf, value["value"], names, (*path, "value"))}
        if leaf.action == SECRET and isinstance(value, str):
            return self._secret(leaf, value, names, path)
        return self._declare(leaf, value, names, path)

    def _secret_name(self, leaf: Leaf, value: dict[str, Any], names: Names, path: Path) -> dict[str, Any]:
        inside = value.get("secretName")
        if inside is None:
            return value
        plain = Leaf(KEEP, None, "", leaf.pointer)
        return {**value, "secretName": self._leaf(plain, inside, (*names, "secretName"), (*path, "secretName"))}

    def _secret(self, leaf: Leaf, value: Any, names: Names, path: Path) -> str:
        name = parameter_name(self.name, names, leaf)
        if name not in self.secrets:
            metadata = secret_metadata(self.name, names[-1])
            origin = Origin(self.file, pointers.join(path), leaf.pointer)
            self._take(Parameter(name, leaf.stype or SECURE_STRING, origin, metadata, source=value), leaf)
        return f"[{parameter_call(name)}]"

    def _declare(self, leaf: Leaf, value: Any, names: Names, path: Path) -> str:
        name = parameter_name(self.name, names, leaf)
        pointer = pointers.join(path)
        origin = Origin(self.file, pointer, leaf.pointer)
        secret = self._secret_called(value)
        keeps = leaf.action == KEEP and not leaf.is_secure and not secret
        default = value if keeps else None
        stype = leaf.stype or _type_of(value)
        self._take(Parameter(name, stype, origin, "", keeps, default, value, secret), leaf)
        self.places[pointer] = name
        return f"[{parameter_call(name)}]"

    def _secret_called(self, value: Any) -> str:
        """The secret's parameter that `value` already is a call of: it can't be kept as a default; "" if none."""
        if not isinstance(value, str):
            return ""
        return next((name for name in self.secrets if value == f"[{parameter_call(name)}]"), "")

    def _take(self, parameter: Parameter, leaf: Leaf) -> None:
        """Declare a parameter; one for a secret's own name replaces that declaration, in its place."""
        if parameter.name in self.secrets:
            self.secrets[parameter.name] = parameter
            return
        earlier = self.declared.get(parameter.name)
        if earlier is not None:
            self.collisions.append(Collision(earlier, parameter, leaf.rename == ""))
        self.declared[parameter.name] = parameter


def _label(path: tuple[str, ...], item: Any, index: int) -> str:
    """What names an array's element: the string at `path` inside it, else its index."""
    for key in path:
        item = item.get(key) if isinstance(item, dict) else None
    return item if path and isinstance(item, str) else str(index)


def _type_of(value: Any) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int | float):
        return "int"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"
