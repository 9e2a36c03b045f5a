"""No secret is written into an override file."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.document import Document
from arm.rules.item import mapping, walk
from arm.rules.overrides import Value, override_files, values_in
from arm.rules.rule import Path, Problem, rule
from arm.rules.secret import is_literal, is_secret_property, named_like_a_secret, secret_in
from arm.settings.variables import names_in
from arm.template.values import is_secure


@rule(
    Severity.ERROR,
    'A secret is a Key Vault {"reference": …} or one variable, "${NAME}", never a literal: neither among the '
    "parameters nor in a patch, or what a run or check is given.",
    over=override_files,
    link="https://learn.microsoft.com/azure/azure-resource-manager/templates/key-vault-parameter",
)
def check(context: Context, document: Document) -> Iterator[Problem]:
    """Literals for secure parameters, and other values that hold a key or password."""
    for value in values_in(document, {}):
        if value.reference:
            continue
        if is_secure(context.exported.parameters.get(value.name, {})):
            if not _is_variable(value):
                yield Problem(f'the secure parameter "{value.name}" has a literal value', document, value.path)
        elif isinstance(value.value, str) and (kind := secret_in(value.value)):
            yield Problem(f'the value of "{value.name}" holds {kind}', document, value.path)
        elif is_literal(value.value) and named_like_a_secret(value.name) and not names_in(value.value):
            yield Problem(f'the value of "{value.name}" is a secret in plain text', document, value.path)
    yield from _elsewhere(document)


def _elsewhere(document: Document) -> Iterator[Problem]:
    """Secrets in arguments of runs and checks, in patches, and anywhere else but among the parameters."""
    for key, part in mapping(document.body).items():
        for path, text in walk(part, (key,)) if key != "parameters" else ():
            if isinstance(text, dict) and text.get("type") == "SecureString" and is_literal(text.get("value")):
                yield Problem("a SecureString holds its secret in plain text", document, (*path, "value"))
            elif isinstance(text, str) and not names_in(text) and (told := _told(path, text)):
                yield Problem(told, document, path)


def _told(path: Path, text: str) -> str:
    if kind := secret_in(text):
        return f"the text holds {kind}"
    name = str(path[-2] if path[-1] == "value" and len(path) > 1 else path[-1])
    named = is_secret_property(name, text, connection=False) or (named_like_a_secret(name) and is_literal(text))
    return f'"{name}" is a secret in plain text' if named else ""


def _is_variable(value: Value) -> bool:
    text = value.value
    return isinstance(text, str) and text.startswith("${") and text.endswith("}") and text.count("$") == 1
