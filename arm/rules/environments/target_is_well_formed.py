"""What a target says has the form that Azure gives it."""

import re
from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.document import Document
from arm.rules.item import mapping
from arm.rules.overrides import override_files
from arm.rules.rule import Problem, rule
from arm.settings.variables import names_in

_FORMS = {
    ("subscriptionId",): (re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"), "a subscription's ID"),
    ("resourceGroup",): (re.compile(r"[\w().-]{0,89}[\w()-]"), "a name of a resource group"),
    ("factoryName",): (re.compile(r"(?=.{3,63}$)[A-Za-z0-9]+(-[A-Za-z0-9]+)*"), "a name of a factory"),
    ("databricks", "host"): (re.compile(r"https?://[\w.-]+(:\d+)?/?"), "a workspace's URL"),
    ("storage", "account"): (re.compile(r"[a-z0-9]{3,24}"), "a name of a storage account"),
}


@rule(
    Severity.ERROR,
    "`target` has IDs, names and URLs as Azure gives them; what takes variables (`${NAME}`) is checked when they are "
    "known.",
    over=override_files,
    link="https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules",
)
def check(context: Context, document: Document) -> Iterator[Problem]:
    """Values of another form."""
    target = mapping(mapping(document.body).get("target"))
    for path, (form, noun) in _FORMS.items():
        *around, key = path
        holder = mapping(target.get(around[0])) if around else target
        value = holder.get(key)
        if (
            isinstance(value, str)
            and value
            and "$" not in value
            and not names_in(value)
            and not form.fullmatch(value)
        ):
            yield Problem(f'"{value}" is not {noun}', document, ("target", *path))
