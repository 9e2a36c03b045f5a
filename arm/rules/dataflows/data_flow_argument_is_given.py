"""An activity that runs a data flow gives what has no default."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, activities
from arm.rules.flow_call import WHERE, called_by, datasets_of
from arm.rules.flow_script import required_parameters, script_of
from arm.rules.item import mapping
from arm.rules.pipeline import Activity
from arm.rules.rule import Problem, rule


@rule(
    Severity.ERROR,
    "An ExecuteDataFlow gives an argument for every parameter of the data flow, and of the datasets that it reads "
    "and writes, that has no default.",
    over=activities,
    link="https://learn.microsoft.com/azure/data-factory/parameters-data-flow",
)
def check(context: Context, activity: Activity) -> Iterator[Problem]:
    """Parameters that get no value."""
    reference, flow = called_by(context, activity)
    if flow is None:
        return
    given = mapping(reference.get("parameters"))
    for wanted in sorted(required_parameters(script_of(flow)) - given.keys()):
        yield activity.problem(f'the data flow "{flow.name}" needs its parameter "{wanted}"', *WHERE, "parameters")
    arguments = mapping(reference.get("datasetParameters"))
    for stream, dataset in datasets_of(context, flow):
        for wanted, spec in dataset.parameters.items() if dataset is not None else ():
            there = {key.casefold() for key in mapping(arguments.get(stream))}
            if "defaultValue" not in mapping(spec) and wanted.casefold() not in there:
                told = f'"{stream}" needs the parameter "{wanted}" of its dataset'
                yield activity.problem(told, *WHERE, "datasetParameters", stream)
