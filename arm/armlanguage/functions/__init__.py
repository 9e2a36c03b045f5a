"""The functions of the template language; to add one, decorate it with `function` in the module it belongs to."""

from collections.abc import Mapping

from arm.armlanguage.evaluation import Function
from arm.armlanguage.functions import collections, logic, numbers, resources, strings

FUNCTIONS: Mapping[str, Function] = {
    found.name.lower(): found
    for module in (strings, collections, logic, numbers, resources)
    for found in module.TABLE
}  # fmt: skip
