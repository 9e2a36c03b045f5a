"""Local Azure: the other side of the wire — Resource Manager, Data Factory, Databricks and storage in one process."""
