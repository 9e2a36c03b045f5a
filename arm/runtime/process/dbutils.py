"""`dbutils` as a notebook finds it: what is here works as on Databricks, anything else fails and says its name.

Names are Databricks' own, whatever our style says.

Reference: https://learn.microsoft.com/azure/databricks/dev-tools/databricks-utils.
"""

from typing import Any

from arm.runtime.process.display import summarize
from arm.runtime.process.files import Files
from arm.runtime.process.part import Part
from arm.runtime.process.secrets import Secrets
from arm.runtime.process.widgets import Widgets
from arm.runtime.process.workflow import Jobs, Library, Notebook


class Data(Part):
    """dbutils.data."""

    _title = "dbutils.data"

    def summarize(self, df: Any, precise: bool = False) -> None:
        """Print counts, ranges and quantiles of a table's columns."""
        summarize(df, precise)


class DbUtils(Part):
    """The `dbutils` of one run."""

    def __init__(self, widgets: Widgets, notebook: Notebook, fs: Files, secrets: Secrets, jobs: Jobs) -> None:
        self.widgets = widgets
        self.notebook = notebook
        self.fs = fs
        self.secrets = secrets
        self.jobs = jobs
        self.library = Library()
        self.data = Data()
