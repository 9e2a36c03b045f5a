"""No secret is written into an override file."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.document import Document
from arm.rules.overrides import override_files, values_in
from arm.rules.rule import Problem, rule
from arm.rules.secret import secret_in
from arm.settings.variables import is_variable
from arm.template.values import is_secure


@rule(
    Severity.ERROR,
    'A secret is a Key Vault {"reference": …} or one variable, "${NAME}", never a literal.',
    over=override_files,
    link="https://learn.microsoft.com/azure/azure-resource-manager/templates/key-vault-parameter",
)
def check(context: Context, document: Document) -> Iterator[Problem]:
    """Literals for secure parameters, and values of others that hold a key or password."""
    for value in values_in(document, {}):
        if value.reference:
            continue
        if is_secure(context.exported.parameters.get(value.name, {})):
            if not is_variable(value.value):
                yield Problem(f'the secure parameter "{value.name}" has a literal value', document, value.path)
        elif isinstance(value.value, str) and (kind := secret_in(value.value)):
            yield Problem(f'the value of "{value.name}" holds {kind}', document, value.path)
