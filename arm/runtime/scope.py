"""What expressions see at one place of a run, and how JSON with expressions in it becomes plain values."""

from collections import ChainMap
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from arm.runtime.failures import ActivityFailure
from arm.runtime.model import DeployedFactory, Json, PipelineRun, Services

NO_ITEM: Final = object()
"""What `item` is outside of any ForEach and Filter: there `@item()` has no meaning."""


@dataclass(frozen=True)
class Scope:
    """One list of activities in a run: the pipeline's own, or a container's with the outputs it can see outside.

    `outputs` is activity name → {"output", "status", "error"}; variables are the whole run's. `trigger` is
    what started the first run. `item` is the innermost ForEach's, `iteration` the index of that item or of an
    Until's turn, `container` the id of the activity run that the list is in. `path` is what the paths of its
    activities begin with; in a rerun they may keep what they came to if it `recovers`.
    """

    factory: DeployedFactory
    services: Services
    run: PipelineRun
    system: Mapping[str, Any]
    trigger: Mapping[str, Any] = field(default_factory=dict)
    outputs: MutableMapping[str, Json] = field(default_factory=dict)
    item: Any = NO_ITEM
    iteration: int | None = None
    container: str = ""
    path: str = ""
    recovers: bool = False

    def inner(self, **changes: Any) -> "Scope":
        """A scope inside this one: sees its outputs, keeps its own to itself."""
        return replace(self, outputs=ChainMap({}, self.outputs), **changes)

    def evaluate(self, value: Any, **extra: Any) -> Any:
        """`value` with every expression in it evaluated, through objects and arrays.

        `extra` adds to the context (`dataset=`, `linkedService=`, `item=`). ExpressionError for one that can't be.
        """
        return evaluate_json(value, {**self._context(), **extra}) if value else value

    def resource(self, kind: str, name: str) -> Json:
        """The `properties` of a dataset ("datasets") or linked service ("linked_services"); a failure if none."""
        resources: Mapping[str, Json] = getattr(self.factory, kind)
        if name not in resources:
            told = kind.removesuffix("s").replace("_", " ")
            raise ActivityFailure("ReferenceNotFound", f"the factory '{self.factory.name}' has no {told} '{name}'")
        return resources[name]

    def _context(self) -> Json:
        return {
            "system": self.system,
            "globalParameters": {name: entry["value"] for name, entry in self.factory.global_parameters.items()},
            "parameters": self.run.parameters,
            "variables": self.run.variables,
            "activities": self.outputs,
            **({} if self.item is NO_ITEM else {"item": self.item}),
        }


def evaluate_json(value: Any, context: Mapping[str, Any]) -> Any:
    """`value` with every string template and Expression object in it replaced by its value."""
    from arm.expressions import evaluate

    if isinstance(value, str):
        return evaluate(value, context) if "@" in value else value
    if isinstance(value, list):
        return [evaluate_json(element, context) for element in value]
    if isinstance(value, dict):
        if value.get("type") == "Expression" and "value" in value:
            return evaluate_json(value["value"], context)
        return {key: evaluate_json(element, context) for key, element in value.items()}
    return value
