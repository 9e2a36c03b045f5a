"""What ADF Studio adds to pipelines: their policy, and what activities' forms always write."""

from typing import Any

from arm.factory import Body, Factory
from arm.template.additions.ordering import with_key

_CONTAINERS = ("activities", "ifTrueActivities", "ifFalseActivities", "defaultActivities")


def complete_pipeline(properties: Body, factory: Factory) -> Body:
    """The pipeline's `properties` with `policy` after `activities` and the activities completed."""
    if isinstance(properties.get("activities"), list):
        activities = [_activity(activity, factory) for activity in properties["activities"]]
        properties = {**properties, "activities": activities}
    properties = with_key(properties, "policy", {"elapsedTimeMetric": {}}, after=("activities", "concurrency"))
    return with_key(properties, "annotations", [])


def _activity(activity: Any, factory: Factory) -> Any:
    if not isinstance(activity, dict):
        return activity
    inside = activity.get("typeProperties")
    if isinstance(inside, dict):
        activity = {**activity, "typeProperties": _nested(inside, factory)}
    for key in ("inputs", "outputs"):
        if isinstance(activity.get(key), list):
            activity = {**activity, key: [_references(item) for item in activity[key]]}
    activity = with_key(activity, "dependsOn", [], after=("name", "type", "state", "onInactiveMarkAs"))
    activity = with_key(activity, "userProperties", [], after=("dependsOn", "policy"))
    return activity


def _nested(inside: Body, factory: Factory) -> Body:
    changes: Body = {}
    for key, value in inside.items():
        if key in _CONTAINERS and isinstance(value, list):
            changes[key] = [_activity(item, factory) for item in value]
        elif key == "cases" and isinstance(value, list):
            changes[key] = [
                {**case, "activities": [_activity(a, factory) for a in case.get("activities", [])]} for case in value
            ]
        else:
            changes[key] = _references(value)
    return changes


def _references(value: Any) -> Any:
    if isinstance(value, dict):
        new = {key: _references(item) for key, item in value.items()}
        if new.get("type") == "DatasetReference" and "referenceName" in new:
            new = with_key(new, "parameters", {})
        return new
    if isinstance(value, list):
        return [_references(item) for item in value]
    return value
