"""Linked templates: the resources in levels of dependency, cut in chunks, and a master that deploys them in turn.

A chunk holds 20 resources, fewer where it would pass 800,000 characters of compact JSON. It declares only its own
parameters, in its own order, and depends on nothing outside itself.
"""

from collections.abc import Iterator

from arm import jsontext
from arm.template.documents import Document, factory_name, parameter_file, template
from arm.template.escaping import literal, parameter_call
from arm.template.parameters import Origin, Parameter, with_default
from arm.template.resources import Exported

PER_CHUNK = 20
CHARACTERS = 800_000
_DEPLOYMENTS_API = "2024-03-01"


def linked_templates(factory: str, exported: list[Exported], parameters: list[Parameter]) -> dict[str, Document]:
    """Every file of linkedTemplates/ by its name: the chunks, the master, and the master's parameters."""
    chunks = list(_chunks(_levels(exported)))
    located = [*parameters, *_container()]
    files: dict[str, Document] = {}
    deployments = []
    for number, chunk in enumerate(chunks):
        name = f"ArmTemplate_{number}.json"
        files[name] = _chunk_template(factory, chunk)
        deployments.append(_deployment(factory, number, list(files[name]["parameters"])))
    files["ArmTemplate_master.json"] = template(located, deployments)
    files["ArmTemplateParameters_master.json"] = parameter_file(located)
    return files


def _container() -> tuple[Parameter, Parameter]:
    nowhere = Origin("", "", "")
    return (
        Parameter("containerUri", "string", nowhere, "URI to storage account containing linked ARM templates"),
        Parameter(
            "containerSasToken", "string", nowhere, "Sas token to storage account containing linked ARM templates"
        ),
    )


def _levels(exported: list[Exported]) -> list[Exported]:
    """The resources so that each follows what it depends on: Kahn's rounds, the order inside a round kept.

    What depends on itself in a circle follows last. The factory, or its global parameters, comes first.
    """
    names = {item.key for item in exported}
    open_needs = {item.key: len(set(item.needs) & names) for item in exported}
    dependents: dict[str, list[str]] = {}
    for item in exported:
        for need in set(item.needs) & names:
            dependents.setdefault(need, []).append(item.key)
    rounds: dict[str, int] = {}
    ready = [key for key, count in open_needs.items() if not count]
    while ready:
        rounds.update(dict.fromkeys(ready, len(rounds)))  # grows with every round, which is all that matters
        ready = list(_freed(ready, dependents, open_needs))
    never = len(exported)
    return sorted(exported, key=lambda item: -1 if item.of_factory else rounds.get(item.key, never))


def _freed(done: list[str], dependents: dict[str, list[str]], open_needs: dict[str, int]) -> Iterator[str]:
    """What has all it depends on once `done` is."""
    for key in done:
        for dependent in dependents.get(key, ()):
            open_needs[dependent] -= 1
            if not open_needs[dependent]:
                yield dependent


def _chunks(exported: list[Exported]) -> Iterator[list[Exported]]:
    chunk: list[Exported] = []
    size = 0
    for item in exported:
        length = len(jsontext.compact_bytes(item.resource).decode())
        if chunk and (len(chunk) == PER_CHUNK or size + length > CHARACTERS):
            yield chunk
            chunk, size = [], 0
        chunk.append(item)
        size += length
    yield chunk


def _chunk_template(factory: str, chunk: list[Exported]) -> Document:
    declared = {parameter.name: parameter for item in chunk for parameter in item.secrets.values()}
    for item in chunk:
        declared |= {name: _in_chunk(parameter) for name, parameter in item.parameters.items()}
    inside = {item.key for item in chunk}
    resources = [_inside_only(item, inside) for item in chunk]
    return template([factory_name(factory), *declared.values()], resources)


def _in_chunk(parameter: Parameter) -> Parameter:
    """A parameter that took the place of a secret's defaults to that one; the master always gives it a value."""
    if not parameter.refers_to:
        return parameter
    return with_default(parameter, f"[{parameter_call(parameter.refers_to)}]")


def _inside_only(item: Exported, inside: set[str]) -> Document:
    """The resource with only those entries of dependsOn that point into the chunk."""
    entries = item.resource["dependsOn"]
    if not isinstance(entries, list):
        return item.resource
    own = entries[len(entries) - len(item.needs) :]
    kept = [entry for entry, need in zip(own, item.needs, strict=True) if need in inside]
    return {**item.resource, "dependsOn": kept}


def _deployment(factory: str, number: int, parameters: list[str]) -> Document:
    previous = f"[resourceId('Microsoft.Resources/deployments', {literal(f'{factory}_ArmTemplate_{number - 1}')})]"
    return {
        "name": f"{factory}_ArmTemplate_{number}",
        "type": "Microsoft.Resources/deployments",
        "apiVersion": _DEPLOYMENTS_API,
        "properties": {
            "mode": "incremental",
            "templateLink": {
                "uri": f"[concat(parameters('containerUri'), '/ArmTemplate_{number}.json', "
                "parameters('containerSasToken'))]",
                "contentVersion": "1.0.0.0",
            },
            "parameters": {name: {"value": f"[{parameter_call(name)}]"} for name in parameters},
        },
        "dependsOn": [previous] if number else [],
    }
