"""RFC 6902 patches, addressed to one resource of a template by `<type>/<name>`."""

import copy
from collections.abc import Mapping
from typing import Any

from arm.errors import UsageError, did_you_mean

_PREFIX = "Microsoft.DataFactory/factories"


def resource_key(resource: Mapping[str, Any]) -> str:
    """`<type>/<name>` of a template's resource, such as `pipelines/data-ingestion-pipeline`; `factory` for itself.

    The name is read from the form that ADF publishes, `[concat(parameters('factoryName'), '/<name>')]`.
    """
    kind = str(resource["type"]).removeprefix(_PREFIX).strip("/")
    name = str(resource["name"])
    if not kind:
        return "factory"
    start, end = name.find("'/") + 2, name.rfind("')]")
    return f"{kind}/{name[start:end] if 2 <= start <= end else name}"


def apply_patch(template: Mapping[str, Any], resource: str, operations: list[dict[str, Any]]) -> dict[str, Any]:
    """The template with the operations done to that resource; the one given is left as it was.

    UsageError if there is no such resource, or saying which operation doesn't apply and what was found there.
    """
    import jsonpatch

    keys = [resource_key(entry) for entry in template["resources"]]
    if resource not in keys:
        raise UsageError(f'the template has no resource "{resource}"', hint=did_you_mean(resource, keys))
    index = keys.index(resource)
    patched = copy.deepcopy(template["resources"][index])
    for number, operation in enumerate(operations, start=1):
        try:
            patched = jsonpatch.apply_patch(patched, [operation])
        except (jsonpatch.JsonPatchException, jsonpatch.JsonPointerException) as error:
            described = f'operation {number} ({operation["op"]} {operation["path"]}) on "{resource}"'
            raise UsageError(f"{described} doesn't apply: {error}") from None
    resources = [*template["resources"][:index], patched, *template["resources"][index + 1 :]]
    return {**template, "resources": resources}
