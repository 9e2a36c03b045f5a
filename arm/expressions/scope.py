"""What an expression can ask of the place it stands in: the pipeline, its variables, activities and current item."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from arm.errors import ExpressionError
from arm.expressions import values
from arm.expressions.limits import Allowance
from arm.expressions.table import function

_LINK = "https://learn.microsoft.com/azure/data-factory/control-flow-system-variables"


class Scope:
    """One evaluation's view of a context; see `arm.expressions.evaluate` for the context's shape."""

    def __init__(self, context: Mapping[str, Any]) -> None:
        self.context = context
        self.allowance = Allowance()

    @cached_property
    def pipeline(self) -> dict[str, Any]:
        """What `pipeline()` is, its members in the engine's order."""
        context = self.context
        return {
            "globalParameters": context.get("globalParameters", {}),
            "parameters": context.get("parameters", {}),
            "libraryVariables": {},
            "dataset": context.get("dataset", {}),
            "linkedService": context.get("linkedService", {}),
            **context.get("system", {}),
        }


def _accessor(signature: str, link: str = _LINK) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return function(signature, "accessor", link=link)


@_accessor("pipeline()")
def pipeline(scope: Scope) -> dict[str, Any]:
    """The system variables, `parameters` and `globalParameters` of the running pipeline."""
    return scope.pipeline


@_accessor("variables(name: string)")
def variables(scope: Scope, name: str) -> Any:
    """The value of a variable of the pipeline."""
    found = values.member(scope.context.get("variables", {}), name)
    if found is values.MISSING:
        raise ExpressionError(f"the variable '{name}' cannot be found")
    return found


@_accessor("activity(name: string)")
def activity(scope: Scope, name: str) -> dict[str, Any]:
    """`output`, `status` and `error` of an activity that has run, and when it ran where that is known."""
    found = values.member(scope.context.get("activities", {}), name)
    if found is values.MISSING:
        raise ExpressionError(f"the activity '{name}' is not defined, or has not run before this place")
    return {
        "output": found.get("output"),
        "status": found.get("status", "Succeeded"),
        "error": found.get("error"),
        **{name: value for name, value in found.items() if name not in ("output", "status", "error")},
    }


@_accessor("item()")
def item(scope: Scope) -> Any:
    """The element that a ForEach or Filter activity is at."""
    if "item" not in scope.context:
        raise ExpressionError("'item()' is not expected here: there is no ForEach or Filter around")
    return scope.context["item"]


@_accessor("dataset()", link="https://learn.microsoft.com/azure/data-factory/concepts-datasets-linked-services")
def dataset(scope: Scope) -> Any:
    """The parameters of the dataset that the expression belongs to."""
    return scope.context.get("dataset", {})


@_accessor("linkedService()", link="https://learn.microsoft.com/azure/data-factory/parameterize-linked-services")
def linked_service(scope: Scope) -> Any:
    """The parameters of the linked service that the expression belongs to."""
    return scope.context.get("linkedService", {})


@_accessor("trigger()")
def trigger(scope: Scope) -> Any:
    """What started the run, as a trigger's parameters see it: `outputs.windowStartTime`, `scheduledTime` ..."""
    if "trigger" not in scope.context:
        raise ExpressionError("'trigger()' is not expected here: only a trigger's own parameters may ask for it")
    return scope.context["trigger"]


@_accessor("triggerBody()")
def trigger_body(scope: Scope) -> Any:
    """What a storage or custom event carried: short for `trigger().outputs.body`."""
    return values.select(values.select(trigger(scope), "outputs", False), "body", False)
