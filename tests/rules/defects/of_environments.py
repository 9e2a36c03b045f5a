"""Defects of this repository's own environments."""

from tests.rules.defects.kind import ERROR, WARNING, Kind
from tests.rules.defects.subject import Spot

REPOSITORY: dict[str, Kind] = {}
QA, PROD, DEV, COMMON = (f"parameter-overrides/{name}.json" for name in ("qa", "prod", "dev", "common"))
PIPELINE = "adf/pipeline/data-ingestion-pipeline.json"
URL = "AzureBlobStorage_properties_typeProperties_serviceEndpoint"
VAULT = "AzureKeyVault_properties_typeProperties_baseUrl"
KEY = "AzureMLService_servicePrincipalKey"
GROUP = "AzureMLService_properties_typeProperties_resourceGroupName"


def defect(rule, severity=ERROR):
    """Enter the decorated function as a kind of defect; its name is the kind's."""

    def enter(inject):
        id = inject.__name__.replace("_", "-")
        REPOSITORY[id] = Kind(id, rule, severity, inject)
        return inject

    return enter


def changed(id, rule, file, path, value, severity=ERROR, at=None):
    """A kind that sets a value of an override file."""

    def inject(subject):
        holder = subject.files[file]
        for key in path[:-1]:
            holder = holder.setdefault(key, {})
        holder[path[-1]] = value
        return Spot(file, path if at is None else at)

    REPOSITORY[id] = Kind(id, rule, severity, inject)


def removed(id, rule, file, path, severity=ERROR, at=None):
    """A kind that removes a value of an override file; found at the object it stood in."""

    def inject(subject):
        holder = subject.drop(Spot(file, path))
        return holder if at is None else Spot(file, at)

    REPOSITORY[id] = Kind(id, rule, severity, inject)


VALID, NAMES, EXISTS = "override-file-is-valid", "override-names-a-parameter", "environment-names-what-exists"
TYPE, SECRET, FORM = "override-has-the-declared-type", "override-holds-no-secret", "target-is-well-formed"
for id, path, value in [
    ("key-unknown", ("paramters",), {}),
    ("target-key-unknown", ("target", "resourcegroup"), "x"),
    ("target-kind-unknown", ("target", "kind"), "aws"),
    ("target-text", ("target",), "x"),
    ("databricks-key-unknown", ("target", "databricks", "cluster"), "x"),
    ("folder-relative", ("target", "databricks", "folder"), "Shared"),
    ("storage-text", ("target", "storage"), "x"),
    ("mount-unknown", ("target", "storage", "mounts"), {"/raw": "raw"}),
    ("parameters-array", ("parameters",), []),
    ("patches-object", ("patches",), {}),
    ("triggers-array", ("triggers",), []),
    ("trigger-state-unknown", ("triggers", "daily-ingestion"), "On"),
    ("extends-number", ("extends",), 7),
    ("run-key-unknown", ("run", "pipelin"), "x"),
    ("run-timeout-text", ("run", "timeoutMinutes"), "ten"),
    ("run-timeout-0", ("run", "timeoutMinutes"), 0),
    ("check-key-unknown", ("check", "note"), "x"),
    ("check-parameter-number", ("check", "parameters", "data_file_name"), 7),
    ("group-number", ("target", "resourceGroup"), 7),
    ("factory-empty", ("target", "factoryName"), ""),
    ("parameter-files-text", ("parameterFiles",), "x.json"),
    ("reference-without-name", ("parameters", KEY), {"reference": {"keyVault": {"id": "/x"}}}),
    ("description-number", ("description",), 7),
]:
    at = None
    if id == "reference-without-name":
        at = (*path, "reference")
    if id == "mount-unknown":
        at = path
    changed(id, VALID, QA, path, value, at=at)
changed("override-unknown", NAMES, QA, ("parameters", "Nowhere_properties_x"), "x")
changed(
    "override-misspelt", NAMES, QA, ("parameters", "AzureKeyVaul_properties_typeProperties_baseUrl"), "https://x/"
)
changed("override-in-another-letter-case", NAMES, QA, ("parameters", VAULT.lower()), "https://x/")
for id, value in [("number", 7), ("array", []), ("object", {"a": 1}), ("boolean", True), ("null", None)]:
    changed(f"override-{id}", TYPE, QA, ("parameters", GROUP), value)
changed("secret-literal", SECRET, QA, ("parameters", KEY), "q1Z8Q~abcdefghijklmnopqrstuvwxyz012345678")
changed("secret-mixed-with-a-variable", SECRET, QA, ("parameters", KEY), "x${SECRET}")
changed("secret-connection", SECRET, QA, ("parameters", GROUP), "AccountName=x;AccountKey=bXlrZXlteWtleW15a2V5bXk=")
changed(
    "secret-signature",
    SECRET,
    QA,
    ("parameters", URL),
    "https://x.blob.core.windows.net/?sv=1&sig=b3V0b2ZzaWduYXR1cmVz",
)
changed("secret-of-a-check", SECRET, QA, ("check", "parameters", "password"), "Winter2024!")
changed(
    "secret-of-a-run",
    SECRET,
    QA,
    ("run", "parameters"),
    {"token": "dapi0123456789abcdef0123456789abcdef"},
    at=("run", "parameters", "token"),
)
changed(
    "url-over-http", "override-is-encrypted", QA, ("parameters", VAULT), "http://devops-ds-qa-kv.vault.azure.net/"
)
changed(
    "host-over-http",
    "override-is-encrypted",
    QA,
    ("target", "databricks", "host"),
    "http://adb-1.2.azuredatabricks.net",
)
changed("macro", "variable-is-well-formed", QA, ("parameters", GROUP), "$(RESOURCE_GROUP)")
changed("variable-open", "variable-is-well-formed", QA, ("parameters", GROUP), "${RESOURCE_GROUP")
changed("variable-empty", "variable-is-well-formed", QA, ("parameters", GROUP), "x${}")
changed("variable-with-a-dash", "variable-is-well-formed", QA, ("parameters", GROUP), "${RESOURCE-GROUP}")
changed("subscription-no-id", FORM, QA, ("target", "subscriptionId"), "my-subscription")
changed("factory-name", FORM, QA, ("target", "factoryName"), "my_factory")
changed("storage-account-name", FORM, QA, ("target", "storage", "account"), "My-Account")
changed("group-name", FORM, QA, ("target", "resourceGroup"), "a group/1")
changed("host-no-url", FORM, QA, ("target", "databricks", "host"), "adb 1")
removed("target-without-group", "target-is-complete", QA, ("target", "resourceGroup"))
removed("target-without-factory", "target-is-complete", QA, ("target", "factoryName"))
removed("target-without-subscription", "target-is-complete", QA, ("target", "subscriptionId"))
removed("target-missing", "target-is-complete", QA, ("target",))
removed("value-missing", "override-has-a-value", QA, ("parameters", KEY))
removed("key-missing", "key-is-missing-in-one-environment", QA, ("parameters", VAULT), WARNING)
removed("target-key-missing", "key-is-missing-in-one-environment", QA, ("target", "storage", "account"), WARNING)
removed("host-missing", "key-is-missing-in-one-environment", QA, ("target", "databricks", "host"), WARNING)
changed("trigger-unknown", EXISTS, QA, ("triggers", "nightly"), "Started")
changed("trigger-misspelt", EXISTS, QA, ("triggers", "daily-ingestoin"), "Started")
changed("pipeline-of-the-run-unknown", EXISTS, QA, ("run", "pipeline"), "data-ingestion")
changed("pipeline-of-the-run-in-common", EXISTS, COMMON, ("run", "pipeline"), "data-ingestion")
changed("notebook-of-the-check-unknown", EXISTS, QA, ("check", "notebook"), "test_data_ingestoin")
changed(
    "argument-of-the-run-unknown",
    "run-gets-its-arguments",
    QA,
    ("run", "parameters"),
    {"x": 1},
    at=("run", "parameters", "x"),
)
changed(
    "argument-of-the-check-unknown",
    "run-gets-its-arguments",
    QA,
    ("check", "parameters", "data_filename"),
    "x",
    WARNING,
)
changed("parent-unknown", "parent-exists", QA, ("extends",), "comon")
changed("parent-of-itself", "parent-exists", QA, ("extends",), "qa")
changed(
    "parameter-file-missing", "parent-exists", QA, ("parameterFiles",), ["nowhere.json"], at=("parameterFiles", 0)
)
changed(
    "prod-like-dev",
    "prod-differs-from-dev",
    PROD,
    ("parameters", VAULT),
    "https://devops-ds-dev-kv.vault.azure.net/",
    WARNING,
)
changed("group-of-prod-like-dev", "prod-differs-from-dev", PROD, ("parameters", GROUP), "devops-ds-dev-rg", WARNING)
changed(
    "folder-of-one-environment", "folder-fits-the-factory", QA, ("target", "databricks", "folder"), "/Shared/other"
)
changed("folder-of-all", "folder-fits-the-factory", COMMON, ("target", "databricks", "folder"), "/Shared/other")
changed(
    "folder-by-an-override",
    "folder-fits-the-factory",
    QA,
    ("parameters", "default_properties_databricks_folder_value"),
    "/Shared/qa",
)


@defect("parent-exists")
def parents_in_a_circle(subject):
    subject.files[QA]["extends"] = "dev"
    subject.files[DEV]["extends"] = "qa"
    return Spot(QA, ("extends",))


@defect("targets-are-distinct", WARNING)
def two_environments_for_one_factory(subject):
    for key in ("resourceGroup", "factoryName"):
        subject.files["parameter-overrides/uat.json"]["target"][key] = subject.files[QA]["target"][key]
    return Spot("parameter-overrides/uat.json", ("target", "factoryName"))


@defect("json-keys-are-unique")
def override_twice(subject):
    subject.files.pop(QA)
    text = (subject.root / QA).read_text(encoding="utf-8")
    subject.texts[QA] = text.replace('"parameters": {', f'"parameters": {{\n    "{VAULT}": "https://x/",', 1)
    lines = subject.texts[QA].splitlines()
    subject.line = max(n for n, line in enumerate(lines, start=1) if VAULT in line)
    return Spot(QA)


def broken(id, edit, line):
    """A kind that breaks the text of an override file."""

    def inject(subject):
        subject.files.pop(QA)
        subject.texts[QA] = edit((subject.root / QA).read_text(encoding="utf-8"))
        subject.line = line(subject.texts[QA])
        return Spot(QA)

    REPOSITORY[id] = Kind(id, VALID, ERROR, inject)


broken("override-file-truncated", lambda text: text[:100], lambda text: None)
broken("override-file-empty", lambda text: "", lambda text: None)
broken("override-file-comma", lambda text: text.rstrip()[:-1].rstrip() + ",\n}\n", lambda text: text.count("\n"))
broken("override-file-array", lambda text: "[]", lambda text: 1)


def patching(id, patch, at, rule="patch-applies", severity=ERROR):
    """A kind that adds a patch."""

    def inject(subject):
        subject.files[QA]["patches"] = [patch]
        return Spot(QA, ("patches", 0, *at))

    REPOSITORY[id] = Kind(id, rule, severity, inject)


TARGET = "pipelines/data-ingestion-pipeline"
OPERATION = ("operations", 0)
patching(
    "patch-of-nothing",
    {"resource": "pipelines/nowhere", "operations": [{"op": "remove", "path": "/x"}]},
    ("resource",),
)
patching(
    "patch-of-another-type",
    {"resource": "pipeline/data-ingestion-pipeline", "operations": [{"op": "remove", "path": "/x"}]},
    ("resource",),
)
for id, operation in [
    ("remove", {"op": "remove", "path": "/properties/nowhere"}),
    ("replace", {"op": "replace", "path": "/properties/nowhere", "value": 1}),
    ("add", {"op": "add", "path": "/properties/nowhere/x", "value": 1}),
    ("test", {"op": "test", "path": "/properties/folder/name", "value": "x"}),
    ("test-absent", {"op": "test", "path": "/properties/concurrency", "value": 1}),
    ("move", {"op": "move", "from": "/properties/x", "path": "/properties/y"}),
    ("copy", {"op": "copy", "from": "/properties/x", "path": "/properties/y"}),
    ("index", {"op": "remove", "path": "/properties/activities/99"}),
    ("index-text", {"op": "add", "path": "/properties/activities/first", "value": {}}),
    ("without-value", {"op": "add", "path": "/properties/x"}),
    ("without-from", {"op": "move", "path": "/properties/x"}),
]:
    patching(f"patch-{id}", {"resource": TARGET, "operations": [operation]}, OPERATION)
patching(
    "patch-operation-unknown",
    {"resource": TARGET, "operations": [{"op": "set", "path": "/properties/x", "value": 1}]},
    (*OPERATION, "op"),
    VALID,
)
patching(
    "patch-path-without-slash",
    {"resource": TARGET, "operations": [{"op": "remove", "path": "properties"}]},
    (*OPERATION, "path"),
    VALID,
)
patching("patch-without-operations", {"resource": TARGET, "operations": []}, ("operations",), VALID)
patching("patch-without-resource", {"operations": [{"op": "remove", "path": "/x"}]}, (), VALID)
patching(
    "patch-makes-concurrency-0",
    {"resource": TARGET, "operations": [{"op": "add", "path": "/properties/concurrency", "value": 0}]},
    (),
    "patched-template-is-valid",
)
patching(
    "patch-removes-what-is-asked-for",
    {"resource": TARGET, "operations": [{"op": "remove", "path": "/properties/variables/bin_file_name"}]},
    (),
    "patched-template-is-valid",
)
patching(
    "patch-depends-on-nothing",
    {
        "resource": TARGET,
        "operations": [
            {"op": "add", "path": "/dependsOn/-", "value": "[concat(variables('factoryId'), '/datasets/nowhere')]"}
        ],
    },
    (),
    "dependencies-are-in-the-template",
)
patching(
    "patch-expression-too-long",
    {
        "resource": TARGET,
        "operations": [{"op": "add", "path": "/properties/description", "value": "[concat('" + "a" * 24_600 + "')]"}],
    },
    (),
    "template-expressions-are-not-too-long",
)
patching(
    "patch-with-a-secret",
    {
        "resource": "linkedServices/AzureMLService",
        "operations": [
            {
                "op": "add",
                "path": "/properties/typeProperties/servicePrincipalKey",
                "value": {"type": "SecureString", "value": "Winter2024!"},
            }
        ],
    },
    (*OPERATION, "value", "value"),
    SECRET,
)
