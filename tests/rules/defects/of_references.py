"""Defects of references, arguments and declarations."""

from dataclasses import replace

from tests.rules.defects.kind import (
    ERROR,
    WARNING,
    add,
    defect,
    misspelt,
    renaming,
    resources,
    setting,
)
from tests.rules.defects.subject import NoPlace, Spot

PROPERTIES = "properties"
TYPED = "typeProperties"
INSIDE = (PROPERTIES, TYPED)


def referring(id, type, change, rule="reference-exists", severity=ERROR, folder=""):
    """A kind that changes the name in a reference."""

    def inject(subject):
        spot = subject.any(
            one
            for one in subject.mentions(type, folder)
            if subject.at(one)["referenceName"] != "AutoResolveIntegrationRuntime"
        )
        name = subject.at(spot)["referenceName"]
        changed = change(name)
        subject.put(spot.below("referenceName"), changed)
        return spot.below("referenceName") if changed != name else None

    add(id, rule, severity, inject)


for type, word in [
    ("DatasetReference", "dataset"),
    ("LinkedServiceReference", "linked-service"),
    ("PipelineReference", "pipeline"),
    ("DataFlowReference", "data-flow"),
    ("IntegrationRuntimeReference", "integration-runtime"),
    ("CredentialReference", "credential"),
    ("ManagedVirtualNetworkReference", "network"),
]:
    referring(f"{word}-misspelt", type, lambda name: f"{misspelt(name)}x")
    referring(f"{word}-in-another-letter-case", type, str.swapcase, "reference-has-the-same-letter-case", WARNING)
referring("dataset-of-a-data-flow-misspelt", "DatasetReference", lambda name: f"{name}x", folder="dataflow/")
referring(
    "linked-service-of-a-dataset-misspelt", "LinkedServiceReference", lambda name: f"{name}x", folder="dataset/"
)
referring(
    "key-vault-of-a-linked-service-misspelt",
    "LinkedServiceReference",
    lambda name: f"{name}x",
    folder="linkedService/",
)
referring("pipeline-of-a-trigger-misspelt", "PipelineReference", lambda name: f"{name}x", folder="trigger/")
referring("reference-name-empty", "DatasetReference", lambda name: "", "reference-is-of-the-expected-type")


def _reference(id, edit, at, rule="reference-is-of-the-expected-type"):
    def inject(subject):
        kinds = ("DatasetReference", "LinkedServiceReference", "PipelineReference")
        spot = subject.any(one for kind in kinds for one in subject.mentions(kind))
        edit(subject.at(spot))
        return spot.below(*at)

    add(id, rule, ERROR, inject)


_reference("reference-without-name", lambda body: body.pop("referenceName"), ())
_reference("reference-without-type", lambda body: body.pop("type"), ())
_reference("reference-type-misspelt", lambda body: body.update(type="DatsetReference"), ("type",))
_reference("reference-type-of-another", lambda body: body.update(type="TriggerReference"), ("type",))
_reference("reference-name-number", lambda body: body.update(referenceName=7), ("referenceName",))


@defect("reference-exists")
def dataset_removed(subject):
    spot = subject.any(subject.mentions("DatasetReference", "pipeline/"))
    gone = subject.at(spot)["referenceName"].lower()
    for file in [one for one in subject.files if one.lower() == f"dataset/{gone}.json"]:
        del subject.files[file]
        (subject.root / file).unlink()
    return spot.below("referenceName")


@defect("calls-are-acyclic")
def pipeline_calls_itself(subject):
    spot = subject.any(subject.activities("ExecutePipeline"))
    name = subject.files[spot.file]["name"]
    subject.put(spot.below(TYPED, "pipeline", "referenceName"), name)
    return spot.below(TYPED, "pipeline", "referenceName")


def _calls(subject):
    for spot in subject.activities("ExecutePipeline"):
        called = f"pipeline/{subject.at(spot)[TYPED]['pipeline']['referenceName']}.json"
        if called in subject.files and called != spot.file:
            yield spot, called


@defect("calls-are-acyclic")
def pipelines_call_each_other(subject):
    pair = subject.any(_calls(subject))
    spot, called = pair
    back = {"referenceName": subject.files[spot.file]["name"], "type": "PipelineReference"}
    block = subject.files[called][PROPERTIES].setdefault("activities", [])
    block.append({"name": "Injected call", "type": "ExecutePipeline", "typeProperties": {"pipeline": back}})
    there = Spot(called, (PROPERTIES, "activities", len(block) - 1, TYPED, "pipeline", "referenceName"))
    return replace(there, other=spot.below(TYPED, "pipeline", "referenceName"))


def _called_with(subject, kind="PipelineReference"):
    """Places with arguments, and the declarations of what is called."""
    folder = {
        "PipelineReference": "pipeline",
        "DatasetReference": "dataset",
        "LinkedServiceReference": "linkedService",
    }[kind]
    for spot in subject.mentions(kind):
        called = subject.files.get(f"{folder}/{subject.at(spot)['referenceName']}.json")
        declared = (called or {}).get(PROPERTIES, {}).get("parameters") or {}
        holder = spot if kind != "PipelineReference" else Spot(spot.file, spot.path[:-1])
        given = subject.at(holder).get("parameters") or {}
        yield holder.below("parameters"), declared, given


def arguments(id, rule, severity, kind, edit):
    """A kind that changes the arguments of a call: `edit(declared, given)` tells the name to look at, or None."""

    def inject(subject):
        for spot, declared, given in sorted(_called_with(subject, kind), key=lambda _: subject.rng.random()):
            done = edit(declared, given)
            if done is not None:
                subject.put(spot, given)
                return spot.below(*done)
        raise NoPlace

    add(id, rule, severity, inject)


def _unknown(declared, given):
    given["nowhereToBeFound"] = "x"
    return ("nowhereToBeFound",)


def _renamed(declared, given):
    for name in list(given):
        if name in declared:
            given[misspelt(name) + "x"] = given.pop(name)
            return (misspelt(name) + "x",)
    return None


def _missing(declared, given):
    for name in list(given):
        if name in declared and "defaultValue" not in declared[name]:
            del given[name]
            return ()
    return None


def _typed(type, value):
    def edit(declared, given):
        for name, spec in declared.items():
            if spec.get("type", "").lower() == type:
                given[name] = value
                return (name,)
        return None

    return edit


for kind, word, unknown, missing in [
    ("PipelineReference", "pipeline", ERROR, WARNING),
    ("DatasetReference", "dataset", ERROR, ERROR),
    ("LinkedServiceReference", "linked-service", WARNING, ERROR),
]:
    arguments(f"argument-of-a-{word}-unknown", "argument-is-declared", unknown, kind, _unknown)
    arguments(f"argument-of-a-{word}-misspelt", "argument-is-declared", unknown, kind, _renamed)
    arguments(f"argument-of-a-{word}-missing", "required-argument-is-given", missing, kind, _missing)
    for type, value in [("int", "many"), ("bool", "maybe"), ("array", "x"), ("object", []), ("string", [])]:
        arguments(
            f"argument-of-a-{word}-not-{type}",
            "argument-has-the-declared-type",
            ERROR if type != "string" else WARNING,
            kind,
            _typed(type, value),
        )

PARAMETERS = (PROPERTIES, "parameters")


def declared(id, rule, severity, folder, section, edit, at):
    """A kind that changes a declaration."""

    def inject(subject):
        found = [
            spot.below(PROPERTIES, section, name)
            for spot in subject.resources(folder)
            for name in subject.at(spot)[PROPERTIES].get(section) or {}
        ]
        spot = subject.any(found)
        edit(subject.at(spot))
        return spot.below(*at)

    add(id, rule, severity, inject)


KNOWN = "declaration-has-a-known-type"
for folder, section in [
    ("pipeline", "parameters"),
    ("pipeline", "variables"),
    ("dataset", "parameters"),
    ("linkedService", "parameters"),
]:
    word = f"{folder}-{section}"
    declared(
        f"{word}-type-misspelt", KNOWN, ERROR, folder, section, lambda spec: spec.update(type="sting"), ("type",)
    )
    declared(f"{word}-type-missing", KNOWN, ERROR, folder, section, lambda spec: spec.pop("type"), ())
    declared(f"{word}-type-number", KNOWN, ERROR, folder, section, lambda spec: spec.update(type=7), ("type",))


def _number(spec):
    spec.clear()
    spec.update(type="int", defaultValue="many")


def _array(spec):
    spec.clear()
    spec.update(type="Array", defaultValue="x")


declared("default-of-an-int-text", KNOWN, ERROR, "pipeline", "parameters", _number, ("defaultValue",))
declared("default-of-an-array-text", KNOWN, ERROR, "pipeline", "variables", _array, ("defaultValue",))
declared("default-of-a-dataset-int-text", KNOWN, ERROR, "dataset", "parameters", _number, ("defaultValue",))


@defect("declaration-is-used", WARNING)
def variable_unused(subject):
    spot = subject.any(subject.resources("pipeline"))
    subject.at(spot)[PROPERTIES].setdefault("variables", {})["injected"] = {"type": "String"}
    return spot.below(PROPERTIES, "variables", "injected")


@defect("declaration-is-used", WARNING)
def parameter_unused(subject):
    spot = subject.any(subject.resources("pipeline"))
    subject.at(spot)[PROPERTIES].setdefault("parameters", {})["injected"] = {"type": "string", "defaultValue": "x"}
    return spot.below(PROPERTIES, "parameters", "injected")


@defect("parameter-is-used", WARNING)
def dataset_parameter_unused(subject):
    spot = subject.any(subject.resources("dataset"))
    subject.at(spot)[PROPERTIES].setdefault("parameters", {})["injected"] = {
        "type": "string",
        "defaultValue": "x",
    }
    return spot.below(PROPERTIES, "parameters", "injected")


@defect("resource-is-used", WARNING)
def dataset_unused(subject):
    spot = subject.any(subject.resources("dataset"))
    subject.files["dataset/InjectedCopy.json"] = {**subject.at(spot), "name": "InjectedCopy"}
    return Spot("dataset/InjectedCopy.json", ("name",))


@defect("resource-is-used", WARNING)
def linked_service_unused(subject):
    body = {"type": "AzureKeyVault", "typeProperties": {"baseUrl": "https://x.vault.azure.net/"}}
    subject.files["linkedService/InjectedVault.json"] = {"name": "InjectedVault", "properties": body}
    return Spot("linkedService/InjectedVault.json", ("name",))


@defect("declarations-are-unique")
def variable_in_two_letter_cases(subject):
    spot = subject.any(subject.resources("pipeline"))
    subject.at(spot)[PROPERTIES].setdefault("variables", {}).update(
        injected={"type": "String"}, Injected={"type": "String"}
    )
    return spot.below(PROPERTIES, "variables", "Injected")


@defect("pipeline-is-not-too-large")
def parameters_51(subject):
    spot = subject.any(subject.resources("pipeline"))
    found = subject.at(spot)[PROPERTIES].setdefault("parameters", {})
    found.update({f"injected{n}": {"type": "string"} for n in range(51)})
    return spot.below(PROPERTIES, "parameters")


for number, value in enumerate([0, -1, "many", 1.5, True]):
    setting(
        f"concurrency-{number}",
        "concurrency-is-in-range",
        ERROR,
        resources("pipeline"),
        (PROPERTIES, "concurrency"),
        value,
    )
setting("activities-empty", "pipeline-has-activities", WARNING, resources("pipeline"), (PROPERTIES, "activities"), [])
setting(
    "activities-object", "properties-have-their-type", ERROR, resources("pipeline"), (PROPERTIES, "activities"), {}
)
setting("parameters-array", "properties-have-their-type", ERROR, resources("pipeline"), PARAMETERS, [])
setting("variables-array", "properties-have-their-type", ERROR, resources("pipeline"), (PROPERTIES, "variables"), [])
setting(
    "annotations-text", "properties-have-their-type", ERROR, resources("pipeline"), (PROPERTIES, "annotations"), "x"
)
setting("folder-text", "properties-have-their-type", ERROR, resources("pipeline"), (PROPERTIES, "folder"), "x")
setting(
    "description-number", "properties-have-their-type", ERROR, resources("pipeline"), (PROPERTIES, "description"), 7
)
renaming(
    "activities-misspelt",
    "property-is-known",
    WARNING,
    resources("pipeline"),
    (PROPERTIES, "activities"),
    "activites",
)
renaming(
    "variables-misspelt", "property-is-known", WARNING, resources("pipeline"), (PROPERTIES, "variables"), "varaibles"
)
renaming("concurrency-misspelt", "property-is-known", WARNING, resources("pipeline"), (PROPERTIES, "folder"), "foldr")
