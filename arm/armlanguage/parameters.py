"""The parameters of a template: what is given, what is missing, and whether it fits what is declared."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from arm.armlanguage.errors import TemplateError, invalid
from arm.armlanguage.evaluation import Scope
from arm.armlanguage.secure import Secure

# Type → what Azure calls the JSON types it takes, and the Python types those are.
_TYPES: Mapping[str, tuple[str, tuple[type, ...]]] = {
    "string": ("String, Uri", (str,)),
    "securestring": ("String, Uri", (str,)),
    "int": ("Integer", (int,)),
    "bool": ("Boolean", (bool,)),
    "array": ("Array", (list,)),
    "object": ("Object", (dict,)),
    "secureobject": ("Object", (dict,)),
}
_ACTUAL = {str: "String", int: "Integer", bool: "Boolean", float: "Float", list: "Array", dict: "Object"}

# Given a Key Vault reference (the object under "reference"), the secret's value.
Secrets = Callable[[Mapping[str, Any]], str]


@dataclass(frozen=True)
class Parameter:
    """A parameter of a template and the value it has; the value of a secure one is wrapped."""

    name: str
    type: str
    value: Any
    defaulted: bool

    @property
    def secure(self) -> bool:
        """Whether the value must never be shown or stored."""
        return isinstance(self.value, Secure)


def is_secure(declaration: Mapping[str, Any]) -> bool:
    """Whether a parameter is declared with a secure type."""
    return str(declaration.get("type", "")).lower() in ("securestring", "secureobject")


def check_names(declared: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    """TemplateError InvalidTemplate if a given parameter isn't declared; names are found without regard to case."""
    known = {name.lower() for name in declared}
    if unknown := [name for name in given if name.lower() not in known]:
        raise invalid(
            f"The template parameters '{', '.join(unknown)}' in the parameters file are not valid; they are not "
            "present in the original template and can therefore not be provided at deployment time. The only "
            f"supported parameters for this template are '{', '.join(declared)}'. "
            "Please see https://aka.ms/arm-pass-parameter-values for usage details."
        )


def resolve(name: str, declaration: Any, given: Any, defaults: Scope, secrets: Secrets | None) -> Parameter:
    """The parameter `name`: its given value (`{"value"}` or `{"reference"}`), or else its evaluated default.

    `defaults` is the scope that defaults are evaluated in. TemplateError InvalidTemplate if it is missing or
    doesn't fit.
    """
    if not isinstance(declaration, dict) or str(declaration.get("type", "")).lower() not in _TYPES:
        raise invalid(
            f"The template parameter '{name}' is not valid: its type is missing or unknown. "
            "Please see https://aka.ms/arm-syntax-parameters for usage details."
        )
    defaulted = given is None
    if defaulted and "defaultValue" not in declaration and not declaration.get("nullable"):
        raise invalid(
            f"The value for the template parameter '{name}' is not provided. "
            "Please see https://aka.ms/arm-create-parameter-file for usage details."
        )
    value = defaults.value(declaration.get("defaultValue")) if defaulted else _given(name, given, secrets)
    plain = value.reveal() if isinstance(value, Secure) else value
    _check(name, declaration, plain)
    secure = is_secure(declaration) or isinstance(value, Secure)
    return Parameter(name, str(declaration["type"]), Secure(plain) if secure else plain, defaulted)


def _given(name: str, given: Any, secrets: Secrets | None) -> Any:
    """The value in a parameter file's entry; one that comes from a Key Vault is secure whatever its type."""
    if isinstance(given, dict) and "reference" in given:
        return Secure(_from_vault(name, given["reference"], secrets))
    if isinstance(given, dict) and "value" in given:
        return given["value"]
    raise invalid(
        f"The template parameter '{name}' in the parameters file has neither a value nor a reference. "
        "Please see https://aka.ms/arm-create-parameter-file for usage details."
    )


def _from_vault(name: str, reference: Any, secrets: Secrets | None) -> str:
    vault = reference.get("keyVault") if isinstance(reference, dict) else None
    if not isinstance(vault, dict) or not vault.get("id") or not reference.get("secretName"):
        raise TemplateError(
            f"The Key Vault parameter reference of '{name}' needs keyVault.id and secretName.",
            code="InvalidDeploymentParameterKeyVaultReference",
        )
    if secrets is None:
        raise TemplateError(
            f"The secret of Key Vault parameter '{name}' cannot be retrieved: there is no vault to ask here.",
            code="KeyVaultParameterReferenceSecretRetrieveFailed",
        )
    return secrets(reference)


def _check(name: str, declaration: Mapping[str, Any], value: Any) -> None:
    if value is None and declaration.get("nullable"):
        return
    expected, types = _TYPES[str(declaration["type"]).lower()]
    if type(value) not in types:
        raise invalid(
            f"Template parameter JToken type is not valid. Expected '{expected}'. Actual "
            f"'{_ACTUAL.get(type(value), 'Null')}'. Please see https://aka.ms/resource-manager-parameter-files for "
            f"usage details. (parameter '{name}')"
        )
    _check_allowed(name, declaration, value)
    _check_range(name, declaration, value)


def _check_allowed(name: str, declaration: Mapping[str, Any], value: Any) -> None:
    allowed = declaration.get("allowedValues")
    if not isinstance(allowed, list) or value in allowed:
        return
    if isinstance(value, list) and all(item in allowed for item in value):
        return
    # A secure value isn't repeated in a message.
    shown = "" if is_secure(declaration) else f" '{value}'"
    raise invalid(
        f"The provided value{shown} for the template parameter '{name}' is not valid. The parameter value is not "
        f"part of the allowed value(s): '{','.join(str(each) for each in allowed)}'."
    )


def _check_range(name: str, declaration: Mapping[str, Any], value: Any) -> None:
    size = value if type(value) is int else (len(value) if isinstance(value, str | list) else None)
    least, most = ("minValue", "maxValue") if type(value) is int else ("minLength", "maxLength")
    if size is None:
        return
    if least in declaration and size < declaration[least]:
        raise invalid(f"The provided value for the template parameter '{name}' is below its {least}.")
    if most in declaration and size > declaration[most]:
        raise invalid(f"The provided value for the template parameter '{name}' is above its {most}.")
