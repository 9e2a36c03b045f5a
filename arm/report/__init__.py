"""Results as text (rich), JSON, JUnit, SARIF and Azure Pipelines logging commands."""

from arm.report.findings import publish, render, require_format

__all__ = ["publish", "render", "require_format"]
