"""Which types of linked services, datasets, sources and sinks go together, by the connectors' own names.

https://learn.microsoft.com/azure/data-factory/connector-overview
"""

import re

_SUFFIX = re.compile(r"(?<=.)(?:Table|Dataset|Object|Entity|Collection|Resource|File|Cube)$")
_PLACE = re.compile(r"(?:Location|ReadSettings|WriteSettings)$")
# Where the names of a connector's types differ, and what any of a family may stand for.
_STORES = {
    "AzureSql": ("AzureSqlDatabase",),
    "AzureTable": ("AzureTableStorage", "AzureStorage"),
    "AzureBlob": ("AzureBlobStorage", "AzureStorage"),
    "AzureBlobStorage": ("AzureBlobStorage", "AzureStorage"),
    "Http": ("HttpServer",),
    "HttpServer": ("HttpServer",),
    "Ftp": ("FtpServer",),
    "Rest": ("RestService",),
    "SqlServer": ("SqlServer", "AzureSqlMI"),
    "CosmosDbSqlApi": ("CosmosDb",),
    "DocumentDb": ("CosmosDb",),
    "AzureSearchIndex": ("AzureSearch",),
    "LakeHouse": ("Lakehouse",),
    "SapBw": ("SapBW",),
    **dict.fromkeys(
        ("Dynamics", "DynamicsCrm", "CommonDataServiceForApps"),
        ("Dynamics", "DynamicsCrm", "CommonDataServiceForApps"),
    ),
}
# Of several connectors, or of files whose location tells.
_OPEN = ("FileShare", "RelationalTable", "CustomDataset", "Iceberg")
FORMATS = ("Avro", "Binary", "DelimitedText", "Excel", "Iceberg", "Json", "Orc", "Parquet", "Xml")

_DATABASES = (
    "AzureSqlDatabase", "AzureSqlDW", "AzureSqlMI", "SqlServer", "AmazonRdsForSqlServer", "Warehouse",
)  # fmt: skip
_SCRIPTED = (
    *_DATABASES, "Oracle", "AmazonRdsForOracle", "Snowflake", "SnowflakeV2", "PostgreSql", "PostgreSqlV2",
    "AzurePostgreSql", "MySql", "AzureMySql", "MariaDB", "AzureMariaDB", "Teradata", "Db2", "Odbc", "AmazonRedshift",
    "GoogleBigQuery", "GoogleBigQueryV2", "Netezza", "Vertica", "Sybase", "Informix", "AzureDatabricksDeltaLake",
    "AzureDatabricks", "Lakehouse", "SapHana",
)  # fmt: skip
SERVICES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("DatabricksNotebook", "DatabricksSparkJar", "DatabricksSparkPython", "DatabricksJob"), ("AzureDatabricks",)
    ),
    **dict.fromkeys(
        ("HDInsightHive", "HDInsightMapReduce", "HDInsightPig", "HDInsightSpark", "HDInsightStreaming"),
        ("HDInsight", "HDInsightOnDemand"),
    ),
    "SqlServerStoredProcedure": _DATABASES,
    "Script": _SCRIPTED,
    "AzureFunctionActivity": ("AzureFunction",),
    "AzureMLExecutePipeline": ("AzureMLService",),
    "AzureMLBatchExecution": ("AzureML",),
    "AzureMLUpdateResource": ("AzureML",),
    "Custom": ("AzureBatch",),
    "DataLakeAnalyticsU-SQL": ("AzureDataLakeAnalytics",),
    "AzureDataExplorerCommand": ("AzureDataExplorer",),
}
"""The types of linked services that an activity may run on; each of these activities needs one."""

_CODES = {
    "AzureSqlDW": ("SqlDW",),
    "AzureSqlMI": ("SqlMI",),
    "AzureBlob": ("Blob",),
    "DocumentDb": ("DocumentDbCollection", "CosmosDbSqlApi"),
    "Lakehouse": ("LakeHouseTable",),
    "AmazonS3": ("FileSystem",),
    **dict.fromkeys(
        ("Dynamics", "DynamicsCrm", "CommonDataServiceForApps"),
        ("Dynamics", "DynamicsCrm", "CommonDataServiceForApps"),
    ),
}
SQL = ("Sql", "AzureSql", "SqlServer", "SqlDW", "SqlMI")


def stores_of(dataset: str, location: str) -> tuple[str, ...]:
    """The types of linked services that a dataset may stand on; () where that can't be told.

    `location` is the type of its location, "" without one; of a dataset of files it decides.
    """
    if location:
        return _stores(_PLACE.sub("", location))
    return () if dataset in _OPEN or dataset in FORMATS else _stores(_stem(dataset))


def fits_store(found: str, wanted: tuple[str, ...]) -> bool:
    """Whether a linked service's type is one of those; the versions of a connector count as one."""
    return not wanted or _version(found) in {_version(one) for one in wanted}


def settings_fit(settings: str, location: str) -> bool:
    """Whether a Copy's `storeSettings` are for where its dataset lies."""
    return bool(set(_stores(_PLACE.sub("", settings))) & set(_stores(_PLACE.sub("", location))))


def copies(dataset: str, stem: str) -> bool:
    """Whether a source or sink (its type without that word) reads or writes a type of datasets."""
    if dataset in _OPEN or stem == "Relational":
        return True
    name = _stem(dataset)
    wanted = _CODES.get(name, (name, dataset))
    return _version(stem) in {_version(one) for one in wanted} or (stem == "Sql" and wanted[0] in SQL)


def _stem(dataset: str) -> str:
    """The connector's part of a dataset's type."""
    return dataset if dataset in (*FORMATS, "AzureTable") else _SUFFIX.sub("", dataset)


def _stores(name: str) -> tuple[str, ...]:
    return _STORES.get(name, (name,))


def _version(name: str) -> str:
    return name.removesuffix("V2")
