"""Defects of datasets, linked services, and what goes together with what."""

from tests.rules.defects.kind import (
    ERROR,
    WARNING,
    activities,
    add,
    defect,
    dropping,
    misspelt,
    renaming,
    resources,
    setting,
)

PROPERTIES = "properties"
TYPED = "typeProperties"
INSIDE = (PROPERTIES, TYPED)

for folder in ("dataset", "linkedService", "trigger", "dataflow", "integrationRuntime"):
    dropping(
        f"{folder}-without-type", "required-properties-are-there", ERROR, resources(folder), (PROPERTIES, "type")
    )

    def _type(subject, folder=folder):
        spot = subject.any(subject.resources(folder, having=(PROPERTIES, "type")))
        at = spot.below(PROPERTIES, "type")
        subject.put(at, misspelt(subject.at(at)))
        return at

    add(f"{folder}-type-misspelt", "types-are-known", ERROR, _type)
dropping(
    "dataset-without-linked-service",
    "required-properties-are-there",
    ERROR,
    resources("dataset"),
    (PROPERTIES, "linkedServiceName"),
)
for type in ("DelimitedText", "Json", "Parquet", "Binary", "Excel", "Xml"):
    dropping(
        f"{type.lower()}-without-location",
        "required-properties-are-there",
        ERROR,
        resources("dataset", type),
        (*INSIDE, "location"),
    )
dropping(
    "location-without-type",
    "required-properties-are-there",
    ERROR,
    resources("dataset"),
    (*INSIDE, "location", "type"),
)
setting(
    "location-text",
    "properties-have-their-type",
    ERROR,
    resources("dataset", having=(*INSIDE, "location")),
    (*INSIDE, "location"),
    "x",
)
setting("dataset-type-properties-array", "properties-have-their-type", ERROR, resources("dataset"), INSIDE, [])
setting(
    "dataset-linked-service-text",
    "properties-have-their-type",
    ERROR,
    resources("dataset"),
    (PROPERTIES, "linkedServiceName"),
    "x",
)
renaming(
    "column-delimiter-misspelt",
    "property-is-known",
    WARNING,
    resources("dataset", "DelimitedText"),
    (*INSIDE, "columnDelimiter"),
    "columnDelimeter",
)
renaming(
    "file-name-misspelt",
    "property-is-known",
    WARNING,
    resources("dataset"),
    (*INSIDE, "location", "fileName"),
    "filename_",
)
renaming(
    "table-misspelt", "property-is-known", WARNING, resources("dataset", "AzureSqlTable"), (*INSIDE, "table"), "tabel"
)
for id, type, key in [
    ("sql-without-connection", "AzureSqlDatabase", "connectionString"),
    ("rest-without-url", "RestService", "url"),
    ("key-vault-without-url", "AzureKeyVault", "baseUrl"),
    ("databricks-without-domain", "AzureDatabricks", "domain"),
    ("http-without-url", "HttpServer", "url"),
    ("function-without-url", "AzureFunction", "functionAppUrl"),
    ("data-lake-without-url", "AzureBlobFS", "url"),
    ("odata-without-url", "OData", "url"),
    ("sftp-without-host", "Sftp", "host"),
    ("rest-without-authentication", "RestService", "authenticationType"),
    ("blob-without-endpoint", "AzureBlobStorage", "serviceEndpoint"),
    ("sql-server-without-connection", "SqlServer", "connectionString"),
]:
    rule = (
        "required-properties-are-there"
        if type not in ("AzureSqlDatabase", "AzureBlobStorage", "AzureBlobFS", "SqlServer")
        else "connection-is-whole"
    )
    dropping(id, rule, ERROR, resources("linkedService", type), (*INSIDE, key))
dropping(
    "linked-service-without-type-properties",
    "required-properties-are-there",
    ERROR,
    resources("linkedService", "RestService", "AzureKeyVault", "AzureDatabricks", "HttpServer"),
    INSIDE,
)
setting(
    "linked-service-type-properties-text",
    "properties-have-their-type",
    ERROR,
    resources("linkedService"),
    INSIDE,
    "x",
)
setting(
    "connect-via-text",
    "properties-have-their-type",
    ERROR,
    resources("linkedService"),
    (PROPERTIES, "connectVia"),
    "x",
)
setting(
    "authentication-type-unknown",
    "value-is-known",
    ERROR,
    resources("linkedService", "RestService"),
    (*INSIDE, "authenticationType"),
    "Anonymuos",
)
renaming(
    "url-misspelt",
    "required-properties-are-there",
    ERROR,
    resources("linkedService", "RestService", "HttpServer"),
    (*INSIDE, "url"),
    "urll",
    at_holder=True,
)


@defect("linked-service-fits")
def dataset_on_another_store(subject):
    spot = subject.any(
        subject.resources("dataset", "AzureSqlTable", "SqlServerTable", "DelimitedText", "Parquet", "RestResource")
    )
    other = subject.any(subject.resources("linkedService", "AzureKeyVault", "AzureFunction", "AzureDatabricks"))
    subject.at(spot)[PROPERTIES]["linkedServiceName"] = {
        "referenceName": subject.at(other)["name"],
        "type": "LinkedServiceReference",
    }
    return spot.below(PROPERTIES, "linkedServiceName", "referenceName")


@defect("linked-service-fits")
def files_on_a_database(subject):
    spot = subject.any(subject.resources("dataset", having=(*INSIDE, "location", "type")))
    other = subject.any(subject.resources("linkedService", "AzureSqlDatabase", "SqlServer", "AzureSqlDW"))
    subject.at(spot)[PROPERTIES]["linkedServiceName"] = {
        "referenceName": subject.at(other)["name"],
        "type": "LinkedServiceReference",
    }
    return spot.below(PROPERTIES, "linkedServiceName", "referenceName")


@defect("linked-service-fits")
def notebook_on_another_service(subject):
    spot = subject.any(
        subject.activities("DatabricksNotebook", "SqlServerStoredProcedure", "AzureFunctionActivity", "Script")
    )
    other = subject.any(subject.resources("linkedService", "AzureKeyVault", "AzureBlobStorage", "RestService"))
    subject.at(spot)["linkedServiceName"] = {
        "referenceName": subject.at(other)["name"],
        "type": "LinkedServiceReference",
    }
    return spot.below("linkedServiceName", "referenceName")


@defect("linked-service-fits")
def secret_from_no_vault(subject):
    found = [one for one in subject.mentions("LinkedServiceReference", "linkedService/") if one.path[-1] == "store"]
    spot = subject.any(found)
    other = subject.any(subject.resources("linkedService", "AzureBlobStorage", "AzureSqlDatabase", "RestService"))
    subject.put(spot.below("referenceName"), subject.at(other)["name"])
    return spot.below("referenceName")


LOCATIONS = ("AzureBlobStorageLocation", "AzureBlobFSLocation", "SftpLocation", "HttpServerLocation")


@defect("linked-service-fits")
def location_of_another_store(subject):
    spot = subject.any(subject.resources("dataset", having=(*INSIDE, "location", "type")))
    at = spot.below(*INSIDE, "location", "type")
    subject.put(at, next(one for one in LOCATIONS if one != subject.at(at)))
    return spot.below(PROPERTIES, "linkedServiceName", "referenceName")


def copying(id, key, value, needed, rule="copy-fits-its-datasets"):
    """A kind that gives a Copy a source or sink of another type than its dataset."""

    def inject(subject):
        spot = subject.any(
            one
            for one in subject.activities("Copy", having=(TYPED, key, "type"))
            if (subject.at(one)[TYPED][key]["type"] in needed)
        )
        subject.put(spot.below(TYPED, key, "type"), value)
        return spot.below(TYPED, key, "type")

    add(id, rule, ERROR, inject)


SQL = ("AzureSqlSource", "SqlServerSource", "SqlDWSource")
FILES = ("DelimitedTextSource", "JsonSource", "BinarySource", "ParquetSource")
FILE_SINKS = ("DelimitedTextSink", "JsonSink", "BinarySink", "ParquetSink")
copying("copy-file-source-of-a-table", "source", "ParquetSource", SQL)
copying("copy-table-source-of-a-file", "source", "AzureSqlSource", FILES)
copying("copy-file-sink-of-a-table", "sink", "JsonSink", ("AzureSqlSink", "SqlServerSink", "SqlDWSink"))
copying("copy-table-sink-of-a-file", "sink", "AzureSqlSink", FILE_SINKS)
copying("copy-source-misspelt", "source", "AzureSqlSuorce", (*SQL, *FILES), "types-are-known")
copying("copy-sink-misspelt", "sink", "ParquetSnik", FILE_SINKS, "types-are-known")
dropping(
    "copy-source-without-type", "required-properties-are-there", ERROR, activities("Copy"), (TYPED, "source", "type")
)
dropping(
    "copy-sink-without-type", "required-properties-are-there", ERROR, activities("Copy"), (TYPED, "sink", "type")
)


def _stores(subject, key):
    known = (
        "AzureBlobStorageReadSettings",
        "AzureBlobFSReadSettings",
        "AzureBlobStorageWriteSettings",
        "AzureBlobFSWriteSettings",
    )
    for spot in subject.activities("Copy", having=(TYPED, key, "storeSettings", "type")):
        if subject.at(spot)[TYPED][key]["storeSettings"]["type"] in known:
            yield spot


setting(
    "copy-read-settings-of-another",
    "copy-fits-its-datasets",
    ERROR,
    lambda subject: _stores(subject, "source"),
    (TYPED, "source", "storeSettings", "type"),
    "SftpReadSettings",
)
setting(
    "copy-write-settings-of-another",
    "copy-fits-its-datasets",
    ERROR,
    lambda subject: _stores(subject, "sink"),
    (TYPED, "sink", "storeSettings", "type"),
    "SftpWriteSettings",
)
