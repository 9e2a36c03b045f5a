"""Defects of what each type of activity needs."""

from tests.rules.defects.kind import (
    ERROR,
    WARNING,
    activities,
    defect,
    dropping,
    renaming,
    setting,
)
from tests.rules.defects.subject import Spot

WAIT = {"name": "Injected wait", "type": "Wait", "typeProperties": {"waitTimeInSeconds": 1}}
TYPED = "typeProperties"
for id, type, path in [
    ("copy-without-source", "Copy", (TYPED, "source")),
    ("copy-without-sink", "Copy", (TYPED, "sink")),
    ("for-each-without-items", "ForEach", (TYPED, "items")),
    ("until-without-expression", "Until", (TYPED, "expression")),
    ("if-without-expression", "IfCondition", (TYPED, "expression")),
    ("switch-without-on", "Switch", (TYPED, "on")),
    ("filter-without-condition", "Filter", (TYPED, "condition")),
    ("filter-without-items", "Filter", (TYPED, "items")),
    ("lookup-without-dataset", "Lookup", (TYPED, "dataset")),
    ("lookup-without-source", "Lookup", (TYPED, "source")),
    ("get-metadata-without-dataset", "GetMetadata", (TYPED, "dataset")),
    ("delete-without-dataset", "Delete", (TYPED, "dataset")),
    ("notebook-without-path", "DatabricksNotebook", (TYPED, "notebookPath")),
    ("procedure-without-name", "SqlServerStoredProcedure", (TYPED, "storedProcedureName")),
    ("web-without-url", "WebActivity", (TYPED, "url")),
    ("web-without-method", "WebActivity", (TYPED, "method")),
    ("function-without-name", "AzureFunctionActivity", (TYPED, "functionName")),
    ("wait-without-time", "Wait", (TYPED, "waitTimeInSeconds")),
    ("fail-without-message", "Fail", (TYPED, "message")),
    ("fail-without-code", "Fail", (TYPED, "errorCode")),
    ("execute-without-pipeline", "ExecutePipeline", (TYPED, "pipeline")),
    ("data-flow-activity-without-flow", "ExecuteDataFlow", (TYPED, "dataflow")),
    ("webhook-without-url", "WebHook", (TYPED, "url")),
    ("validation-without-dataset", "Validation", (TYPED, "dataset")),
]:
    dropping(id, "required-properties-are-there", ERROR, activities(type), path)
dropping(
    "set-variable-without-name", "assignment-is-whole", ERROR, activities("SetVariable"), (TYPED, "variableName")
)
dropping("set-variable-without-value", "assignment-is-whole", ERROR, activities("SetVariable"), (TYPED, "value"))
dropping(
    "append-variable-without-value", "assignment-is-whole", ERROR, activities("AppendVariable"), (TYPED, "value")
)
dropping(
    "type-properties-missing",
    "required-properties-are-there",
    ERROR,
    activities("Copy", "Lookup", "WebActivity", "ForEach", "IfCondition"),
    (TYPED,),
)
dropping(
    "notebook-without-linked-service",
    "linked-service-fits",
    ERROR,
    activities("DatabricksNotebook", having=("linkedServiceName",)),
    ("linkedServiceName",),
)
dropping(
    "procedure-without-linked-service",
    "linked-service-fits",
    ERROR,
    activities("SqlServerStoredProcedure", "Script", having=("linkedServiceName",)),
    ("linkedServiceName",),
)
renaming(
    "type-properties-misspelt",
    "required-properties-are-there",
    ERROR,
    activities("Copy", "Lookup"),
    (TYPED,),
    "typeProprties",
    at_holder=True,
)

for id, type, path, value in [
    ("for-each-items-text", "ForEach", (TYPED, "items"), "1, 2"),
    ("for-each-sequential-text", "ForEach", (TYPED, "isSequential"), "yes"),
    ("for-each-activities-object", "ForEach", (TYPED, "activities"), {}),
    ("if-expression-text", "IfCondition", (TYPED, "expression"), "true"),
    ("if-true-object", "IfCondition", (TYPED, "ifTrueActivities"), {}),
    ("wait-on-completion-text", "ExecutePipeline", (TYPED, "waitOnCompletion"), "yes"),
    ("type-properties-array", "Copy", (TYPED,), []),
    ("type-properties-text", "WebActivity", (TYPED,), "x"),
    ("copy-source-text", "Copy", (TYPED, "source"), "BlobSource"),
    ("copy-sink-array", "Copy", (TYPED, "sink"), []),
    ("copy-staging-text", "Copy", (TYPED, "enableStaging"), "yes"),
    ("copy-parallel-text", "Copy", (TYPED, "parallelCopies"), "several"),
    ("lookup-first-row-text", "Lookup", (TYPED, "firstRowOnly"), "yes"),
    ("lookup-dataset-text", "Lookup", (TYPED, "dataset"), "x"),
    ("inputs-object", "Copy", ("inputs",), {"referenceName": "x", "type": "DatasetReference"}),
    ("notebook-parameters-array", "DatabricksNotebook", (TYPED, "baseParameters"), []),
    ("web-headers-array", "WebActivity", (TYPED, "headers"), []),
    ("scripts-object", "Script", (TYPED, "scripts"), {}),
    ("linked-service-name-text", "SqlServerStoredProcedure", ("linkedServiceName",), "AzureSql"),
    ("user-properties-object", "Copy", ("userProperties",), {}),
]:
    setting(id, "properties-have-their-type", ERROR, activities(type), path, value)

setting(
    "copy-parallel-negative", "copy-settings-are-in-range", ERROR, activities("Copy"), (TYPED, "parallelCopies"), -1
)
setting("copy-parallel-0", "copy-settings-are-in-range", WARNING, activities("Copy"), (TYPED, "parallelCopies"), 0)
setting(
    "copy-units-1000", "copy-settings-are-in-range", ERROR, activities("Copy"), (TYPED, "dataIntegrationUnits"), 1000
)
setting("copy-units-0", "copy-settings-are-in-range", WARNING, activities("Copy"), (TYPED, "dataIntegrationUnits"), 0)
setting(
    "copy-staging-without-store",
    "copy-settings-are-in-range",
    ERROR,
    activities("Copy", having=(TYPED, "enableStaging")),
    (TYPED, "enableStaging"),
    True,
)
setting("copy-two-inputs", "copy-has-one-input-and-one-output", ERROR, activities("Copy"), ("inputs",), [])
setting("copy-no-outputs", "copy-has-one-input-and-one-output", ERROR, activities("Copy"), ("outputs",), [])
dropping("copy-without-inputs", "copy-has-one-input-and-one-output", ERROR, activities("Copy"), ("inputs",))
setting("for-each-empty", "container-has-activities", ERROR, activities("ForEach"), (TYPED, "activities"), [])
setting("until-empty", "container-has-activities", ERROR, activities("Until"), (TYPED, "activities"), [])
setting("web-method-unknown", "request-fits-its-method", ERROR, activities("WebActivity"), (TYPED, "method"), "PSOT")
dropping("web-body-missing", "request-fits-its-method", ERROR, activities("WebActivity"), (TYPED, "body"))
setting("webhook-method-get", "request-fits-its-method", ERROR, activities("WebHook"), (TYPED, "method"), "GET")
setting(
    "data-flow-core-count",
    "data-flow-compute-is-known",
    ERROR,
    activities("ExecuteDataFlow", having=(TYPED, "compute", "coreCount")),
    (TYPED, "compute", "coreCount"),
    7,
)
setting(
    "condition-mere-text",
    "expression-object-is-whole",
    ERROR,
    activities("IfCondition", "Until"),
    (TYPED, "expression", "value"),
    "equals(1, 1)",
)
dropping(
    "expression-without-value",
    "expression-object-is-whole",
    ERROR,
    activities("IfCondition", "Until"),
    (TYPED, "expression", "value"),
)
setting(
    "items-mere-text",
    "expression-object-is-whole",
    ERROR,
    activities("ForEach"),
    (TYPED, "items", "value"),
    "pipeline().parameters.x",
)
renaming(
    "optional-property-misspelt",
    "property-is-known",
    WARNING,
    activities(having=(TYPED, "firstRowOnly")),
    (TYPED, "firstRowOnly"),
    "firstRowOnyl",
)
renaming(
    "wait-on-completion-misspelt",
    "property-is-known",
    WARNING,
    activities(having=(TYPED, "waitOnCompletion")),
    (TYPED, "waitOnCompletion"),
    "waitOnComplete",
)
renaming(
    "depends-on-misspelt", "property-is-known", WARNING, activities(having=("dependsOn",)), ("dependsOn",), "dependOn"
)
renaming(
    "sequential-misspelt",
    "property-is-known",
    WARNING,
    activities(having=(TYPED, "isSequential")),
    (TYPED, "isSequential"),
    "isSequental",
)


@defect("switch-cases-are-unique")
def switch_case_twice(subject):
    spot = subject.any(subject.activities("Switch", having=(TYPED, "cases", 0)))
    cases = subject.at(spot)[TYPED]["cases"]
    cases.append({"value": cases[0]["value"], "activities": [dict(WAIT)]})
    return spot.below(TYPED, "cases", len(cases) - 1, "value")


@defect("switch-cases-are-unique")
def switch_case_without_value(subject):
    spot = subject.any(subject.activities("Switch", having=(TYPED, "cases", 0, "value")))
    return subject.drop(spot.below(TYPED, "cases", 0, "value"))


@defect("pipeline-is-not-too-large")
def activities_121(subject):
    pipeline = subject.any(subject.resources("pipeline", having=("properties", "activities")))
    block = subject.at(pipeline)["properties"]["activities"]
    block += [{**WAIT, "name": f"Injected {n}", "dependsOn": [], "userProperties": []} for n in range(121)]
    return pipeline.below("properties", "activities")


@defect("pipeline-is-not-too-large")
def activities_121_inside_a_loop(subject):
    spot = subject.any(subject.activities("ForEach"))
    subject.at(spot)[TYPED]["activities"] += [{**WAIT, "name": f"Injected {n}"} for n in range(121)]
    return Spot(spot.file, ("properties", "activities"))


setting(
    "procedure-name-empty",
    "required-properties-are-there",
    ERROR,
    activities("SqlServerStoredProcedure"),
    (TYPED, "storedProcedureName"),
    "",
)
setting("url-empty", "required-properties-are-there", ERROR, activities("WebActivity"), (TYPED, "url"), "")
