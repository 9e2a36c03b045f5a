"""What an environment gives to the pipeline it runs, and to the notebook that checks, is what they take."""

from collections.abc import Iterator
from typing import Any

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.guess import guessed
from arm.rules.item import Item, mapping
from arm.rules.overrides import Environment, environments
from arm.rules.rule import Path, Problem, rule
from arm.rules.value_type import fits, told
from arm.settings.variables import names_in


@rule(
    Severity.ERROR,
    "`run.parameters` are parameters of the pipeline, of their types; one without a default gets a value (a warning: "
    "the run fails if the pipeline needs it). `check.parameters` are widgets of the notebook (a warning), which gets "
    "those that it reads without a default.",
    over=environments,
    link="https://learn.microsoft.com/azure/data-factory/concepts-pipeline-execution-triggers#manual-execution-on-demand",
)
def check(context: Context, environment: Environment) -> Iterator[Problem]:
    """Arguments that are unknown, missing or of another type."""
    run = environment.merged("run")
    name = run.get("pipeline")
    pipeline = context.find("pipelines", name) if isinstance(name, str) else None
    if pipeline is not None:
        yield from _of_pipeline(environment, pipeline, mapping(run.get("parameters")))
    called = environment.merged("check")
    notebook = context.notebooks.by_path.get(str(called.get("notebook")))
    if notebook is not None:
        widgets, given = notebook.widgets, mapping(called.get("parameters"))
        for widget in sorted(widgets.read - widgets.declared - given.keys()):
            yield _problem(
                environment, "check", None, f'the notebook reads the widget "{widget}", which gets no value'
            )
        known = widgets.read | widgets.declared
        for one in given if not widgets.open else ():
            if one not in known:
                message = guessed(f'the notebook {notebook.path} has no widget "{one}"', one, known)
                yield _problem(environment, "check", one, message, Severity.WARNING)


def _of_pipeline(environment: Environment, pipeline: Item, given: dict[str, Any]) -> Iterator[Problem]:
    known = {name.casefold(): mapping(spec) for name, spec in pipeline.parameters.items()}
    for name, value in given.items():
        spec = known.get(name.casefold())
        if spec is None:
            message = guessed(f'the pipeline has no parameter "{name}"', name, pipeline.parameters)
            yield _problem(environment, "run", name, message)
        elif not names_in(value) and not fits(str(spec.get("type")), value):
            message = f'the parameter "{name}" is of type {spec.get("type")}, not {told(value)}'
            yield _problem(environment, "run", name, message)
    there = {name.casefold() for name in given}
    for name, spec in pipeline.parameters.items():
        if "defaultValue" not in mapping(spec) and name.casefold() not in there:
            message = f'the pipeline "{pipeline.name}" gets no value for its parameter "{name}"'
            yield _problem(environment, "run", None, message, Severity.WARNING)


def _problem(
    environment: Environment, section: str, name: str | None, message: str, severity: Severity | None = None
) -> Problem:
    """A problem at the argument, in the last file that gives it, or at the section of the environment's own file."""
    path: Path = (section, "parameters") if name is None else (section, "parameters", name)
    holders = [one for one in environment.documents if one.nearest(path) == path] if name else []
    return Problem(message, holders[-1] if holders else environment.document, path, severity)
