"""One-time runs of notebooks: submitted, watched, cancelled, with what they returned."""

import itertools
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from arm.local.databricks.errors import invalid
from arm.local.live import LiveRun, any_running, end_all
from arm.local.store import Store

if TYPE_CHECKING:
    from arm.runtime import NotebookResult, Services

ENDED = ("TERMINATED", "SKIPPED", "INTERNAL_ERROR")
# A notebook's result is cut after that, its log before: https://docs.databricks.com/api/azure/workspace/jobs/getrunoutput
_MAXIMUM = 5 * 1024 * 1024


class Jobs:
    """The runs of notebooks. Those that a stopped process left unfinished count as failed."""

    def __init__(self, store: Store, services: "Callable[[], Services]", work: Path) -> None:
        self._store = store
        self._services = services
        self._work = work
        self._live: dict[int, LiveRun] = {}
        known = [record["run_id"] for record in store.children("jobs")]
        self._numbers = itertools.count(max(known, default=0) + 1)
        self._fail_unfinished()

    def submit(self, name: str, tasks: list[Mapping[str, Any]], single: bool, timeout: float | None) -> int:
        """Start a run of notebook tasks, one after the other; its number. `single` is the form without `tasks`."""
        run_id = next(self._numbers)
        now = _milliseconds()
        shown = [
            {
                "run_id": run_id if single else next(self._numbers),
                "task_key": task.get("task_key", name),
                "notebook_task": dict(task["notebook_task"]),
                "timeout_seconds": task.get("timeout_seconds", 0),
                "start_time": now,
                "state": _state("PENDING", ""),
            }
            for task in tasks
        ]
        record = {
            "run_id": run_id,
            "run_name": name,
            "single": single,
            "start_time": now,
            "end_time": 0,
            "state": _state("PENDING", ""),
            "tasks": shown,
            "outputs": {},
        }
        self._save(record)
        live = self._live[run_id] = LiveRun()
        live.thread = threading.Thread(target=self._run, args=(record, live, timeout), daemon=True)
        live.thread.start()
        return run_id

    def get(self, run_id: int) -> dict[str, Any]:
        """The run of that number, or the one that has the task of that number."""
        for record in self._store.children("jobs"):
            if run_id == record["run_id"] or run_id in [task["run_id"] for task in record["tasks"]]:
                found: dict[str, Any] = record
                return found
        raise invalid(f"Run {run_id} does not exist.")

    def all(self) -> list[dict[str, Any]]:
        """All runs, the latest first."""
        return sorted(self._store.children("jobs"), key=lambda record: int(record["run_id"]), reverse=True)

    def output(self, run_id: int) -> dict[str, Any]:
        """What the run, or the task, of that number returned."""
        record = self.get(run_id)
        if run_id == record["run_id"] and not record["single"]:
            raise invalid(
                "Retrieving the output of runs with multiple tasks is not supported. Please retrieve the output of "
                "each individual task run instead."
            )
        found: dict[str, Any] = dict(record["outputs"].get(str(run_id), {}))
        log = found.pop("log", None)
        return {**found, **_end_of(Path(log))} if log else found

    def log(self, run_id: int) -> Path | None:
        """The file that takes what the run, or the task, of that number prints; None before it has begun."""
        log = self.get(run_id)["outputs"].get(str(run_id), {}).get("log")
        return Path(log) if log else None

    def cancel(self, run_id: int) -> None:
        """Cancel a run; nothing happens if it has ended."""
        live = self._live.get(self.get(run_id)["run_id"])
        if live:
            live.cancelled.set()

    def running(self) -> bool:
        """Whether any run is going on."""
        return any_running(self._live)

    def close(self) -> None:
        """Cancel what is going on and wait for it a little."""
        end_all(self._live)

    def _run(self, record: dict[str, Any], live: LiveRun, timeout: float | None) -> None:
        deadline = time.monotonic() + timeout if timeout else None
        values: dict[str, Any] = {}  # what tasks hand on is kept nowhere: it may be secret
        try:
            for index, task in enumerate(list(record["tasks"])):
                if index and record["tasks"][index - 1]["state"].get("result_state") != "SUCCESS":
                    record = self._task(record, index, _state("SKIPPED", "An earlier task failed."), {})
                    continue
                result = self._notebook(record, index, live, _shortest(task["timeout_seconds"], deadline), values)
                values[task["task_key"]] = result.task_values
                state, output = _ended(result)
                record = self._task(record, index, state, {**output, "log": str(result.log)})
            self._end(record, _worst([task["state"] for task in record["tasks"]]))
        except Exception as error:
            traceback.print_exc()
            message = f"Local Azure has a bug: {type(error).__name__}: see local.log"
            self._end(record, _state("INTERNAL_ERROR", message, "FAILED"))
        finally:
            self._live.pop(record["run_id"], None)

    def _notebook(
        self, record: dict[str, Any], index: int, live: LiveRun, timeout: float | None, values: Mapping[str, Any]
    ) -> "NotebookResult":
        """How a task's notebook ended. The record of the run says where it logs to meanwhile."""
        from arm.runtime import run_notebook

        notebook = record["tasks"][index]["notebook_task"]
        return run_notebook(
            notebook["notebook_path"],
            {str(name): str(value) for name, value in (notebook.get("base_parameters") or {}).items()},
            services=self._services(),
            work=self._work / f"notebook-run-{record['run_id']}",
            cancelled=live.cancelled,
            timeout=timeout,
            task_values=values,
            started=lambda log: self._task(record, index, _state("RUNNING", "In run"), {"log": str(log)}),
        )

    def _task(
        self, record: dict[str, Any], index: int, state: dict[str, Any], output: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Give a task a state and what it returned."""
        tasks = [{**task, "state": state} if at == index else task for at, task in enumerate(record["tasks"])]
        outputs = {**record["outputs"], str(tasks[index]["run_id"]): dict(output)}
        new = {**record, "tasks": tasks, "outputs": outputs, "state": _state("RUNNING", "In run")}
        self._save(new)
        return new

    def _end(self, record: dict[str, Any], state: dict[str, Any]) -> None:
        self._save({**record, "state": state, "end_time": _milliseconds()})

    def _save(self, record: dict[str, Any]) -> None:
        self._store.put(("jobs", f"{record['run_id']:012}"), record)

    def _fail_unfinished(self) -> None:
        state = _state("INTERNAL_ERROR", "Local Azure ended in the middle of this run.", "FAILED")
        for record in self._store.children("jobs"):
            if record["state"]["life_cycle_state"] not in ENDED:
                tasks = [
                    task if task["state"]["life_cycle_state"] in ENDED else {**task, "state": state}
                    for task in record["tasks"]
                ]
                self._save({**record, "state": state, "tasks": tasks, "end_time": _milliseconds()})


def _ended(result: "NotebookResult") -> tuple[dict[str, Any], dict[str, Any]]:
    """The state and the output of a notebook that ended by itself."""
    if result.status == "SUCCESS":
        text = result.exit_value
        output = {"truncated": False} if text is None else {
            "result": text[:_MAXIMUM], "truncated": len(text) > _MAXIMUM
        }  # fmt: skip
        return _state("TERMINATED", "", "SUCCESS"), {"notebook_output": output}
    error = result.error or {}
    message = str(error.get("message", "the notebook failed"))
    if error.get("reason") == "cancelled":
        return _state("TERMINATED", "Run cancelled.", "CANCELED"), {"error": message}
    ended = "TIMEDOUT" if error.get("reason") == "timeout" else "FAILED"
    trace = str(error.get("traceback", message))
    return _state("TERMINATED", message, ended), {"error": message, "error_trace": trace}


def _end_of(log: Path) -> dict[str, Any]:
    """The last of a log, as `Jobs - Get run output` gives it; nothing if the file is gone."""
    try:
        size = log.stat().st_size
        with log.open("rb") as stream:
            stream.seek(max(0, size - _MAXIMUM))
            text = stream.read().decode("utf-8", "replace")
    except OSError:
        return {}
    return {"logs": text, "logs_truncated": size > _MAXIMUM}


def _shortest(seconds: float, deadline: float | None) -> float | None:
    """How long a task may run: its own time, or what is left of its run's; None for as long as any notebook may."""
    left = [] if deadline is None else [max(0.001, deadline - time.monotonic())]
    return min([*left, *([seconds] if seconds else [])], default=None)


def _worst(states: list[dict[str, Any]]) -> dict[str, Any]:
    """The state of a run whose tasks ended so: that of the first that didn't succeed."""
    return next((state for state in states if state.get("result_state") != "SUCCESS"), states[-1])


def _state(life_cycle: str, message: str, result: str = "") -> dict[str, Any]:
    state = {
        "life_cycle_state": life_cycle,
        "state_message": message,
        "user_cancelled_or_timedout": result in ("CANCELED", "TIMEDOUT"),
    }
    return {**state, "result_state": result} if result else state


def _milliseconds() -> int:
    return int(time.time() * 1000)
