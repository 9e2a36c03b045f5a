"""What ADF Studio adds to triggers, integration runtimes and credentials."""

from arm.factory import Body, Factory
from arm.template.additions.ordering import with_key


def complete_trigger(properties: Body, factory: Factory) -> Body:
    """The trigger's `properties`, completed."""
    return with_key(properties, "annotations", [], before=("runtimeState",))


def complete_runtime(properties: Body, factory: Factory) -> Body:
    """The integration runtime's `properties`: a self-hosted one has `typeProperties`, empty if need be."""
    return (
        with_key(properties, "typeProperties", {}, after=("type",))
        if properties.get("type") == "SelfHosted"
        else properties
    )


def complete_credential(properties: Body, factory: Factory) -> Body:
    """The credential's `properties`: a managed identity's has `typeProperties`, empty if need be."""
    return with_key(properties, "typeProperties", {})
