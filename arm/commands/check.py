"""`invoke check`: run the pipeline, then the integration-check notebook, and give the verdict."""

import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from arm import files, jsontext
from arm.commands.run import run_pipeline
from arm.commands.run_result import RunResult
from arm.commands.target import connect
from arm.errors import TargetError, UsageError
from arm.events import Notify, ignore, step
from arm.settings import Environment, Settings, load_environment

if TYPE_CHECKING:
    from arm.cloud.connection import Connection

# What a check notebook that fails ends its exception's message with, followed by the verdict as JSON.
_VERDICT = "Verdict: "
_ENDED = ("TERMINATED", "SKIPPED", "INTERNAL_ERROR")


@dataclass(frozen=True)
class NotebookCheck:
    """The run of the check notebook: `verdict` is what it exited with, `error` why it failed."""

    notebook: str
    status: str
    seconds: float
    verdict: Any = None
    error: str = ""


@dataclass(frozen=True)
class CheckResult:
    """The verdict: the pipeline run, the check notebook's (None if the pipeline failed), and where the data lies.

    `data` is "" if the pipeline failed. `findings` are the notebook's expectations, each {"name", "passed",
    "detail"}.
    """

    environment: str
    status: str
    run: RunResult
    check: NotebookCheck | None
    data: str
    findings: tuple[Any, ...]
    ok: bool


def run(settings: Settings, env: str | None, *, notify: Notify = ignore) -> CheckResult:
    """Run the environment's pipeline and its check notebook, and write `build/<env>/check.json`.

    The result is `ok` if both succeeded. UsageError if the environment names no pipeline or no notebook.
    """
    environment = load_environment(settings, env)
    for key, named in (("run.pipeline", environment.run.name), ("check.notebook", environment.check.name)):
        if not named:
            raise UsageError(f"the environment {environment.name} says no {key}", hint="set it in its file")
    connection = connect(settings, environment, notify)
    pipeline = run_pipeline(connection, environment, environment.run.name, environment.run.parameters, notify)
    notebook = run_notebook(connection, environment, notify) if pipeline.ok else None
    ok = notebook is not None and notebook.status == "SUCCESS"
    status = "Succeeded" if ok else "Failed"
    data = _data(settings, environment) if pipeline.ok else ""
    result = CheckResult(environment.name, status, pipeline, notebook, data, _findings(notebook), ok)
    files.write_text(settings.out(environment.name) / "check.json", jsontext.dumps_pretty(asdict(result)))
    return result


def _findings(notebook: NotebookCheck | None) -> tuple[Any, ...]:
    """What the check notebook found, expectation by expectation; () if it didn't get that far."""
    verdict = notebook.verdict if notebook else None
    return tuple(verdict.get("expectations", [])) if isinstance(verdict, Mapping) else ()


def run_notebook(connection: "Connection", environment: Environment, notify: Notify) -> NotebookCheck:
    """Run the check notebook on the environment's cluster and wait for its verdict."""
    from arm.cloud.databricks import Databricks

    task = environment.check
    path = f"{environment.target.databricks.folder}/{task.name}"
    client = Databricks(connection)
    start = time.monotonic()
    with step(notify, f"check {task.name}") as outcome:
        run_id = client.submit(f"adfops check {environment.name}", path, task.parameters, task.timeout)
        state = _wait(client, run_id, task.timeout, connection.polling_seconds)
        output = client.output(run_id)
        status = str(state.get("result_state") or state.get("life_cycle_state"))
        error = "" if status == "SUCCESS" else str(output.get("error") or state.get("state_message") or status)
        error = error.partition(_VERDICT)[0].rstrip()
        if error:
            outcome.fail(error)
    return NotebookCheck(path, status, time.monotonic() - start, _verdict(output), error)


def _wait(client: Any, run_id: int, timeout: float, pause: float) -> dict[str, Any]:
    deadline = time.monotonic() + timeout + 60  # the target ends it at `timeout`; this is for one that doesn't
    while True:
        state: dict[str, Any] = client.run(run_id).get("state", {})
        if state.get("life_cycle_state") in _ENDED:
            return state
        if time.monotonic() > deadline:
            raise TargetError(f"notebook run {run_id} has not ended after {timeout / 60:g} minutes")
        time.sleep(pause)


def _verdict(output: Mapping[str, Any]) -> Any:
    """The verdict the notebook exited with, or, as a failing notebook can't exit, the one its error ends in.

    JSON as its value, any other text as it is, None if there is none.
    """
    text = (output.get("notebook_output") or {}).get("result")
    if text is None:
        _, mark, text = str(output.get("error") or "").rpartition(_VERDICT)
        if not mark:
            return None
    try:
        return json.loads(text)
    except ValueError:
        return text


def _data(settings: Settings, environment: Environment) -> str:
    """Where the data lies: a file or folder on this machine for a local target, a blob's URL for Azure."""
    account, blob = environment.target.storage.account, environment.check.data
    if environment.target.is_local:
        return (settings.build / "local" / "storage" / account / blob).as_posix()
    return f"https://{account}.blob.core.windows.net/{blob}" if account else ""
