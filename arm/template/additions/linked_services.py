"""How ADF Studio rebuilds a linked service: keys in its own order, and the secret that Git doesn't hold."""

from arm.factory import Body, Factory
from arm.template.additions.ordering import sorted_keys
from arm.template.secrets import restore_secrets

_ORDER = ("description", "parameters", "annotations", "type", "typeProperties", "connectVia")


def complete_linked_service(properties: Body, factory: Factory) -> Body:
    """The linked service's `properties`, rebuilt."""
    inside = properties.get("typeProperties")
    changes: Body = {} if "annotations" in properties else {"annotations": []}
    if isinstance(inside, dict):
        changes["typeProperties"] = restore_secrets(str(properties.get("type")), inside)
    return sorted_keys({**properties, **changes}, _ORDER)
