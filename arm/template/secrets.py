"""Secrets of linked services, which become secure parameters whatever the rules say.

Every SecureString directly in `typeProperties` and every plain-string `connectionString` becomes the parameter
`<LS>_<property>`, before the rules run; nested ones, such as RestService's `authHeaders`, keep their mask.
"""

from collections.abc import Iterator

from arm.factory import Body, Resource
from arm.template.connection_strings import default_connection_string
from arm.template.escaping import parameter_call
from arm.template.naming import secret_metadata, secret_name
from arm.template.parameters import SECURE_STRING, Origin, Parameter


def parameterize_secrets(
    resource: Resource, type: str, inside: Body, *, keep: bool
) -> tuple[Body, dict[str, Parameter]]:
    """`typeProperties` with every secret replaced by its expression, and the parameters declared for them.

    With `keep`, connection strings that aren't themselves the secret stay the parameter's default.
    """
    found = dict(_secrets(resource, type, inside, keep=keep))
    if not found:
        return inside, {}
    changes = {
        key: {"type": "SecureString", "value": f"[{parameter_call(parameter.name)}]"}
        for key, parameter in found.items()
    }
    return {**inside, **changes}, {parameter.name: parameter for parameter in found.values()}


def _secrets(resource: Resource, type: str, inside: Body, *, keep: bool) -> Iterator[tuple[str, Parameter]]:
    for key, value in inside.items():
        plain = key == "connectionString" and isinstance(value, str)
        if plain or (isinstance(value, dict) and value.get("type") == "SecureString"):
            source = resource.properties["typeProperties"]
            default = default_connection_string(type, value, source) if plain and keep else None
            origin = Origin(str(resource.file), f"/properties/typeProperties/{key}", "")
            metadata = secret_metadata(resource.name, key)
            name = secret_name(resource.name, key)
            yield key, Parameter(name, SECURE_STRING, origin, metadata, default is not None, default)
