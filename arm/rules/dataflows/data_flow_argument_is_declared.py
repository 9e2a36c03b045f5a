"""What an activity gives to a data flow is something that it knows."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, activities
from arm.rules.flow_call import WHERE, called_by, datasets_of
from arm.rules.flow_script import parameters, script_of
from arm.rules.guess import guessed
from arm.rules.item import Item, mapping
from arm.rules.pipeline import Activity
from arm.rules.rule import Problem, rule


@rule(
    Severity.ERROR,
    "`parameters` of an ExecuteDataFlow are parameters that the data flow's script declares, and `datasetParameters` "
    "are for sources and sinks of it and for parameters of their datasets.",
    over=activities,
    link="https://learn.microsoft.com/azure/data-factory/control-flow-execute-data-flow-activity",
)
def check(context: Context, activity: Activity) -> Iterator[Problem]:
    """Arguments for what there isn't."""
    reference, flow = called_by(context, activity)
    if flow is None:
        return
    declared = parameters(script_of(flow))
    for given in mapping(reference.get("parameters")):
        if given not in declared:
            told = guessed(f'the data flow "{flow.name}" has no parameter "{given}"', given, declared)
            yield activity.problem(told, *WHERE, "parameters", given)
    known = dict(datasets_of(context, flow))
    for given, arguments in mapping(reference.get("datasetParameters")).items():
        if given not in known:
            told = guessed(f'the data flow "{flow.name}" has no source or sink "{given}"', given, known)
            yield activity.problem(told, *WHERE, "datasetParameters", given)
        elif (dataset := known[given]) is not None:
            yield from _of_dataset(activity, given, mapping(arguments), dataset)


def _of_dataset(activity: Activity, stream: str, given: dict[str, object], dataset: Item) -> Iterator[Problem]:
    there = {name.casefold() for name in dataset.parameters}
    for name in given:
        if name.casefold() not in there:
            told = guessed(f'the dataset "{dataset.name}" has no parameter "{name}"', name, dataset.parameters)
            yield activity.problem(told, *WHERE, "datasetParameters", stream, name)
