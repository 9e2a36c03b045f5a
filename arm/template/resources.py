"""One source as a resource of the template: completed, escaped, its secrets and parameters taken out."""

from dataclasses import dataclass, replace
from typing import Any

from arm.factory import Body, Factory, Resource, references
from arm.factory.kinds import ARM_FACTORY, ENDPOINTS
from arm.template.additions import complete
from arm.template.definition import Definition
from arm.template.dependencies import depends_on
from arm.template.escaping import escaped, literal
from arm.template.parameterize import Collision, Parameterizer
from arm.template.parameters import Parameter
from arm.template.secrets import parameterize_secrets

API_VERSION = "2018-06-01"
FACTORY_KEY = "factories/"
GLOBALS_KEY = "globalparameters/"
_IDENTITY_OF_ONE_STAGE = ("principalId", "tenantId")


@dataclass(frozen=True)
class Exported:
    """A resource as it stands in the template, the parameters it declares, and the keys it depends on."""

    key: str
    resource: dict[str, Any]
    secrets: dict[str, Parameter]
    parameters: dict[str, Parameter]
    needs: tuple[str, ...] = ()
    collisions: tuple[Collision, ...] = ()

    @property
    def of_factory(self) -> bool:
        """Whether this is the factory itself, or its global parameters."""
        return self.key in (FACTORY_KEY, GLOBALS_KEY)


def export_resource(resource: Resource, factory: Factory, definition: Definition) -> Exported:
    """The resource as ADF Studio publishes it: `name`, `type`, `apiVersion`, `properties`, `dependsOn`."""
    properties = escaped(complete(resource, factory))
    type_of = str(properties.get("type", ""))
    secrets: dict[str, Parameter] = {}
    if resource.type == "linkedServices" and isinstance(properties.get("typeProperties"), dict):
        inside, secrets = parameterize_secrets(
            resource, type_of, properties["typeProperties"], keep=definition.keeps_connection_strings
        )
        properties = {**properties, "typeProperties": inside}
    mentioned = references(resource)
    with_factory = factory.publish_config.include_factory_template
    walk = Parameterizer(resource.name, str(resource.file), secrets)
    head = {"name": _name(resource), "type": _arm_type(resource), "apiVersion": API_VERSION, "properties": properties}
    rules = definition.rules_for(_section(resource), type_of)
    body = walk.apply(rules, head)
    entries = depends_on(mentioned, walk.places, factory=with_factory)
    body = {**body, "dependsOn": walk.apply_key(rules, "dependsOn", entries)}
    needs = tuple(reference.key for reference in mentioned)
    return Exported(resource.key, body, secrets, walk.declared, needs, tuple(walk.collisions))


def export_factory_resource(factory: Factory, definition: Definition) -> Exported:
    """The factory itself: its global parameters and settings, its place, and its identity without one stage's ids."""
    source = escaped(factory.factory_body)
    body: dict[str, Any] = {
        "name": "[parameters('factoryName')]",
        "type": ARM_FACTORY,
        "apiVersion": API_VERSION,
        "properties": source.get("properties") or {},
        "dependsOn": [],
    }
    if "location" in source:
        body["location"] = source["location"]
    if isinstance(source.get("identity"), dict):
        identity = source["identity"]
        body["identity"] = {key: value for key, value in identity.items() if key not in _IDENTITY_OF_ONE_STAGE}
    walk = Parameterizer("dataFactory", str(factory.factory_file or ""), {})
    return Exported(FACTORY_KEY, walk.apply(definition.rules_for(""), body), {}, walk.declared)


def export_global_parameters(factory: Factory, definition: Definition) -> Exported:
    """The global parameters as a resource of their own, called `default`, even when there are none."""
    body: Body = {
        "name": "[concat(parameters('factoryName'), '/default')]",
        "type": f"{ARM_FACTORY}/globalparameters",
        "apiVersion": API_VERSION,
        "properties": escaped(factory.global_parameters),
        "dependsOn": [],
    }
    walk = Parameterizer("default", str(factory.factory_file or ""), {})
    resource = walk.apply(definition.rules_for("globalparameters"), body)
    declared = {name: _in_factory_file(parameter) for name, parameter in walk.declared.items()}
    return Exported(GLOBALS_KEY, resource, {}, declared)


def _in_factory_file(parameter: Parameter) -> Parameter:
    """The parameter with its place in the factory's own source, where global parameters stand one level deeper."""
    origin = parameter.origin
    head, _, below = origin.pointer.partition("/properties/")
    pointer = f"/properties/globalParameters/{below}" if below and not head else origin.pointer
    return replace(parameter, origin=replace(origin, pointer=pointer))


def _name(resource: Resource) -> str:
    below = f"{resource.network}/" if resource.type == ENDPOINTS else ""
    return f"[concat(parameters('factoryName'), {literal(f'/{below}{resource.name}')})]"


def _arm_type(resource: Resource) -> str:
    return f"{ARM_FACTORY}/{_section(resource)}"


def _section(resource: Resource) -> str:
    return f"managedVirtualNetworks/{ENDPOINTS}" if resource.type == ENDPOINTS else resource.type
