"""A plan made earlier, before an approval: read again, and refused when what it rests on has changed since."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from arm import jsontext
from arm.commands.deployment.items import Plan
from arm.commands.deployment.options import Options
from arm.errors import NotInOrder, SourceError, UsageError

_TOLD = {
    "template": "the template",
    "parameters": "the parameters",
    "notebooks": "the notebooks",
    "environment": "the environment's triggers or folder",
    "target": "what is deployed at the target",
}


@dataclass(frozen=True)
class Earlier:
    """What counts of a plan that was made earlier: its file, options, digests and items."""

    file: Path
    options: Options
    basis: Mapping[str, str]
    items: tuple[tuple[str, str], ...]


def read_plan(file: Path, environment: str) -> Earlier:
    """The plan in a file that `invoke plan` wrote for the environment. UsageError if it isn't one."""
    document = jsontext.read(file)
    try:
        if document["environment"] != environment:
            raise UsageError(f"{file}: that is a plan for {document['environment']}, not for {environment}")
        return Earlier(
            file,
            _options(document["options"]),
            dict(document["basis"]),
            tuple((item["action"], item["resource"]) for item in document["items"]),
        )
    except (KeyError, TypeError):
        raise SourceError("that isn't a plan", file, hint="invoke plan writes one") from None


def _options(document: Mapping[str, Any]) -> Options:
    return Options(
        parts=tuple(document["parts"]),
        only=tuple(document["only"]),
        delete=bool(document["delete"]),
        delete_limit=int(document["delete_limit"]),
        delete_types=tuple(document["delete_types"]),
        force=bool(document["force"]),
        verify=bool(document["verify"]),
    )


def refuse_stale(earlier: Earlier, plan: Plan) -> None:
    """NotInOrder, saying what has changed, if a plan made now isn't the one made earlier."""
    changed = [told for key, told in _TOLD.items() if earlier.basis.get(key) != plan.basis.get(key)]
    items = tuple((item.action, item.resource) for item in plan.items)
    if not changed and items == earlier.items:
        return
    what = ", ".join(changed) or "what there is to do"
    hint = f"make the plan again: invoke plan --env {plan.environment}"
    raise NotInOrder(f"{earlier.file.as_posix()} is stale: {what} changed since it was made", hint=hint)
