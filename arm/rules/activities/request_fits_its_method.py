"""A web request has the body that its method needs."""

from collections.abc import Iterator

from arm.errors import did_you_mean
from arm.findings import Severity
from arm.rules.context import Context, activities
from arm.rules.pipeline import Activity
from arm.rules.rule import Problem, rule

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_WITH_BODY = ("POST", "PUT", "PATCH")
_TYPES = {
    "WebActivity": _METHODS,
    "WebHook": ("POST",),
    "AzureFunctionActivity": (*_METHODS, "OPTIONS", "HEAD", "TRACE"),
}


@rule(
    Severity.ERROR,
    "The method of WebActivity, WebHook and AzureFunctionActivity is one they know; POST, PUT and PATCH have a "
    "`body`.",
    over=activities,
    link="https://learn.microsoft.com/azure/data-factory/control-flow-web-activity",
)
def check(context: Context, activity: Activity) -> Iterator[Problem]:
    """Unknown methods and requests without their body."""
    if activity.type not in _TYPES:
        return
    method = activity.type_properties.get("method")
    if not isinstance(method, str) or "@" in method:
        return
    known = _TYPES[activity.type]
    if method.upper() not in known:
        told = f'{activity.type} knows no method "{method}": {did_you_mean(method, known)}'
        yield activity.problem(told, "typeProperties", "method")
    elif method.upper() in _WITH_BODY and "body" not in activity.type_properties and activity.type != "WebHook":
        yield activity.problem(f"a {method.upper()} request has a body", "typeProperties")
