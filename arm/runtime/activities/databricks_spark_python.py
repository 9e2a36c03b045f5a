"""DatabricksSparkPython: https://learn.microsoft.com/azure/data-factory/transform-data-databricks-python."""

import re
from dataclasses import replace
from functools import partial
from pathlib import Path

from arm import jsontext
from arm.errors import UsageError
from arm.runtime.activities import handles
from arm.runtime.call import Call
from arm.runtime.failures import ActivityFailure
from arm.runtime.model import Json, Services
from arm.runtime.notebooks import run_notebook

# Azure's code for a Databricks run that ended in failure.
_RUN_FAILED = "3204"


@handles("DatabricksSparkPython")
async def databricks_spark_python(call: Call) -> Json:
    """Run the file in a process of its own, with the parameters as its arguments (without Spark, as notebooks)."""
    call.linked_service()  # an activity without a cluster to run on fails, as it does in Azure
    name = str(call.required("pythonFile"))
    arguments = [str(parameter) for parameter in call.properties.get("parameters") or []]
    services = replace(call.scope.services, notebook=partial(_as_notebook, name, call.scope.services, arguments))
    start = partial(run_notebook, name, {}, services=services, work=call.work, started=call.log_begun)
    result = await call.in_thread(lambda stop: start(cancelled=stop))
    output: Json = {"runPageUrl": result.log.as_uri()}
    if result.error:
        raise ActivityFailure(_RUN_FAILED, result.error["message"], output=output)
    return output


def _as_notebook(name: str, services: Services, arguments: list[str], _: str) -> str:
    """The file's text below a cell that gives it its arguments. KeyError if the file isn't there."""
    try:
        text = jsontext.read_text(_file(name, services))
    except UsageError:
        raise KeyError(name) from None
    return f"import sys; sys.argv = {[name, *arguments]!r}\n\n# COMMAND ----------\n\n{text}"


def _file(name: str, services: Services) -> Path:
    """Where a `dbfs:/…` path lies: below the longest mount point it starts with, or in the scratch of DBFS."""
    path = re.sub(r"^dbfs:/*", "/", name)
    if ".." in path.split("/"):
        raise KeyError(name)
    for point in sorted(services.mounts, key=len, reverse=True):
        if path.startswith(f"{point.rstrip('/')}/"):
            return services.mounts[point] / path[len(point.rstrip("/")) + 1 :]
    return services.work / "dbfs" / path.strip("/")
