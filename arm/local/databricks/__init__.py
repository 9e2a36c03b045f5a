"""Azure Databricks: the workspace and its jobs."""
