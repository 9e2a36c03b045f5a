"""A factory's ARM templates: parameterization definitions, secrets, export and linked templates."""

from arm.template.default_rules import default_rules, generation, generations, keeps_connection_strings
from arm.template.definition import Definition, compile_definition, read_definition
from arm.template.export import Export, export_factory
from arm.template.parameters import Origin, Parameter
from arm.template.writing import write

__all__ = [
    "Definition",
    "Export",
    "Origin",
    "Parameter",
    "compile_definition",
    "default_rules",
    "export_factory",
    "generation",
    "generations",
    "keeps_connection_strings",
    "read_definition",
    "write",
]
