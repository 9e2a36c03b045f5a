"""Results as text (rich), JSON, JUnit, SARIF and Azure Pipelines logging commands."""

from arm.report.documents import deliver, require_format
from arm.report.findings import FORMATS, publish, render

__all__ = ["FORMATS", "deliver", "publish", "render", "require_format"]
