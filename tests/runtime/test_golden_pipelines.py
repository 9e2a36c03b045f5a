"""Every pipeline of the reference data runs, or says which of its activities can't be run."""

import json
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from arm.errors import AdfopsError
from arm.runtime import DeployedFactory, PipelineRun, Services, run_pipeline
from arm.runtime.answers import all_activities
from arm.runtime.sources import read_factory
from tests.runtime.generated_answers import generated

pytestmark = pytest.mark.conformance

VALUES = {"int": 1, "integer": 1, "float": 1.5, "bool": True, "boolean": True, "array": ["1"], "object": {}}
# A loop that never waits for anything goes on for ever, as it would in Azure for a week: it is stopped.
LOOP_SECONDS = 3


def pipelines(folder: Path) -> Iterator[tuple[DeployedFactory, str]]:
    """Each pipeline once, with the first factory it is found in."""
    seen = set()
    for pair in sorted((folder / "golden" / "pairs").iterdir()):
        factory = read_factory(pair / "source", pair.name)
        for name, properties in factory.pipelines.items():
            text = json.dumps(properties, sort_keys=True)
            if text not in seen:
                seen.add(text)
                yield factory, name


def ended(factory: DeployedFactory, name: str, work: Path, answers: dict, only_answers: bool) -> PipelineRun:
    """The run of a pipeline, its parameters made up by type; cancelled when it goes on for too long."""
    declared = factory.pipelines[name].get("parameters") or {}
    parameters = {
        key: VALUES.get(entry["type"].lower(), "1") for key, entry in declared.items() if "defaultValue" not in entry
    }
    services = Services(
        storage=lambda account: work / account,
        notebook=lambda path: {}[path],
        mounts={},
        work=work / "runs",
        python=sys.executable,
        answers=answers,
        only_answers=only_answers,
        instant=True,
    )
    cancelled = threading.Event()
    timer = threading.Timer(LOOP_SECONDS, cancelled.set)
    timer.start()
    try:
        return run_pipeline(
            factory, name, parameters, run_id="r", services=services, changed=lambda run: None, cancelled=cancelled
        )
    finally:
        timer.cancel()


def crashes(run: PipelineRun) -> list[str]:
    """What the runtime itself got wrong, in the run and its children."""
    own = [entry.error["message"] for entry in run.activities if entry.error.get("errorCode") == "InternalError"]
    return own + [each for child in run.children for each in crashes(child)]


def refusals(run: PipelineRun) -> list[str]:
    """The activities that couldn't be run, in the run and its children."""
    own = [entry.name for entry in run.activities if entry.error.get("errorCode") == "CannotRun"]
    return own + [each for child in run.children for each in refusals(child)]


def outcome(run: PipelineRun) -> str:
    """How a run ended, as it is counted."""
    if refused := refusals(run):
        assert run.status == "Failed", f"{refused}: {run.message}"
        return "says which activity can't be run"
    if run.status == "Failed":
        return "fails by its own doing"
    return "succeeds" if run.status == "Succeeded" else "loops on and is stopped"


@pytest.mark.parametrize("only_answers", [True, False], ids=["on generated answers", "without answers"])
def test_every_pipeline_runs_or_says_what_it_cant_run(reference_data, tmp_path, capsys, only_answers):
    """No pipeline ends in a crash of ours, and none fails without a line that says why."""
    counts: Counter[str] = Counter()
    told: Counter[str] = Counter()
    for factory, name in pipelines(reference_data):
        answers = generated(factory.pipelines) if only_answers else {}
        try:
            run = ended(factory, name, tmp_path, answers, only_answers)
        except AdfopsError as error:
            pytest.fail(f"{factory.name}/{name}: {error}")
        assert not crashes(run), f"{factory.name}/{name}"
        assert run.status == "Succeeded" or run.message, f"{factory.name}/{name}"
        assert "\n" not in run.message or run.status == "Failed"
        counts[outcome(run)] += 1
        kinds = {
            each["name"]: each["type"]
            for one in factory.pipelines.values()
            for each in all_activities(one.get("activities"))
        }
        told.update(kinds[each] for each in set(refusals(run)))
    with capsys.disabled():
        print(
            f"\n{sum(counts.values())} pipelines: "
            + ", ".join(f"{count} {what}" for what, count in counts.most_common())
        )
        print("can't be run: " + (", ".join(f"{kind} {count}" for kind, count in told.most_common()) or "nothing"))
    assert counts["succeeds"] > 0
