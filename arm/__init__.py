"""adfops: build, check, deploy and run Azure Data Factory pipelines and their Databricks notebooks."""

__version__ = "0.1.0"
