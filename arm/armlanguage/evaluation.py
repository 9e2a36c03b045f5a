"""Evaluates expressions in a scope of parameters, variables and the deployment they belong to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from arm.armlanguage.errors import EvaluationError
from arm.armlanguage.secure import Secure
from arm.armlanguage.syntax import Access, Call, Node, is_expression, parse, unescape


@dataclass(frozen=True)
class Place:
    """Where a deployment happens: what `subscription()`, `resourceGroup()` and `deployment()` answer with."""

    subscription_id: str
    resource_group: str
    location: str = "westeurope"
    deployment: str = "deployment"
    tenant_id: str = "00000000-0000-0000-0000-000000000000"
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Function:
    """A function of the language. A lazy one gets thunks for arguments, because some must not be evaluated."""

    name: str
    call: Callable[..., Any]
    least: int
    most: int | None
    lazy: bool = False
    scoped: bool = False


class Scope:
    """What an expression can reach, and whether what it reached was secure.

    `parameters` holds values, those of secure parameters wrapped as `Secure`; `variables` the template's own
    text, evaluated when first asked for; `functions` by lower-case name.
    """

    def __init__(
        self,
        place: Place,
        parameters: Mapping[str, Any],
        variables: Mapping[str, Any],
        functions: Mapping[str, Function],
    ) -> None:
        self.place = place
        self.functions = functions
        self._parameters = {name.lower(): value for name, value in parameters.items()}
        self._variables = {name.lower(): value for name, value in variables.items()}
        self._evaluated: dict[str, Any] = {}
        self._open: list[str] = []
        self._touched_secure = False

    def value(self, document: Any) -> Any:
        """`document` with all its expressions evaluated; what depends on a secure parameter comes wrapped."""
        if isinstance(document, str):
            return self._text(document)
        if isinstance(document, dict):
            return {str(_plain(self.value(key))): self.value(value) for key, value in document.items()}
        if isinstance(document, list):
            return [self.value(value) for value in document]
        return document

    def parameter(self, name: str) -> Any:
        """A parameter's value in the clear (and it is noted if it is secure)."""
        if name.lower() not in self._parameters:
            raise EvaluationError(
                f"The template parameter '{name}' is not found. "
                "Please see https://aka.ms/arm-syntax-parameters for usage details."
            )
        return self._open_up(self._parameters[name.lower()])

    def variable(self, name: str) -> Any:
        """A variable's value, evaluated once; variables that lead in a circle are an EvaluationError."""
        key = name.lower()
        if key not in self._variables:
            raise EvaluationError(
                f"The template variable '{name}' is not found. "
                "Please see https://aka.ms/arm-syntax-variables for usage details."
            )
        if key in self._open:
            raise EvaluationError(f"The template variable '{name}' leads back to itself: a circular reference.")
        if key not in self._evaluated:
            self._open.append(key)
            try:
                self._evaluated[key] = self.value(self._variables[key])
            finally:
                self._open.pop()
        return self._open_up(self._evaluated[key])

    def _open_up(self, value: Any) -> Any:
        """`value` without wrappers, remembering that it had some."""
        if isinstance(value, Secure):
            self._touched_secure = True
            return value.reveal()
        if isinstance(value, dict):
            return {key: self._open_up(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._open_up(inner) for inner in value]
        return value

    def _text(self, text: str) -> Any:
        if not is_expression(text):
            return unescape(text)
        before, self._touched_secure = self._touched_secure, False
        try:
            value = self._node(parse(text))
            return Secure(value) if self._touched_secure else value
        finally:
            self._touched_secure = before

    def _node(self, node: Node) -> Any:
        if isinstance(node, Call):
            return self._call(node)
        if isinstance(node, Access):
            return _access(self._node(node.target), self._node(node.key))
        return node.value

    def _call(self, node: Call) -> Any:
        function = self.functions.get(node.name.lower())
        if function is None:
            raise EvaluationError(
                f"The template function '{node.name}' is not valid. "
                "Please see https://aka.ms/arm-functions for usage details."
            )
        count = len(node.arguments)
        if count < function.least or (function.most is not None and count > function.most):
            raise EvaluationError(
                f"Unable to evaluate template language function '{node.name}': "
                f"it takes {_counts(function)}, not {count}."
            )
        arguments = [self._thunk(argument) if function.lazy else self._node(argument) for argument in node.arguments]
        return function.call(self, *arguments) if function.scoped else function.call(*arguments)

    def _thunk(self, node: Node) -> Callable[[], Any]:
        return lambda: self._node(node)


def _plain(value: Any) -> Any:
    return value.reveal() if isinstance(value, Secure) else value


def _counts(function: Function) -> str:
    if function.most is None:
        return f"at least {function.least} arguments"
    if function.least == function.most:
        return f"{function.least} arguments"
    return f"{function.least} to {function.most} arguments"


def _access(target: Any, key: Any) -> Any:
    """`target.key` and `target[key]`; property names are found without regard to case, as in Azure."""
    if isinstance(target, list) and isinstance(key, int):
        if 0 <= key < len(target):
            return target[key]
        raise EvaluationError(f"The language expression property array index '{key}' is out of bounds.")
    if isinstance(target, dict) and isinstance(key, str):
        if key in target:
            return target[key]
        for name, value in target.items():
            if name.lower() == key.lower():
                return value
        names = ", ".join(target)
        raise EvaluationError(
            f"The language expression property '{key}' doesn't exist, available properties are '{names}'."
        )
    raise EvaluationError(f"The language expression property '{key}' can't be evaluated.")
