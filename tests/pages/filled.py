"""Fills a Local Azure with something for every view of the page."""

import io
import json

from tests.pages.world import BACKWARDS, LONG, MARKUP, SECRET, World, after, loop, set_variable, wait

VARIABLE = {"variables": {"v": {"type": "String"}}}


def fill(world: World) -> dict[str, str]:
    """Everything; the ids of its runs by the pipeline's name."""
    world.factory()
    _storage(world)
    _notebooks(world)
    runs = _pipelines(world)
    world.deploy("release-1", "alpha", "beta")
    dials = {"deployment": {"failAt": 2, "status": 409, "code": "Conflict", "message": f"{MARKUP} is in the way"}}
    world.request("PUT", "/local/dials", dials)
    world.deploy("release-2", "alpha", "beta", "gamma")
    world.request("PUT", "/local/dials", {})
    check(world)
    return runs


def _pipelines(world: World) -> dict[str, str]:
    world.put("linkedservices", "databricks", {
        "type": "AzureDatabricks", "typeProperties": {
            "domain": "https://adb.example", "accessToken": {"type": "SecureString", "value": SECRET},
            "existingClusterId": "local",
        },
    })  # fmt: skip
    world.put("linkedservices", "store", {
        "type": "AzureBlobStorage",
        "typeProperties": {"connectionString": f"AccountName=acct;AccountKey={SECRET}"},
    })  # fmt: skip
    world.put(
        "pipelines",
        "child",
        {"activities": [wait("Rest"), set_variable("Keep", "done", **after("Rest"))], **VARIABLE},
    )
    for name, properties in {**_plain(), **_hostile()}.items():
        world.put("pipelines", name, properties)
    runs = {name: world.ran(name) for name in (*_plain(), *_hostile()) if name != "secret"}
    started = world.request("GET", f"/local/monitor/runs/{runs['nightly']}")["activities"]
    child = next(each["child"] for each in started if each["name"] == "Publish")
    return {**runs, "child": child, "secret": world.ran("secret", password=SECRET)}


def _plain() -> dict[str, dict]:
    child = {"pipeline": {"referenceName": "child", "type": "PipelineReference"}, "waitOnCompletion": True}
    notebook = {"notebookPath": "/Shared/report", "baseParameters": {"day": "2026-11-28"}}
    databricks = {"referenceName": "databricks", "type": "LinkedServiceReference"}
    branch = {"expression": {"value": "@bool(1)", "type": "Expression"}, "ifTrueActivities": [wait("Settle")]}
    return {
        "nightly": {
            "activities": [
                wait("Collect", 1),
                {"name": "Is it complete", "type": "IfCondition", "typeProperties": branch, **after("Collect")},
                loop("Each region", "@createArray('north','south','west')", wait("Load"),
                     set_variable("Note", "@item()", **after("Load")), **after("Is it complete")),
                {"name": "Publish", "type": "ExecutePipeline", "typeProperties": child, **after("Each region")},
                {"name": "Report", "type": "DatabricksNotebook", "typeProperties": notebook,
                 "linkedServiceName": databricks, **after("Publish")},
                wait("Never", dependsOn=[{"activity": "Report", "dependencyConditions": ["Failed"]}]),
            ],
            "parameters": {"day": {"type": "String", "defaultValue": "2026-11-28"}},
            **VARIABLE,
        },
        "broken": {
            "activities": [
                wait("Begin"),
                {"name": "Stop here", "type": "Fail", **after("Begin"), "typeProperties": {
                    "message": "The file of today isn't there", "errorCode": "404"}},
            ]
        },
        "many": {"activities": [loop("Loop", "@range(0,499)", wait("Step"))]},
        "secret": {
            "activities": [
                set_variable("Hidden", SECRET, policy={"secureInput": True, "secureOutput": True}),
                set_variable("Text", f"Server=s;Password={SECRET};Encrypt=true", **after("Hidden")),
                set_variable("Url", f"https://x.example/?sig={SECRET}&x=1", **after("Text")),
                set_variable("Parameter", "@concat('it is ', pipeline().parameters.password)", **after("Url")),
            ],
            "parameters": {"password": {"type": "SecureString"}},
            **VARIABLE,
        },
    }  # fmt: skip


def _hostile() -> dict[str, dict]:
    """Pipelines whose names, activities and messages try to be markup, to turn the text round, to fill the page."""
    return {
        name: {"activities": [{"name": name, "type": "Fail", "typeProperties": {"message": name, "errorCode": name}}]}
        for name in (MARKUP, BACKWARDS, LONG)
    }


def _storage(world: World) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = "".join(f"{n},{n * 1.5},name {n}\n" for n in range(300))
    parquet = io.BytesIO()
    pq.write_table(pa.table({"id": list(range(500)), "label": [f"l{n}" for n in range(500)]}), parquet)
    files = {
        "raw/drivers.csv": f"id,score,name\n{rows}", "raw/day/one/part.jsonl": '{"a": 1, "b": null}\n{"a": 2}\n',
        "raw/settings.json": '{"deep": {"list": [1, 2]}}', "raw/objects.json": '[{"a": 1}, {"b": 2}]',
        "raw/notes.txt": "Grüße\n" * 3, "raw/blob.bin": bytes(range(256)) * 4, "raw/empty.txt": b"",
        "raw/table.parquet": parquet.getvalue(), "raw/broken.parquet": b"PAR1 not really",
        f"raw/{MARKUP.replace('/', '')}.csv": f"{MARKUP},b\n{BACKWARDS},{LONG}\n", "work/a.txt": "a",
    }  # fmt: skip
    for name, content in files.items():
        world.blob(f"acct/{name}", content if isinstance(content, bytes) else content.encode())


def _notebooks(world: World) -> None:
    world.notebook("/Shared/report", 'print("first line")\nprint("the day is " + dbutils.widgets.get("day"))\n'
                   'dbutils.notebook.exit(\'{"rows": 3}\')\n')  # fmt: skip
    world.notebook("/Shared/fails", f'print("""{MARKUP}""")\nraise ValueError("no rows")\n')
    world.job("/Shared/report", day="2026-11-27")
    world.job("/Shared/fails")


def check(world: World) -> None:
    """The result of a check, as `invoke check` leaves it beside the state folder."""
    findings = [{"name": "schema", "passed": True, "detail": ""},
                {"name": "row_count", "passed": False, "detail": f"{MARKUP}: 3 rows, at least 10"}]  # fmt: skip
    result = {"environment": "local", "status": "Failed", "findings": findings, "data": "prepared/x.parquet",
              "check": {"notebook": "/Shared/check", "status": "FAILED", "error": "1 expectation isn't met"},
              "run": {}, "ok": False}  # fmt: skip
    folder = world.state.parent / "local"
    folder.mkdir(exist_ok=True)
    (folder / "check.json").write_text(json.dumps(result), encoding="utf-8")
