"""Which notebook an activity runs in each environment, as far as that can be told before it runs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from arm.errors import ExpressionError
from arm.expressions import evaluate
from arm.rules.context import Context
from arm.rules.item import mapping
from arm.rules.notebook import Notebook
from arm.rules.overrides import Environment, environments
from arm.rules.pipeline import Activity
from arm.settings.variables import names_in

DEFAULT_FOLDER = "/Shared"


@dataclass(frozen=True, slots=True)
class NotebookRun:
    """The workspace path that an activity runs, the environment's folder, and the notebook, None if there is none."""

    environment: str
    path: str
    folder: str
    notebook: Notebook | None


def notebook_activities(context: Context) -> list[Activity]:
    """The activities that run a notebook, where the notebooks belong to the sources."""
    if not context.notebooks.known:
        return []
    return [activity for activity in context.activities if activity.type == "DatabricksNotebook"]


def notebook_runs(context: Context, activity: Activity) -> Iterator[NotebookRun]:
    """What the activity runs in each environment; nothing for those where path or folder can't be told."""
    located = [environment for environment in environments(context) if _folder(environment)]
    for environment in located:
        path = _path(context, activity, environment)
        if path is not None:
            folder = _folder(environment)
            below = path.removeprefix(f"{folder}/")
            found = context.notebooks.by_path.get(below) if below != path else None
            yield NotebookRun(environment.name, path, folder, found)


def _folder(environment: Environment) -> str:
    folder = mapping(environment.merged("target").get("databricks")).get("folder", DEFAULT_FOLDER)
    return folder.rstrip("/") if isinstance(folder, str) and not names_in(folder) else ""


def _path(context: Context, activity: Activity, environment: Environment) -> str | None:
    written = activity.type_properties.get("notebookPath")
    text = mapping(written).get("value") if isinstance(written, dict) else written
    if not isinstance(text, str):
        return None
    known = {"globalParameters": _global_parameters(context, environment), "parameters": _defaults(activity)}
    try:
        value = evaluate(text, known)
    except ExpressionError:
        return None  # it depends on what only a run knows, or is reported by the rules on expressions
    return value if isinstance(value, str) and not names_in(value) else None


def _defaults(activity: Activity) -> dict[str, Any]:
    declared = activity.pipeline.parameters.items()
    return {name: spec["defaultValue"] for name, spec in declared if "defaultValue" in mapping(spec)}


def _global_parameters(context: Context, environment: Environment) -> dict[str, Any]:
    """The values of the global parameters in an environment: the source's, overridden through the template's."""
    values = {name: mapping(spec).get("value") for name, spec in context.sources.factory.global_parameters.items()}
    file = str(context.sources.factory.factory_file)
    for name, parameter in context.exported.export.origins.items():
        given = environment.values.get(name)
        if given is None or given.reference or parameter.origin.file != file:
            continue
        for key in values:
            if parameter.origin.pointer.endswith(f"/{key}/value"):
                values[key] = given.value
    return values
