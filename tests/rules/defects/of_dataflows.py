"""Defects of data flows and of the activities that run them."""

from tests.rules.defects.kind import (
    ERROR,
    add,
    defect,
    dropping,
    resources,
    setting,
)
from tests.rules.defects.subject import NoPlace, Spot

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


SOUND = "data-flow-script-is-sound"


def _line_with(subject, text):
    """A line of some script that holds a text, and that script's lines."""
    for spot in FLOWS(subject):
        lines = subject.at(spot)[PROPERTIES][TYPED].get("scriptLines") or []
        for number, line in enumerate(lines):
            if text in line and "parameters{" not in "".join(lines):
                return spot.below(*INSIDE, "scriptLines", number), lines
    raise NoPlace


@defect(SOUND)
def data_flow_bracket_open(subject):
    spot, lines = _line_with(subject, ") ~> ")
    lines[-1] += " ("
    return Spot(spot.file, (*spot.path[:-1], len(lines) - 1))


@defect(SOUND)
def data_flow_parameter_unknown(subject):
    spot, lines = _line_with(subject, ") ~> ")
    lines[spot.path[-1]] = lines[spot.path[-1]].replace(") ~> ", ", injected: ($injected)) ~> ", 1)
    return spot


@defect(SOUND)
def data_flow_without_sinks(subject):
    spot = subject.any(FLOWS(subject))
    subject.at(spot)[PROPERTIES][TYPED]["sinks"] = []
    return spot.below(*INSIDE, "sinks")


@defect(SOUND)
def data_flow_source_of_nothing(subject):
    spot = subject.any(resources("dataflow", "MappingDataFlow", having=(*INSIDE, "sources", 0, "dataset"))(subject))
    return subject.drop(spot.below(*INSIDE, "sources", 0, "dataset"))


@defect(SOUND)
def data_flow_source_twice(subject):
    spot = subject.any(resources("dataflow", "MappingDataFlow", having=(*INSIDE, "sources", 0, "name"))(subject))
    sources = subject.at(spot)[PROPERTIES][TYPED]["sources"]
    sources.append(dict(sources[0]))
    return spot.below(*INSIDE, "sources", len(sources) - 1, "name")


@defect("data-flow-argument-is-given")
def data_flow_argument_missing(subject):
    spot = subject.any(subject.activities("ExecuteDataFlow", having=(TYPED, "dataflow", "parameters")))
    reference = spot.below(TYPED, "dataflow")
    if not subject.at(reference)["parameters"]:
        raise NoPlace
    return subject.drop(reference.below("parameters"))
