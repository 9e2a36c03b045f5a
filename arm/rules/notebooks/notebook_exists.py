"""The notebook that an activity runs is in the repository, and deployed to where the activity looks for it."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.guess import guessed
from arm.rules.notebook_run import NotebookRun, notebook_activities, notebook_runs
from arm.rules.pipeline import Activity
from arm.rules.rule import Problem, rule


@rule(
    Severity.ERROR,
    "The path of a DatabricksNotebook activity is <folder>/<x>: `folder` the environment's, notebooks/<x>.py in the "
    "repository. A path that only a run knows is not checked.",
    over=notebook_activities,
    link="https://learn.microsoft.com/azure/data-factory/transform-data-databricks-notebook",
)
def check(context: Context, activity: Activity) -> Iterator[Problem]:
    """Notebooks that are missing in one environment or all of them."""
    missing: dict[str, list[str]] = {}
    for run in notebook_runs(context, activity):
        if run.notebook is None:
            missing.setdefault(_told(context, run), []).append(run.environment)
    for told, names in missing.items():
        message = f"{told} (in {', '.join(names)})"
        value = ("value",) if isinstance(activity.type_properties.get("notebookPath"), dict) else ()
        yield activity.problem(message, "typeProperties", "notebookPath", *value)


def _told(context: Context, run: NotebookRun) -> str:
    below = run.path.removeprefix(f"{run.folder}/")
    if below == run.path:
        return f"the notebook {run.path} is not in the environment's folder {run.folder}"
    file = (context.settings.notebooks / below).as_posix()
    return guessed(f"there is no notebook {file}.py for {run.path}", below, context.notebooks.by_path)
