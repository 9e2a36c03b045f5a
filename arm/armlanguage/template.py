"""Evaluates a deployment template with its parameters: resources with all expressions done, in the order they go."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from arm.armlanguage.errors import EvaluationError, TemplateError, invalid
from arm.armlanguage.evaluation import Place, Scope
from arm.armlanguage.functions import FUNCTIONS
from arm.armlanguage.order import find, ordered, resource_id
from arm.armlanguage.parameters import Parameter, Secrets, check_names, resolve
from arm.armlanguage.secure import Secure

# https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices#template-limits
LIMITS = {"parameters": 256, "variables": 512, "resources": 800, "outputs": 64}


@dataclass(frozen=True)
class TemplateResource:
    """A resource as it is to be deployed. Secure values in `body` are wrapped; `depends_on` holds ids.

    `body` is the resource without `name`, `type`, `apiVersion`, `dependsOn` and `condition`; `source` is the
    resource as the template has it.
    """

    id: str
    type: str
    name: str
    api_version: str
    body: Mapping[str, Any]
    depends_on: tuple[str, ...]
    source: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True)
class Evaluated:
    """A template with its parameters filled in: resources in the order in which they may be deployed."""

    parameters: tuple[Parameter, ...]
    resources: tuple[TemplateResource, ...]
    outputs: Mapping[str, Mapping[str, Any]]


def evaluate(
    template: Mapping[str, Any],
    parameters: Mapping[str, Any],
    place: Place,
    *,
    secrets: Secrets | None = None,
    limits: Mapping[str, int] = LIMITS,
) -> Evaluated:
    """What a deployment of `template` would deploy.

    `parameters` is the `parameters` object of a parameter file (name → `{"value"}` or `{"reference"}`); `secrets`
    answers Key Vault references. TemplateError with Azure's code and words if Azure would refuse it.
    """
    _check_shape(template, limits)
    scope, found = _scope(template, parameters, place, secrets)
    outputs = {name: _output(scope, name, output) for name, output in _section(template, "outputs").items()}
    return Evaluated(tuple(found), tuple(_resources(template, scope)), outputs)


def _check_shape(template: Mapping[str, Any], limits: Mapping[str, int]) -> None:
    if not isinstance(template, dict) or not isinstance(template.get("resources"), list):
        raise TemplateError("The request content was invalid: a template has 'resources', an array.",
                            code="InvalidRequestContent")  # fmt: skip
    for section, limit in limits.items():
        actual = len(template.get(section) or ())
        if actual > limit:
            raise invalid(
                f"The number of template {section} limit exceeded. Limit: '{limit}' and actual: '{actual}'."
            )


def _section(template: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    section = template.get(name) or {}
    if not isinstance(section, dict):
        raise invalid(f"The template's '{name}' must be an object.")
    return section


def _scope(
    template: Mapping[str, Any], given: Mapping[str, Any], place: Place, secrets: Secrets | None
) -> tuple[Scope, list[Parameter]]:
    """The scope of the template's expressions, and its parameters; a default may use parameters before it."""
    declared, variables = _section(template, "parameters"), _section(template, "variables")
    check_names(declared, given)
    by_name = {name.lower(): value for name, value in given.items()}
    found: list[Parameter] = []
    for name, declaration in declared.items():
        defaults = Scope(place, {each.name: each.value for each in found}, {}, FUNCTIONS)
        try:
            found.append(resolve(name, declaration, by_name.get(name.lower()), defaults, secrets))
        except EvaluationError as error:
            raise invalid(f"The template parameter '{name}' is not valid: {error}") from None
    return Scope(place, {each.name: each.value for each in found}, variables, FUNCTIONS), found


def _resources(template: Mapping[str, Any], scope: Scope) -> list[TemplateResource]:
    """The resources in deployment order; those whose condition is false are left out."""
    found: dict[str, TemplateResource] = {}
    skipped: set[str] = set()
    raw: dict[str, list[str]] = {}
    for source in template["resources"]:
        resource, depends_on, condition = _resource(source, scope)
        key = resource.id.lower()
        if key in found:
            raise invalid(
                f"The resource '{resource.type}/{resource.name}' is defined multiple times in a template. "
                "Please see https://aka.ms/arm-syntax-resources for usage details."
            )
        found[key], raw[key] = resource, depends_on
        skipped |= set() if condition else {key}
    ids = {key: resource.id for key, resource in found.items()}
    names: dict[str, list[str]] = {}
    for key, resource in found.items():
        names.setdefault(resource.name.lower(), []).append(key)
    before = {key: [find(scope.place, text, ids, names) for text in raw[key]] for key in found}
    return [
        replace(found[key], depends_on=tuple(ids[each] for each in before[key] if each not in skipped))
        for key in ordered(before, ids)
        if key not in skipped
    ]


_NOT_BODY = {"name", "type", "apiVersion", "dependsOn", "condition", "comments"}


def _resource(source: Any, scope: Scope) -> tuple[TemplateResource, list[str], bool]:
    """A resource evaluated, the raw entries of its `dependsOn`, and its condition."""
    if not isinstance(source, dict) or not all(isinstance(source.get(key), str) for key in ("name", "type")):
        raise invalid("The template resource is not valid: it needs a 'name' and a 'type'.")
    if unsupported := [key for key in ("copy", "resources", "scope") if key in source]:
        raise TemplateError(
            f"The template resource '{source['name']}' has '{unsupported[0]}', which isn't supported here yet",
            code="NotImplemented",
            hint="add it in arm/armlanguage/template.py",
        )
    try:
        kind, name = str(_plain(scope.value(source["type"]))), str(_plain(scope.value(source["name"])))
        identity = resource_id(scope.place, kind, name)
        condition = bool(_plain(scope.value(source.get("condition", True))))
        depends_on = [str(_plain(each)) for each in scope.value(source.get("dependsOn") or [])]
    except EvaluationError as error:
        raise invalid(f"The template resource '{source['name']}' is not valid: {error}") from None
    body = _body(source, scope, identity) if condition else {}
    api_version = str(source.get("apiVersion") or "")
    return TemplateResource(identity, kind, name, api_version, body, (), source), depends_on, condition


def _body(source: Mapping[str, Any], scope: Scope, identity: str) -> dict[str, Any]:
    try:
        outer, inner = _apart(source)
        body = {key: scope.value(value) for key, value in outer.items() if key not in _NOT_BODY}
        return {**body, "properties": {**body["properties"], "template": inner}} if inner is not None else body
    except EvaluationError as error:
        raise TemplateError(
            f"Unable to process template language expressions for resource '{identity}'. '{error}'"
        ) from None


def _apart(source: Mapping[str, Any]) -> tuple[Mapping[str, Any], Any]:
    """A resource without, and, the template of a nested deployment whose expressions have a scope of their own.

    https://learn.microsoft.com/azure/azure-resource-manager/templates/linked-templates#expression-evaluation-scope-in-nested-templates
    """
    properties = source.get("properties")
    options = properties.get("expressionEvaluationOptions") if isinstance(properties, dict) else None
    if not isinstance(options, dict) or str(options.get("scope")).lower() != "inner":
        return source, None
    kept = {key: value for key, value in source["properties"].items() if key != "template"}
    return {**source, "properties": kept}, source["properties"].get("template")


def _output(scope: Scope, name: str, output: Any) -> dict[str, Any]:
    """An output's type and value; the value of a secure one stays wrapped."""
    if not isinstance(output, dict) or "type" not in output:
        raise invalid(f"The template output '{name}' is not valid: it needs a 'type' and a 'value'.")
    try:
        value = scope.value(output.get("value"))
    except EvaluationError as error:
        raise invalid(f"The template output '{name}' is not valid: {error}") from None
    secure = str(output["type"]).lower().startswith("secure") and not isinstance(value, Secure)
    return {"type": output["type"], "value": Secure(value) if secure else value}


def _plain(value: Any) -> Any:
    return value.reveal() if isinstance(value, Secure) else value
