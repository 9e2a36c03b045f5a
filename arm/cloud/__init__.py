"""The clients: Azure's own SDKs and databricks-cli, spoken to Azure and Local Azure alike."""
