"""A resource's dependsOn: one expression for each resource it refers to."""

from collections.abc import Mapping

from arm.factory.model import Reference
from arm.template.escaping import literal, parameter_call

FACTORY_ID = "[variables('factoryId')]"


def depends_on(references: list[Reference], places: Mapping[str, str], *, factory: bool) -> list[str]:
    """The entries of dependsOn in order; with `factory`, the factory's own entry first.

    `places` tells by JSON Pointer which parameter took the place of a value: a referenced name that is
    parameterized is spelled by its parameter.
    """
    entries = [FACTORY_ID] if factory else []
    for reference in references:
        parameter = places.get(f"{reference.pointer}/referenceName")
        if parameter:
            entries.append(
                f"[concat(variables('factoryId'), {literal(f'/{reference.type}/')}, {parameter_call(parameter)})]"
            )
        else:
            entries.append(f"[concat(variables('factoryId'), {literal(f'/{reference.key}')})]")
    return entries
