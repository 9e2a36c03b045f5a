"""The folder that notebooks are deployed to is the one that the factory runs them from."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.notebook_run import NotebookRun, notebook_activities, notebook_runs
from arm.rules.overrides import Environment, environments
from arm.rules.rule import Path, Problem, rule

_FOLDER: Path = ("target", "databricks", "folder")


@rule(
    Severity.ERROR,
    "`target.databricks.folder` is where the notebooks lie that the pipelines run there: what the factory says, by a "
    "global parameter or its override, starts with it.",
    over=environments,
    link="https://learn.microsoft.com/azure/data-factory/transform-data-databricks-notebook",
)
def check(context: Context, environment: Environment) -> Iterator[Problem]:
    """Folders that a pipeline looks for its notebooks outside of."""
    runs = (run for activity in notebook_activities(context) for run in notebook_runs(context, activity))
    for run in runs:
        if run.environment == environment.name and not run.path.startswith(f"{run.folder}/"):
            told = f"the notebooks are deployed to {run.folder}, the factory runs {run.path}"
            yield _placed(context, environment, run, told)


def _placed(context: Context, environment: Environment, run: NotebookRun, told: str) -> Problem:
    """At the override that makes the path where there is one, else where the folder is said."""
    for name, parameter in context.exported.export.origins.items():
        given = environment.values.get(name)
        of_factory = parameter.origin.file == str(context.sources.factory.factory_file)
        if given and of_factory and isinstance(given.value, str) and given.value and run.path.startswith(given.value):
            return Problem(told, given.document, given.path)
    holders = [one for one in environment.documents if one.nearest(_FOLDER) == _FOLDER]
    return Problem(told, holders[-1] if holders else environment.document, _FOLDER)
