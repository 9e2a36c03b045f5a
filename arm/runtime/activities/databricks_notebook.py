"""DatabricksNotebook: https://learn.microsoft.com/azure/data-factory/transform-data-databricks-notebook."""

import json
from functools import partial
from typing import Any

from arm.runtime.activities import handles
from arm.runtime.call import Call
from arm.runtime.failures import ActivityFailure
from arm.runtime.model import Json
from arm.runtime.notebooks import run_notebook

# Azure's code for a Databricks run that ended in failure.
_RUN_FAILED = "3204"


@handles("DatabricksNotebook")
async def databricks_notebook(call: Call) -> Json:
    """Run the notebook for real; `runOutput` is what it gave to dbutils.notebook.exit, parsed where it is JSON."""
    call.linked_service()  # an activity without a cluster to run on fails, as it does in Azure
    path = call.required("notebookPath")
    parameters = {name: as_widget(value) for name, value in call.properties.get("baseParameters", {}).items()}
    start = partial(
        run_notebook, path, parameters, services=call.scope.services, work=call.work, started=call.log_begun
    )
    result = await call.in_thread(lambda stop: start(cancelled=stop))
    output: Json = {"runPageUrl": result.log.as_uri()}
    if result.error:
        raise ActivityFailure(_RUN_FAILED, result.error["message"], output=output)
    if result.exit_value is not None:
        output["runOutput"] = parsed(result.exit_value)
    return output


def as_widget(value: Any) -> str:
    """A base parameter as the text a widget holds: text as it is, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def parsed(exit_value: str) -> Any:
    """A notebook's exit value as expressions see it: the object or array it reads as, else the text."""
    try:
        value = json.loads(exit_value)
    except ValueError:
        return exit_value
    return value if isinstance(value, dict | list) else exit_value
