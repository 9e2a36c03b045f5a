"""A factory as the ARM templates that ADF Studio's Publish writes."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from arm import jsontext
from arm.errors import SourceError
from arm.factory import Body, Factory, Resource
from arm.findings import Finding, Severity
from arm.template.collisions import collected, refuse
from arm.template.connectors import unknown_credentials
from arm.template.definition import Definition
from arm.template.documents import Document, factory_name, parameter_file, template
from arm.template.linked import linked_templates
from arm.template.parameters import Parameter
from arm.template.resources import Exported, export_factory_resource, export_global_parameters, export_resource


@dataclass(frozen=True)
class Export:
    """Everything Publish writes, as JSON values, and where each parameter comes from.

    `origins` is by parameter name, factoryName left out; each tells its type, its default, the source and pointer
    it was taken from, and the definition's leaf.
    """

    factory: Factory
    definition: Definition
    template: Document
    parameters: Document
    exported: tuple[Exported, ...]
    global_parameters: Body
    origins: dict[str, Parameter]
    findings: tuple[Finding, ...] = ()

    @cached_property
    def linked(self) -> dict[str, Document]:
        """The linked templates and their parameter file, by file name below linkedTemplates/."""
        return linked_templates(self.factory.name, list(self.exported), _declared(self.factory, self.origins))


def export_factory(factory: Factory, definition: Definition, *, tolerant: bool = False) -> Export:
    """The export of `factory` under the rules of `definition`.

    SourceError where the definition would make different values share a parameter; with `tolerant` an error finding.
    """
    exported = list(_all(factory, definition))
    origins, collisions = collected(exported, definition)
    if not tolerant:
        refuse(collisions)
    declared = _declared(factory, origins)
    return Export(
        factory=factory,
        definition=definition,
        template=template(declared, [item.resource for item in exported]),
        parameters=parameter_file(declared),
        exported=tuple(exported),
        global_parameters=factory.global_parameters,
        origins=origins,
        findings=(
            *definition.findings,
            *unknown_credentials(factory),
            *_missing_factory(factory),
            *_names_differing_in_case(factory),
            *collisions,
        ),
    )


def _declared(factory: Factory, origins: dict[str, Parameter]) -> list[Parameter]:
    return [factory_name(factory.name), *origins.values()]


def _missing_factory(factory: Factory) -> Iterator[Finding]:
    """A warning where the factory's own source is wanted and isn't there."""
    config = factory.publish_config
    wanted = config.include_factory_template or config.include_global_params_template
    if factory.factory_file is None and (wanted or (factory.source / "factory").is_dir()):
        message = f"there is no factory/{factory.name}.json: the factory is taken to have no global parameters"
        yield Finding("missing-factory-file", Severity.WARNING, message, str(factory.source / "factory"))


def _all(factory: Factory, definition: Definition) -> list[Exported]:
    exported = [_exported(resource, factory, definition) for resource in factory.resources]
    if factory.publish_config.include_factory_template:
        exported.append(export_factory_resource(factory, definition))
    elif factory.publish_config.include_global_params_template:
        exported.append(export_global_parameters(factory, definition))
    return exported


def _exported(resource: Resource, factory: Factory, definition: Definition) -> Exported:
    try:
        return export_resource(resource, factory, definition)
    except RecursionError:
        raise SourceError("nested too deeply", resource.file) from None


def _names_differing_in_case(factory: Factory) -> Iterator[Finding]:
    """A warning for resources that are one to Resource Manager, which doesn't tell letter cases apart."""
    seen: dict[tuple[str, str, str], Resource] = {}
    for resource in factory.resources:
        first = seen.setdefault((resource.type, resource.network, resource.name.casefold()), resource)
        if first is not resource:
            message = f"the name {resource.name!r} is that of {first.file.name} in other letter case: one is lost"
            line, column = jsontext.locate_in(resource.file, "/name")
            place = (str(resource.file), line, column, "/name", resource.key)
            yield Finding("resource-case", Severity.WARNING, message, *place)
