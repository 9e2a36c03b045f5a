"""Where activities give values to variables."""

from collections.abc import Iterator

from arm.rules.pipeline import Activity, Pipeline
from arm.rules.rule import Path

SETTERS = ("SetVariable", "AppendVariable")


def assigned(pipeline: Pipeline) -> Iterator[tuple[Activity, str, Path]]:
    """Every activity that sets or extends a variable, the variable's name and the path where it stands.

    The pipeline's return value, which SetVariable sets too, is no variable.
    """
    for activity in pipeline.activities:
        name = activity.type_properties.get("variableName")
        if activity.type in SETTERS and isinstance(name, str) and not returns(activity):
            yield activity, name, (*activity.path, "typeProperties", "variableName")


def returns(activity: Activity) -> bool:
    """Whether a SetVariable sets the pipeline's return value."""
    return activity.type_properties.get("setSystemVariable") is True
