"""A run from its parameters to its outcome: what the caller hears, and what ends it before its time."""

import json
import re
import threading
import time
from pathlib import Path

import pytest

from arm.runtime import DeployedFactory, bind_parameters, duration_ms


def activity(name, kind, after=(), **more):
    """An activity of a type; `more` are its other keys."""
    depends = [{"activity": other, "dependencyConditions": ["Succeeded"]} for other in after]
    return {"name": name, "type": kind, "dependsOn": depends, "typeProperties": {}, **more}


def set_variable(name, variable, value, after=()):
    """A SetVariable activity."""
    return activity(name, "SetVariable", after, typeProperties={"variableName": variable, "value": value})


def wait(name, seconds, after=(), **more):
    """A Wait activity."""
    return activity(name, "Wait", after, typeProperties={"waitTimeInSeconds": seconds}, **more)


STRINGS = {"pipeline": {"variables": {"v": {"type": "String", "defaultValue": "first"}, "w": {"type": "String"}}}}


def test_expressions_see_the_run(azure):
    """Parameters, variables, system and global values and earlier outputs; inputs are recorded evaluated."""
    steps = [
        set_variable("A", "v", "@concat(pipeline().parameters.p, '-', variables('v'), '-', pipeline().RunId)"),
        set_variable("B", "w", {"value": "@{activity('A').output.value}!", "type": "Expression"}, after=["A"]),
        set_variable("C", "v", "@pipeline().globalParameters.g", after=["B"]),
    ]
    pipeline = {**STRINGS["pipeline"], "parameters": {"p": {"type": "string", "defaultValue": "d"}}}
    run = azure.run(steps, pipeline=pipeline, global_parameters={"g": {"type": "string", "value": "global"}})
    assert run.message == ""
    assert run.variables == {"v": "global", "w": "d-first-run-1!"}
    assert run.activities[1].input == {"variableName": "w", "value": "d-first-run-1!"}
    assert run.activities[1].output == {"name": "w", "value": "d-first-run-1!"}


def test_expressions_see_when_an_activity_ran_and_how_long(azure):
    """Times in UTC and a duration, as .NET writes them."""
    told = "@{activity('A').ExecutionStartTime} @{activity('A').ExecutionEndTime} @{activity('A').Duration}"
    run = azure.run([wait("A", 0), set_variable("B", "v", told, after=["A"])], **STRINGS)
    start, end, lasted = run.variables["v"].split()
    moment = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z"
    assert re.fullmatch(moment, start) and re.fullmatch(moment, end) and start <= end
    assert re.fullmatch(r"00:00:0\d\.\d{7}", lasted)


def test_an_expression_that_cant_be_evaluated_fails_its_activity(azure):
    """The activity says why, and the run goes on where a failure is provided for."""
    catch = wait("Catch", 0)
    catch["dependsOn"] = [{"activity": "A", "dependencyConditions": ["Failed"]}]
    run = azure.run([set_variable("A", "v", "@variables('none')"), catch], **STRINGS)
    assert run.status == "Succeeded"
    assert run.activities[0].error["errorCode"] == "InvalidTemplate"
    assert "'none'" in run.activities[0].error["message"]


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        (
            "v",
            "@int('1')",
            "The variable 'v' of type 'String' cannot be initialized or updated with value of type 'Integer'. "
            "The variable 'v' only supports values of types 'String'.",
        ),
        ("none", "x", "the pipeline has no variable 'none'"),
    ],
)
def test_a_variable_takes_only_its_own_type(azure, variable, value, message):
    """A value of another type, or a variable that isn't declared, fails the activity."""
    run = azure.run([set_variable("A", variable, value)], **STRINGS)
    assert run.activities[0].error == {
        "errorCode": "BadRequest",
        "message": message,
        "failureType": "UserError",
        "target": "A",
    }


def test_an_activity_type_that_cant_run_ends_the_run_even_where_its_failure_is_handled(azure):
    """One line names activity and type; a handler doesn't turn it into a success, and what runs is cancelled."""
    catch = wait("Catch", 0)
    catch["dependsOn"] = [{"activity": "Flow", "dependencyConditions": ["Failed"]}]
    run = azure.run([wait("Long", 60), activity("Flow", "HDInsightHive"), catch])
    assert run.status == "Failed"
    assert run.message.startswith(
        "activity 'Flow' is of type HDInsightHive, which can't be run here — give it an answer"
    )
    assert "\n" not in run.message
    statuses = {entry.name: entry.status for entry in run.activities}
    assert statuses == {"Long": "Cancelled", "Flow": "Failed"}
    assert duration_ms(run) < 10_000


def test_the_caller_hears_of_every_transition_in_its_own_thread(azure):
    """Queued, in progress and ended, for the run and each activity, one thread."""
    heard, threads = [], set()

    def changed(run):
        threads.add(threading.get_ident())
        heard.append((str(run.status), [(entry.name, str(entry.status)) for entry in run.activities]))

    azure.run([wait("A", 0), wait("B", 0, after=["A"])], changed=changed)
    assert threads == {threading.get_ident()}
    a = ("A", "Succeeded")
    assert heard == [
        ("InProgress", []),
        ("InProgress", [("A", "Queued")]),
        ("InProgress", [("A", "InProgress")]),
        ("InProgress", [a]),
        ("InProgress", [a, ("B", "Queued")]),
        ("InProgress", [a, ("B", "InProgress")]),
        ("InProgress", [a, ("B", "Succeeded")]),
        ("Succeeded", [a, ("B", "Succeeded")]),
    ]


def test_a_callers_own_error_isnt_swallowed(azure):
    """What `changed` raises comes out as it is."""

    def changed(run):
        if run.activities:
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        azure.run([wait("A", 0)], changed=changed)


def test_cancelling_stops_what_runs_and_starts_nothing_more(azure):
    """The run and its activity end as Cancelled, soon, and a notebook's process is gone."""
    azure.notebooks["/nb"] = "import time\nopen('/dbfs/mnt/raw/started', 'w').close()\ntime.sleep(60)"
    notebook = activity("N", "DatabricksNotebook", typeProperties={"notebookPath": "/nb"})
    notebook["linkedServiceName"] = {"referenceName": "D", "type": "LinkedServiceReference"}
    cancelled = threading.Event()

    def cancel_once_started():
        while not (azure.container("raw") / "started").exists():
            time.sleep(0.02)
        cancelled.set()

    threading.Thread(target=cancel_once_started, daemon=True).start()
    run = azure.run(
        [notebook, wait("Next", 0, after=["N"])],
        cancelled=cancelled,
        linked_services={"D": {"type": "AzureDatabricks", "typeProperties": {}}},
    )
    assert run.status == "Cancelled"
    assert [(entry.name, entry.status) for entry in run.activities] == [("N", "Cancelled")]
    assert duration_ms(run) < 20_000


def test_a_timeout_fails_the_activity(azure):
    """The policy's time-out counts, days and all, and is told."""
    run = azure.run([wait("A", 60, policy={"timeout": "0.00:00:01"})])
    assert run.activities[0].error["errorCode"] == "ActivityTimeout"
    assert run.message == "Operation on target A failed: the activity ran longer than its timeout, 1 s"


def test_a_timeout_that_cant_be_read_ends_the_run(azure):
    """A policy nobody can follow isn't guessed at."""
    run = azure.run([wait("A", 0, policy={"timeout": "soon"})])
    assert run.message == "activity 'A' has a time-out that isn't d.hh:mm:ss: 'soon'"


def test_retries_are_attempts_of_their_own(azure):
    """An activity that fails is tried again as often as its policy says; every attempt is told."""
    fails = activity(
        "F",
        "Fail",
        typeProperties={"message": "no", "errorCode": "7"},
        policy={"retry": 2, "retryIntervalInSeconds": 0},
    )
    run = azure.run([fails])
    assert [(entry.status, entry.retry_attempt) for entry in run.activities] == [
        ("Failed", None),
        ("Failed", 1),
        ("Failed", 2),
    ]
    assert run.message == "Operation on target F failed: no"


def test_a_retry_that_succeeds_makes_the_activity_succeed(azure):
    """What counts is the last attempt."""
    azure.notebooks["/nb"] = (
        "from pathlib import Path\n"
        "mark = Path('/dbfs/mnt/raw/mark')\n"
        "if not mark.exists():\n"
        "    mark.touch()\n"
        "    raise RuntimeError('the first time')\n"
    )
    notebook = activity(
        "N",
        "DatabricksNotebook",
        typeProperties={"notebookPath": "/nb"},
        linkedServiceName={"referenceName": "D"},
        policy={"retry": 1, "retryIntervalInSeconds": 0},
    )
    run = azure.run([notebook], linked_services={"D": {"type": "AzureDatabricks"}})
    assert (run.status, [entry.status for entry in run.activities]) == ("Succeeded", ["Failed", "Succeeded"])


def test_secure_input_and_output_are_not_shown_but_work(azure):
    """They stand nowhere in the run, and the next activity can use them all the same."""
    secret = set_variable("A", "v", "hush")
    secret["policy"] = {"secureInput": True, "secureOutput": True}
    run = azure.run(
        [secret, set_variable("B", "w", "@concat('', activity('A').output.value)", after=["A"])], **STRINGS
    )
    masked = ({"SecureInput": "**********"}, {"SecureOutput": "**********"})
    assert (run.activities[0].input, run.activities[0].output) == masked
    assert [(each.secure_input, each.secure_output) for each in run.activities] == [(True, True), (False, False)]
    assert run.variables["w"] == "hush"


def test_a_crash_of_ours_is_told_as_ours(azure, monkeypatch):
    """An error nobody foresaw ends the activity, and its traceback lies in the run's folder."""
    from arm.runtime import activities

    async def broken(call):
        raise ZeroDivisionError("oops")

    activities.known_types()
    monkeypatch.setitem(activities._types, "Wait", activities.ActivityType(broken, "never"))
    run = azure.run([wait("A", 0)])
    error = run.activities[0].error
    assert (error["errorCode"], error["failureType"]) == ("InternalError", "SystemError")
    assert "ZeroDivisionError: oops" in error["message"]
    (log,) = (azure.folder / "work" / "run-1").glob("crash-*.log")
    assert "Traceback" in log.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("declared", "given", "expected"),
    [
        ({"p": {"type": "string", "defaultValue": "d"}}, {}, {"p": "d"}),
        ({"p": {"type": "string", "defaultValue": "d"}}, {"p": "x"}, {"p": "x"}),
        ({"p": {"type": "int"}}, {"p": "12"}, {"p": 12}),
        ({"p": {"type": "Bool"}}, {"p": "true"}, {"p": True}),
        ({"p": {"type": "array"}}, {"p": "[1, 2]"}, {"p": [1, 2]}),
        ({"p": {"type": "object", "defaultValue": {"a": 1}}}, {}, {"p": {"a": 1}}),
        ({"p": {"type": "string"}}, {}, "parameter 'p' of pipeline 'x' has no default and was given no value"),
        ({}, {"q": 1}, "pipeline 'x' has no parameter 'q' — it has none"),
        ({"p": {"type": "string"}}, {"q": 1}, "pipeline 'x' has no parameter 'q' — it has: p"),
        ({"p": {"type": "int"}}, {"p": "many"}, "parameter 'p' of pipeline 'x' is of type int, not 'many'"),
        ({"p": {"type": "int"}}, {"p": True}, "parameter 'p' of pipeline 'x' is of type int, not bool"),
        ({"p": {"type": "string"}}, {"p": 3}, "parameter 'p' of pipeline 'x' is of type string, not int"),
    ],
)
def test_parameters_are_bound_to_their_declarations(declared, given, expected):
    """Defaults fill in, text is read as what is declared, anything else is refused with its name."""
    from arm.errors import UsageError

    factory = DeployedFactory("f", {"x": {"parameters": declared}})
    if isinstance(expected, dict):
        assert bind_parameters(factory, "x", given) == expected
        return
    with pytest.raises(UsageError) as caught:
        bind_parameters(factory, "x", given)
    assert str(caught.value) == expected


def test_a_run_with_wrong_parameters_fails_with_the_reason(azure):
    """The run is there to be looked at; nothing of it was started."""
    run = azure.run([wait("A", 0)], parameters={"p": 1})
    assert (run.status, run.activities) == ("Failed", [])
    assert run.message == "pipeline 'a-pipeline' has no parameter 'p' — it has none"


def test_the_ml_pipeline_is_a_recorded_call_without_credentials(azure):
    """The record says what would have been called where; the service principal's key is not in it."""
    linked = {
        "type": "AzureMLService",
        "typeProperties": {
            "subscriptionId": "s",
            "resourceGroupName": "rg",
            "mlWorkspaceName": "ws",
            "servicePrincipalKey": {"type": "SecureString", "value": "planted"},
        },
    }
    call = activity(
        "ML Execute",
        "AzureMLExecutePipeline",
        typeProperties={"mlPipelineId": "id", "mlPipelineParameters": {"p": "@{pipeline().RunId}"}},
        linkedServiceName={"referenceName": "ML"},
    )
    run = azure.run([call], linked_services={"ML": linked})
    record = json.loads(Path(run.activities[0].output["recordedCall"]).read_text(encoding="utf-8"))
    assert record["address"] == {"subscriptionId": "s", "resourceGroupName": "rg", "mlWorkspaceName": "ws"}
    assert record["call"] == {"mlPipelineId": "id", "mlPipelineParameters": {"p": "run-1"}}
    for path in azure.folder.rglob("*"):
        assert path.is_dir() or b"planted" not in path.read_bytes()


def test_a_linked_service_that_isnt_deployed_fails_the_activity(azure):
    """The line names both the kind and the name."""
    call = activity("M", "AzureMLExecutePipeline", typeProperties={"mlPipelineId": "i"})
    run = azure.run([{**call, "linkedServiceName": {"referenceName": "none"}}])
    assert run.message == "Operation on target M failed: the factory 'a-factory' has no linked service 'none'"
