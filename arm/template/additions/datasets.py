"""What ADF Studio adds to datasets: `annotations`, `typeProperties`, and the `schema` of Json ones."""

from arm.factory import Body, Factory
from arm.template.additions.ordering import with_key

_SCHEMA_LAST = (
    "Avro", "AzureDatabricksDeltaLakeDataset", "Binary", "DelimitedText", "Excel", "Iceberg", "Json", "Orc",
    "Parquet", "RestResource", "Xml",
)  # fmt: skip
"""Types whose form writes `typeProperties` before `schema`; every other writes it after."""


def complete_dataset(properties: Body, factory: Factory) -> Body:
    """The dataset's `properties`, completed."""
    properties = with_key(properties, "annotations", [], before=("type",))
    after = ("type",) if properties.get("type") in _SCHEMA_LAST else ("type", "schema", "structure")
    properties = with_key(properties, "typeProperties", {}, after=after)
    return with_key(properties, "schema", {}) if properties.get("type") == "Json" else properties
