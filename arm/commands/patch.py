"""`invoke patch`: a template and its parameters, with an environment's overrides and patches applied."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from arm import files, jsontext
from arm.commands.artifacts import PARAMETERS, TEMPLATE, Template, obtain_template
from arm.errors import SourceError, UsageError, did_you_mean
from arm.events import Notify, ignore, step
from arm.settings import Environment, Override, Settings, load_environment
from arm.settings.variables import is_variable
from arm.template.escaping import unescaped
from arm.template.patches import apply_patch
from arm.template.values import from_text, is_secure, mismatch

# Local Azure answers every Key Vault reference with a generated value, so any vault will do there. It is the same
# each time, which the version says: what holds it needn't be deployed again.
_LOCAL_VERSION = "0" * 32
_LOCAL_GROUP = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/local"
_LOCAL_VAULT = f"{_LOCAL_GROUP}/providers/Microsoft.KeyVault/vaults/local"


@dataclass(frozen=True)
class ParameterValue:
    """A parameter as an environment has it; `value` is None for a secure one. `origin` says where it comes from."""

    name: str
    type: str
    value: Any
    secure: bool
    origin: str


@dataclass(frozen=True)
class PatchResult:
    """What `invoke patch` made: the files, every parameter's value with its origin, the resources patched."""

    environment: str
    template_file: Path
    parameters_file: Path
    values: tuple[ParameterValue, ...]
    patched: tuple[str, ...]
    ok: bool = True


@dataclass(frozen=True)
class Patched:
    """An environment's template, the entries of its parameter file, and where each value comes from."""

    template: dict[str, Any]
    parameters: dict[str, dict[str, Any]]
    values: tuple[ParameterValue, ...] = field(default=())


def run(
    settings: Settings,
    env: str | None,
    *,
    out: Path | None = None,
    from_dir: Path | None = None,
    sets: tuple[str, ...] = (),
    notify: Notify = ignore,
) -> PatchResult:
    """Write template and parameter file of an environment to `out` (default `build/<env>`).

    A secure parameter is written as its Key Vault reference or as its unresolved `${NAME}`, never as a value.
    UsageError for an override or patch that doesn't fit, naming the file and line it stands in.
    """
    environment = load_environment(settings, env)
    source = obtain_template(settings, from_dir, notify=notify)
    with step(notify, f"patch for {environment.name}"):
        patched = patch_template(source, environment, sets)
        return write(patched, environment, out or settings.out(environment.name))


def write(patched: Patched, environment: Environment, out: Path) -> PatchResult:
    """Write the template and parameter file of an environment into `out`."""
    entries = {**_parameter_file(), "parameters": patched.parameters}
    files.write_text(out / TEMPLATE, jsontext.dumps(patched.template))
    files.write_text(out / PARAMETERS, jsontext.dumps(entries))
    names = tuple(dict.fromkeys(patch.resource for patch in environment.patches))
    return PatchResult(environment.name, out / TEMPLATE, out / PARAMETERS, patched.values, names)


def patch_template(source: Template, environment: Environment, sets: tuple[str, ...] = ()) -> Patched:
    """Apply an environment's patches and parameter values, and those of `--set`, to a template."""
    template = copy.deepcopy(source.template)
    for patch in environment.patches:
        try:
            template = apply_patch(template, patch.resource, patch.operations)
        except UsageError as error:
            raise jsontext.error_at(error.message, Path(patch.origin), patch.pointer, hint=error.hint) from None
    declared: dict[str, Any] = template.get("parameters", {})
    overrides = _all_overrides(environment, declared, sets)
    entries, values = {}, []
    for name, declaration in declared.items():
        entry, origin = _entry(name, declaration, overrides.get(name), source, environment)
        entries[name] = entry
        secure = is_secure(declaration)
        shown = None if secure else entry.get("value", entry)
        values.append(ParameterValue(name, str(declaration.get("type")), shown, secure, origin))
    return Patched(template, entries, tuple(values))


def _all_overrides(
    environment: Environment, declared: Mapping[str, Any], sets: tuple[str, ...]
) -> dict[str, Override]:
    """Every override by name, `--set` last; UsageError for one that the template doesn't declare."""
    name = environment.target.factory_name
    overrides = {"factoryName": Override("factoryName", name, None, "target.factoryName"), **environment.parameters}
    for text in sets:
        key, equals, value = text.partition("=")
        if not equals:
            raise UsageError(f"--set {key}: no value", hint="write --set NAME=VALUE")
        if is_secure(declared.get(key, {})):
            raise UsageError(f"--set {key}: a secure parameter can't be given on the command line", hint=_SECRET_HINT)
        overrides[key] = Override(key, from_text(declared.get(key, {}), value), None, "--set")
    unknown = [override for key, override in overrides.items() if key not in declared]
    if unknown:
        first = unknown[0]
        more = f" (and {len(unknown) - 1} more)" if len(unknown) > 1 else ""
        hint = did_you_mean(first.name, declared) if len(declared) < 30 else _guess(first.name, declared)
        message = f'the template declares no parameter "{first.name}"{more}'
        raise jsontext.error_at(message, Path(first.origin), first.pointer, hint=hint)
    return overrides


_SECRET_HINT = 'use a Key Vault {"reference": …} or "${NAME}" in the environment\'s file'


def _guess(name: str, declared: Mapping[str, Any]) -> str:
    hint = did_you_mean(name, declared)
    return hint if hint.startswith("did") else "invoke export lists them"


def _entry(
    name: str, declaration: Mapping[str, Any], override: Override | None, source: Template, environment: Environment
) -> tuple[dict[str, Any], str]:
    """The parameter's entry in the parameter file and its origin, by the precedence of the overrides."""
    if override is not None:
        return _overridden(declaration, override), override.origin
    if "defaultValue" in declaration and not is_secure(declaration):
        # In a template "[[x]" stands for "[x]"; a parameter file is taken as it is.
        return {"value": unescaped(declaration["defaultValue"])}, "template"
    if environment.target.is_local and is_secure(declaration):
        reference = {
            "keyVault": {"id": _LOCAL_VAULT},
            "secretName": name.replace("_", "-"),
            "secretVersion": _LOCAL_VERSION,
        }
        return {"reference": reference}, "generated"
    given = source.parameters.get(name, {}).get("value", "")
    if given != "" and not is_secure(declaration):
        return {"value": given}, "template"
    raise SourceError(f'the parameter "{name}" has no value', environment.files[-1], hint='add it to "parameters"')


def _overridden(declaration: Mapping[str, Any], override: Override) -> dict[str, Any]:
    if override.reference is not None:
        return dict(override.filled())
    if is_secure(declaration):
        if not is_variable(override.value):
            told = f'the secure parameter "{override.name}" has a literal value'
            raise jsontext.error_at(told, Path(override.origin), override.pointer, hint=_SECRET_HINT)
        return {"value": override.value}
    value = override.filled()
    if isinstance(value, str) and value != override.value:
        value = from_text(declaration, value)
    wrong = mismatch(declaration, value)
    if wrong:
        raise jsontext.error_at(f'the parameter "{override.name}" {wrong}', Path(override.origin), override.pointer)
    return {"value": value}


def _parameter_file() -> dict[str, Any]:
    schema = "https://schema.management.azure.com/schemas/2015-01-01/deploymentParameters.json#"
    return {"$schema": schema, "contentVersion": "1.0.0.0"}
