"""Parameters and variables of a pipeline are used."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, pipelines
from arm.rules.pipeline import Pipeline
from arm.rules.rule import Problem, rule
from arm.rules.variables import assigned


@rule(
    Severity.WARNING,
    "A parameter or variable that is declared is used: one that isn't may be misspelt where it should be.",
    over=pipelines,
    link="https://learn.microsoft.com/azure/data-factory/concepts-parameters-variables",
)
def check(context: Context, pipeline: Pipeline) -> Iterator[Problem]:
    """Declarations that no activity asks for, inactive ones included."""
    expressions = [expression for activity in pipeline.activities for expression in activity.expressions]
    if any(expression.parsed.error for expression in expressions):
        return
    parameters = {n.casefold() for e in expressions for n in e.members_of("pipeline", "parameters")}
    whole = any(e.asks_for_all("pipeline", "parameters") for e in expressions)
    variables = {n.casefold() for e in expressions for n in e.arguments_of("variables")}
    variables |= {name.casefold() for _, name, _ in assigned(pipeline)}
    for name in () if whole else pipeline.parameters:
        if name.casefold() not in parameters:
            yield pipeline.problem(f'the parameter "{name}" is not used', ("properties", "parameters", name))
    for name in pipeline.variables:
        if name.casefold() not in variables:
            yield pipeline.problem(f'the variable "{name}" is not used', ("properties", "variables", name))
