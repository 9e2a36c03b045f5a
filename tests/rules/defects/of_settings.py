"""Defects of settings whose values only the documentation tells, of sizes, IDs and letter case."""

import copy

from tests.rules.defects.kind import ERROR, WARNING, activities, add, defect, dropping, resources, setting
from tests.rules.defects.subject import NoPlace, Spot

TYPED = "typeProperties"
INSIDE = ("properties", TYPED)
SQL = ("AzureSqlSource", "SqlServerSource")
WORDS = "documented-value-is-known"
TIMES = "time-span-is-readable"
CONTENT = "activity-has-its-content"


def copies(section, *types):
    """A `where`: the Copy activities whose source or sink is of some type."""
    return lambda subject: (
        spot
        for spot in subject.activities("Copy", having=(TYPED, section))
        if not types or subject.at(spot)[TYPED][section].get("type") in types
    )


def setting_object(id, rule, where, path, value, *wrong):
    """A kind that sets an object at a path below `typeProperties`; what is wrong stands at `wrong` in it."""

    def inject(subject):
        spot = subject.any(where(subject)).below(TYPED, *path)
        subject.put(spot, value)
        return spot.below(*wrong)

    add(id, rule, ERROR, inject)


for id, where, path, value in [
    ("isolation-level-unknown", copies("source", *SQL), ("source", "isolationLevel"), "ReadComitted"),
    ("partition-option-unknown", copies("source", *SQL), ("source", "partitionOption"), "Sometimes"),
    ("write-behavior-unknown", copies("sink", "AzureSqlSink"), ("sink", "writeBehavior"), "replaceAll"),
    ("copy-behavior-unknown", copies("sink"), ("sink", "storeSettings", "copyBehavior"), "Merge"),
    ("format-settings-unknown", copies("sink"), ("sink", "formatSettings", "type"), "TextWriteSettings"),
    ("trace-level-unknown", activities("ExecuteDataFlow"), ("traceLevel",), "Medium"),
]:
    setting(id, WORDS, ERROR, where, (TYPED, *path), value)
for id, where, key, value, wrong in [
    ("translator-unknown", copies("source"), "translator", {"type": "ColumnTranslator"}, ("type",)),
    ("web-authentication-unknown", activities("WebActivity"), "authentication", {"type": "Digest"}, ("type",)),
    ("script-type-unknown", activities("Script"), "scripts", [{"type": "Run", "text": "select 1"}], (0, "type")),
    (
        "procedure-argument-type-unknown",
        activities("SqlServerStoredProcedure"),
        "storedProcedureParameters",
        {"injected": {"value": "1", "type": "Text"}},
        ("injected", "type"),
    ),
]:
    setting_object(id, WORDS, where, (key,), value, *wrong)
setting(
    "compression-codec-unknown", WORDS, ERROR, resources("dataset", "DelimitedText", "Parquet"),
    (*INSIDE, "compressionCodec"), "gzipp",
)  # fmt: skip

for id, where, path, value in [
    ("query-timeout-in-words", copies("source", *SQL), ("source", "queryTimeout"), "2 hours"),
    ("request-timeout-in-words", activities("WebActivity"), ("httpRequestTimeout",), "5 min"),
    ("request-timeout-too-long", activities("WebActivity"), ("httpRequestTimeout",), "00:30:00"),
    ("script-timeout-in-words", activities("Script"), ("scriptBlockExecutionTimeout",), "PT2H"),
]:
    setting(id, TIMES, ERROR, where, (TYPED, *path), value)

for id, type, path, value in [
    ("script-without-text", "Script", ("scripts",), [{"type": "Query"}]),
    ("metadata-of-an-unknown-field", "GetMetadata", ("fieldList",), ["existz"]),
]:
    setting_object(id, CONTENT, activities(type), path, value, 0)
setting("script-with-no-statement", CONTENT, ERROR, activities("Script"), (TYPED, "scripts"), [])
setting("metadata-of-no-field", CONTENT, ERROR, activities("GetMetadata"), (TYPED, "fieldList"), [])
dropping("metadata-without-fields", CONTENT, ERROR, activities("GetMetadata"), (TYPED, "fieldList"))
dropping("script-without-statements", CONTENT, ERROR, activities("Script"), (TYPED, "scripts"))
setting("web-url-without-scheme", CONTENT, ERROR, activities("WebActivity"), (TYPED, "url"), "example.com/path")
setting(
    "notebook-path-relative", CONTENT, WARNING, activities("DatabricksNotebook"), (TYPED, "notebookPath"), "Shared/x"
)

for id, key in (("if-condition-as-text", "IfCondition"), ("until-condition-as-text", "Until")):
    setting(id, "expression-object-is-whole", ERROR, activities(key), (TYPED, "expression"), "@equals(1,1)")
setting(
    "condition-of-another-type", "expression-object-is-whole", ERROR, activities("IfCondition"),
    (TYPED, "expression", "type"), "Expresion",
)  # fmt: skip


@defect("copy-fits-its-datasets")
def binary_file_copied_to_rows(subject):
    spot = subject.any(copies("sink", "ParquetSink", "JsonSink", "AzureSqlSink", "DelimitedTextSink")(subject))
    subject.at(spot)[TYPED]["source"]["type"] = "BinarySource"
    return spot.below(TYPED, "sink", "type")


COMPUTE = ("computeProperties", "dataFlowProperties")
MANAGED = resources("integrationRuntime", "Managed", having=(*INSIDE, *COMPUTE))
for id, key, value in (("runtime-cores-unknown", "coreCount", 7), ("runtime-lives-backwards", "timeToLive", -1)):
    setting(id, "integration-runtime-is-whole", ERROR, MANAGED, (*INSIDE, *COMPUTE, key), value)


@defect("integration-runtime-is-whole")
def linked_runtime_leads_nowhere(subject):
    spot = subject.any(subject.resources("integrationRuntime", "SelfHosted"))
    subject.at(spot)["properties"][TYPED] = {"linkedInfo": {"authorizationType": "Rbac"}}
    return spot.below(*INSIDE, "linkedInfo")


ENDPOINT = "managedVirtualNetwork/default/managedPrivateEndpoint"
ID = "privateLinkResourceId"
setting("endpoint-to-a-name", "resource-id-is-whole", ERROR, resources(ENDPOINT), ("properties", ID), "mystorage")
dropping("endpoint-to-nothing", "resource-id-is-whole", ERROR, resources(ENDPOINT), ("properties", ID))
dropping("endpoint-without-group", "resource-id-is-whole", ERROR, resources(ENDPOINT), ("properties", "groupId"))


@defect("argument-has-the-same-letter-case", WARNING)
def variable_set_in_another_letter_case(subject):
    spots = subject.activities("SetVariable", "AppendVariable", having=(TYPED, "variableName"))
    named = [spot for spot in spots if "setSystemVariable" not in subject.at(spot)[TYPED]]
    spot = subject.any(one for one in named if subject.at(one)[TYPED]["variableName"].swapcase() != "")
    subject.at(spot)[TYPED]["variableName"] = subject.at(spot)[TYPED]["variableName"].swapcase()
    return spot.below(TYPED, "variableName")


@defect("argument-has-the-same-letter-case", WARNING)
def dataset_argument_in_another_letter_case(subject):
    for spot in subject.mentions("DatasetReference", "pipeline"):
        given = subject.at(spot).get("parameters")
        file = f"dataset/{subject.at(spot)['referenceName']}.json"
        declared = subject.files.get(file, {}).get("properties", {}).get("parameters") or {}
        for name in [name for name in given or {} if name in declared and name.swapcase() not in (name, *declared)]:
            given[name.swapcase()] = given.pop(name)
            return spot.below("parameters", name.swapcase())
    raise NoPlace


@defect("parameter-is-declared")
def linked_service_argument_of_an_unknown_parameter(subject):
    spot = subject.any(subject.resources("dataset", having=("properties", "linkedServiceName")))
    value = {"value": "@dataset().injected", "type": "Expression"}
    subject.at(spot)["properties"]["linkedServiceName"]["parameters"] = {"host": value}
    return spot.below("properties", "linkedServiceName", "parameters", "host", "value")


@defect("trigger-starts-pipelines", WARNING)
def trigger_starts_a_pipeline_twice(subject):
    spot = subject.any(subject.resources("trigger", having=("properties", "pipelines", 0)))
    started = subject.at(spot)["properties"]["pipelines"]
    started.append(copy.deepcopy(started[0]))
    return spot.below("properties", "pipelines", len(started) - 1, "pipelineReference", "referenceName")


@defect("global-parameter-has-a-known-type")
def global_parameters_as_a_list(subject):
    spot = subject.any(subject.resources("factory", having=("properties",)))
    subject.at(spot)["properties"]["globalParameters"] = []
    return spot.below("properties", "globalParameters")


@defect("resource-name-is-allowed")
def network_with_a_blank_in_its_name(subject):
    file = "managedVirtualNetwork/my net.json"
    subject.files[file] = {"name": "my net", "properties": {}}
    return Spot(file, ("name",))


@defect("definition-is-well-formed")
def definition_of_an_unknown_type(subject):
    file = "arm-template-parameters-definition.json"
    section = "Microsoft.DataFactory/factories/pipelines"
    subject.files[file] = {section: {"properties": {"description": "=:-text:integer"}}}
    return Spot(file, (section, "properties", "description"))
