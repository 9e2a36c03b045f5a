"""Defects of data flows and of the activities that run them."""

from tests.rules.defects.kind import (
    ERROR,
    add,
    defect,
    dropping,
    resources,
    setting,
)
from tests.rules.defects.subject import NoPlace

PROPERTIES = "properties"
TYPED = "typeProperties"
INSIDE = (PROPERTIES, TYPED)

FLOWS = resources("dataflow", "MappingDataFlow")
SCRIPT = "data-flow-script-matches"
for key in ("sources", "sinks", "transformations"):
    setting(
        f"data-flow-{key}-name",
        SCRIPT,
        ERROR,
        resources("dataflow", "MappingDataFlow", having=(*INSIDE, key, 0, "name")),
        (*INSIDE, key, 0, "name"),
        "Injected",
    )

    def _gone(subject, key=key):
        spot = subject.any(subject.resources("dataflow", "MappingDataFlow", having=(*INSIDE, key, 0, "name")))
        subject.at(spot)[PROPERTIES][TYPED][key].pop(0)
        return spot.below(*INSIDE, key)

    add(f"data-flow-{key}-undeclared", SCRIPT, ERROR, _gone)
dropping("data-flow-without-script", SCRIPT, ERROR, FLOWS, (*INSIDE, "scriptLines"))
setting(
    "data-flow-script-text", "properties-have-their-type", ERROR, FLOWS, (*INSIDE, "scriptLines"), "source() ~> a"
)


@defect("data-flow-script-matches")
def data_flow_stream_unknown(subject):
    for spot in FLOWS(subject):
        lines = subject.at(spot)[PROPERTIES][TYPED].get("scriptLines") or []
        for number, line in enumerate(lines):
            name = line.split(" ")[0]
            if " sink(" in line and line.startswith(f"{name} sink("):
                lines[number] = line.replace(name, "injectedStream", 1)
                return spot.below(*INSIDE, "scriptLines", number)
    raise NoPlace


@defect("data-flow-argument-is-declared")
def data_flow_argument_unknown(subject):
    spot = subject.any(subject.activities("ExecuteDataFlow"))
    reference = subject.at(spot)[TYPED]["dataflow"]
    reference["parameters"] = {**(reference.get("parameters") or {}), "injected": "'x'"}
    return spot.below(TYPED, "dataflow", "parameters", "injected")


@defect("data-flow-argument-is-declared")
def data_flow_dataset_arguments_of_nothing(subject):
    spot = subject.any(subject.activities("ExecuteDataFlow"))
    reference = subject.at(spot)[TYPED]["dataflow"]
    reference["datasetParameters"] = {**(reference.get("datasetParameters") or {}), "injected": {"a": "x"}}
    return spot.below(TYPED, "dataflow", "datasetParameters", "injected")
