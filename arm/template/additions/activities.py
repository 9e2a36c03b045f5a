"""What ADF Studio adds to activities: the keys its forms always write.

Everywhere: `dependsOn` and `userProperties`, and `parameters` of dataset references. By type: see the functions
below, each of which states its rule.
"""

from collections.abc import Callable
from typing import Any

from arm.factory import Body, Factory
from arm.template.additions.data_flow_activities import complete_data_flow_activity
from arm.template.additions.ordering import mapped, with_key

_CONTAINERS = ("activities", "ifTrueActivities", "ifFalseActivities", "defaultActivities")
_SETTINGS = ("storeSettings", "formatSettings")
_HEAD = ("name", "description", "type", "state", "onInactiveMarkAs")
_WITH_BODY = ("POST", "PUT", "PATCH")


def complete_activities(activities: list[Any], factory: Factory) -> list[Any]:
    """The activities, those inside containers among them, completed; the same list if nothing was missing."""
    return mapped(activities, lambda activity: _activity(activity, factory))


def _activity(activity: Any, factory: Factory) -> Any:
    if not isinstance(activity, dict):
        return activity
    type = activity.get("type")
    changes: Body = {}
    for key in ("inputs", "outputs"):
        if isinstance(activity.get(key), list):
            _note(changes, activity, key, mapped(activity[key], _with_parameters))
    inside = activity.get("typeProperties")
    if isinstance(inside, dict):
        completed = _nested(inside, factory)
        completion = _BY_TYPE.get(str(type))
        if completion:
            completed = completion(completed)
        if type in ("ExecuteDataFlow", "ExecuteWranglingDataflow"):
            completed = complete_data_flow_activity(str(type), completed, factory)
        _note(changes, activity, "typeProperties", completed)
    activity = {**activity, **changes} if changes else activity
    return _common(activity, str(type))


def _note(changes: Body, body: Body, key: str, new: Any) -> None:
    if new is not body[key]:
        changes[key] = new


def _common(activity: Body, type: str) -> Body:
    """`dependsOn`, then the policy of types that have no other, then `userProperties`."""
    activity = with_key(activity, "dependsOn", [], after=_HEAD)
    if type in _POLICIES:
        activity = with_key(activity, "policy", _POLICIES[type], after=("dependsOn",))
    return with_key(activity, "userProperties", [], after=("dependsOn", "policy"))


def _nested(inside: Body, factory: Factory) -> Body:
    """`typeProperties` with nested activities completed and dataset references given their `parameters`."""
    changes: Body = {}
    for key, value in inside.items():
        if isinstance(value, list):
            if key in _CONTAINERS:
                _note(changes, inside, key, complete_activities(value, factory))
            elif key == "cases":
                _note(changes, inside, key, mapped(value, lambda case: _case(case, factory)))
            elif key == "datasets":
                _note(changes, inside, key, mapped(value, _with_parameters))
        elif isinstance(value, dict):
            if value.get("type") == "DatasetReference":
                _note(changes, inside, key, _with_parameters(value))
            elif key in _SETTINGS:
                _note(changes, inside, key, _renamed(value))
            elif key in ("source", "sink"):
                _note(changes, inside, key, _with_settings(value))
    return {**inside, **changes} if changes else inside


def _with_settings(end: Body) -> Body:
    """A copy's source or sink with its settings named as today."""
    changes = {key: _renamed(end[key]) for key in _SETTINGS if isinstance(end.get(key), dict)}
    return {**end, **changes} if any(changes[key] is not end[key] for key in changes) else end


def _renamed(settings: Body) -> Body:
    """Settings whose type has its name of before 2020, such as AzureBlobFSReadSetting, with that of today."""
    type = settings.get("type")
    if isinstance(type, str) and type.endswith(("ReadSetting", "WriteSetting")):
        return {**settings, "type": f"{type}s"}
    return settings


def _case(case: Any, factory: Factory) -> Any:
    if not isinstance(case, dict) or not isinstance(case.get("activities"), list):
        return case
    activities = complete_activities(case["activities"], factory)
    return case if activities is case["activities"] else {**case, "activities": activities}


def _with_parameters(reference: Any) -> Any:
    """A dataset reference with `parameters`, last."""
    if isinstance(reference, dict) and reference.get("type") == "DatasetReference":
        return with_key(reference, "parameters", {})
    return reference


def _web(inside: Body) -> Body:
    """WebActivity, WebHook: `headers` after `method`; a method that sends one has a `body` after them."""
    inside = with_key(inside, "headers", {}, after=("method",))
    return with_key(inside, "body", {}, after=("headers",)) if inside.get("method") in _WITH_BODY else inside


def _azure_function(inside: Body) -> Body:
    """AzureFunctionActivity: `headers` before `method` (until 2023-09 it stood after it)."""
    return with_key(inside, "headers", {}, before=("method",))


def _execute_pipeline(inside: Body) -> Body:
    """ExecutePipeline: `parameters`, last."""
    return with_key(inside, "parameters", {})


def _copy(inside: Body) -> Body:
    """Copy: a mapping of the translator without `sink` has an empty one."""
    translator = inside.get("translator")
    if not isinstance(translator, dict) or not isinstance(translator.get("mappings"), list):
        return inside
    mappings = mapped(translator["mappings"], _with_sink)
    if mappings is translator["mappings"]:
        return inside
    return {**inside, "translator": {**translator, "mappings": mappings}}


def _with_sink(mapping: Any) -> Any:
    return with_key(mapping, "sink", {}) if isinstance(mapping, dict) else mapping


def _get_metadata(inside: Body) -> Body:
    """GetMetadata: blob storage settings say `recursive`, after `type` (never in Copy)."""
    settings = inside.get("storeSettings")
    if isinstance(settings, dict) and settings.get("type") == "AzureBlobStorageReadSettings":
        completed = with_key(settings, "recursive", True, after=("type",))
        return inside if completed is settings else {**inside, "storeSettings": completed}
    return inside


def _spark_python(inside: Body) -> Body:
    """DatabricksSparkPython: `parameters` after `pythonFile`."""
    return with_key(inside, "parameters", [], after=("pythonFile",))


def _script(inside: Body) -> Body:
    """Script: a text with an expression in it is an Expression object."""
    if not isinstance(inside.get("scripts"), list):
        return inside
    scripts = mapped(inside["scripts"], _with_expression)
    return inside if scripts is inside["scripts"] else {**inside, "scripts": scripts}


def _with_expression(script: Any) -> Any:
    text = script.get("text") if isinstance(script, dict) else None
    if isinstance(text, str) and "@{" in text:
        return {**script, "text": {"value": text, "type": "Expression"}}
    return script


_BY_TYPE: dict[str, Callable[[Body], Body]] = {
    "AzureFunctionActivity": _azure_function,
    "Copy": _copy,
    "DatabricksSparkPython": _spark_python,
    "ExecutePipeline": _execute_pipeline,
    "GetMetadata": _get_metadata,
    "Script": _script,
    "WebActivity": _web,
    "WebHook": _web,
}

_POLICIES: dict[str, Body] = {
    "ExecutePipeline": {"secureInput": False},
    "SetVariable": {"secureOutput": False, "secureInput": False},
}
"""What an activity without a policy of its own gets: ExecutePipeline since 2024-05."""
