"""An environment's patches apply to the template."""

from collections.abc import Iterator
from typing import Any

from arm.errors import UsageError
from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.item import listing, mapping
from arm.rules.overrides import Environment, environments
from arm.rules.rule import Problem, rule
from arm.template.patches import apply_patch


@rule(
    Severity.ERROR,
    "A patch names a resource of the template by <type>/<name>, and each of its operations applies, its `test` "
    "operations included, after those before it.",
    over=environments,
    link="https://www.rfc-editor.org/rfc/rfc6902",
)
def check(context: Context, environment: Environment) -> Iterator[Problem]:
    """The first operation of each patch that doesn't apply, and what was found there."""
    template: dict[str, Any] = context.exported.export.template
    for document in environment.documents:
        for number, patch in enumerate(listing(mapping(document.body).get("patches"))):
            resource, operations = mapping(patch).get("resource"), listing(mapping(patch).get("operations"))
            for index, operation in enumerate(operations):
                if not isinstance(resource, str) or not {"op", "path"} <= mapping(operation).keys():
                    break
                try:
                    template = apply_patch(template, resource, [operation])
                except UsageError as error:
                    path = (
                        "patches",
                        number,
                        *(("operations", index) if "operation" in error.message else ("resource",)),
                    )
                    told = str(error).replace("operation 1 ", f"operation {index + 1} ", 1)
                    yield Problem(told, document, path)
                    break
