"""Which activities run, and how a run ends: each documented pattern is a file in control_flow/."""

import json
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "control_flow"
CASES = sorted(FOLDER.glob("**/*.json"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.relative_to(FOLDER).with_suffix("").as_posix())
def test_control_flow(azure, path):
    """Activities end as documented, and so does the run."""
    case = json.loads(path.read_text(encoding="utf-8"))
    azure.settings = {"instant": True, "answers": case.get("answers", {})}
    given = {key: case[key] for key in ("pipeline", "pipelines", "parameters") if key in case}
    run = azure.run(case["activities"], **given)
    assert {key: FOUND[key](run) for key in case["expected"]} == case["expected"], case["comment"]


def sequence(run):
    """The attempts in their order, as "name[iteration] Status"."""
    return [
        f"{entry.name}{'' if entry.iteration is None else [entry.iteration]} {entry.status}"
        for entry in run.activities
    ]


FOUND = {
    "status": lambda run: run.status,
    "message": lambda run: run.message,
    "activities": lambda run: {entry.name: entry.status for entry in run.activities},
    "sequence": sequence,
    "variables": lambda run: run.variables,
    "outputs": lambda run: {
        entry.name: {k: v for k, v in entry.output.items() if k != "pipelineRunId"} for entry in run.activities
    },
    "codes": lambda run: {entry.name: entry.error["errorCode"] for entry in run.activities if entry.error},
    "returned": lambda run: run.return_value,
    "children": lambda run: [
        [child.pipeline, child.status, child.message, child.variables] for child in run.children
    ],
}


def wait(name, *, seconds=0.0, after=()):
    """A Wait activity."""
    depends = [{"activity": other, "dependencyConditions": ["Succeeded"]} for other in after]
    return {"name": name, "type": "Wait", "dependsOn": depends, "typeProperties": {"waitTimeInSeconds": seconds}}


@pytest.mark.parametrize(
    ("activities", "message"),
    [
        ([wait("A", after=["B"]), wait("B", after=["A"])], "activities depend on each other in a circle: A → B → A"),
        ([wait("A", after=["Z"])], "activity 'A' depends on 'Z', which isn't beside it"),
        ([wait("A"), wait("A")], "two activities are called 'A'"),
        (
            [{**wait("A"), "dependsOn": [{"activity": "B", "dependencyConditions": ["Maybe"]}]}, wait("B")],
            "activity 'A' has an unknown dependency condition 'Maybe'",
        ),
    ],
)
def test_activities_without_an_order_fail_the_run_before_anything_runs(azure, activities, message):
    """What Azure wouldn't have saved ends the run with one line that names it."""
    run = azure.run(activities)
    assert (run.status, run.message, run.activities) == ("Failed", message, [])


def test_activities_without_dependencies_run_side_by_side(azure):
    """Twenty waits of 0.3 s take little more than one."""
    run = azure.run([wait(f"W{n}", seconds=0.3) for n in range(20)])
    assert run.status == "Succeeded"
    assert (run.end - run.start).total_seconds() < 2
