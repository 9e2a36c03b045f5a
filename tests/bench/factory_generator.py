"""A factory of any size, the same for the same seed: sources such as ADF Studio saves them."""

import json
import random
from pathlib import Path
from typing import Any

FACTORY = "bench-adf"


def generate(folder: Path, resources: int, seed: int = 7) -> int:
    """Write a factory of `resources` resources to `folder`; what its files take together, in bytes.

    One in forty is a linked service, half are datasets, one in fifty a trigger, one in twenty a data flow, the rest
    pipelines of one to six activities.
    """
    random_ = random.Random(seed)
    services = max(1, resources // 40)
    datasets = max(1, resources // 2)
    triggers = resources // 50
    flows = resources // 20
    pipelines = max(1, resources - services - datasets - triggers - flows)
    written = _save(folder, "factory", FACTORY, {"globalParameters": {"env": {"type": "string", "value": "dev"}}})
    for number in range(services):
        written += _save(folder, "linkedService", f"ls_{number}", _linked_service(number, random_))
    for number in range(datasets):
        written += _save(folder, "dataset", f"ds_{number}", _dataset(number, services, random_))
    for number in range(flows):
        written += _save(folder, "dataflow", f"df_{number}", _data_flow(number, datasets, random_))
    for number in range(pipelines):
        written += _save(folder, "pipeline", f"pl_{number}", _pipeline(number, datasets, random_))
    for number in range(triggers):
        written += _save(folder, "trigger", f"tr_{number}", _trigger(number, pipelines))
    return written


def _save(folder: Path, kind: str, name: str, properties: dict[str, Any]) -> int:
    path = folder / kind / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.write_text(json.dumps({"name": name, "properties": properties}, indent="\t"), encoding="utf-8")


def _linked_service(number: int, random_: random.Random) -> dict[str, Any]:
    if number % 2:
        inside: dict[str, Any] = {"url": f"https://lake{number}.example.net/", "encryptedCredential": "abc"}
        return {"annotations": [], "type": "AzureBlobFS", "typeProperties": inside}
    inside = {
        "server": f"server{number}.example.net",
        "database": f"db{random_.randrange(9)}",
        "encrypt": "mandatory",
        "trustServerCertificate": False,
        "authenticationType": "SQL",
        "userName": "reader",
        "encryptedCredential": "abc",
    }
    return {"annotations": [], "type": "AzureSqlDatabase", "typeProperties": inside}


def _reference(type: str, name: str) -> dict[str, Any]:
    return {"referenceName": name, "type": type}


def _dataset(number: int, services: int, random_: random.Random) -> dict[str, Any]:
    schema = [
        {"name": f"column_{index}", "type": random_.choice(("nvarchar", "int", "datetime2")), "precision": 10}
        for index in range(random_.randrange(2, 24))
    ]
    return {
        "linkedServiceName": _reference("LinkedServiceReference", f"ls_{number % services}"),
        "folder": {"name": f"area{number % 7}"},
        "annotations": [],
        "type": "AzureSqlTable",
        "schema": schema,
        "typeProperties": {"schema": "dbo", "table": f"table_{number}"},
    }


def _data_flow(number: int, datasets: int, random_: random.Random) -> dict[str, Any]:
    lines = [f"source{index} derive(value{index} = toString({random_.random()})) ~> d{index}" for index in range(25)]
    return {
        "type": "MappingDataFlow",
        "typeProperties": {
            "sources": [{"dataset": _reference("DatasetReference", f"ds_{number % datasets}"), "name": "source1"}],
            "sinks": [{"dataset": _reference("DatasetReference", f"ds_{(number + 1) % datasets}"), "name": "sink1"}],
            "transformations": [{"name": f"d{index}"} for index in range(5)],
            "scriptLines": lines,
        },
    }


def _pipeline(number: int, datasets: int, random_: random.Random) -> dict[str, Any]:
    activities = [_copy(f"copy {index}", index, datasets, random_) for index in range(random_.randrange(1, 6))]
    inner = [_copy("inner", 0, datasets, random_)]
    activities.append(
        {
            "name": "each",
            "type": "ForEach",
            "dependsOn": [],
            "userProperties": [],
            "typeProperties": {
                "items": {"value": "@pipeline().parameters.list", "type": "Expression"},
                "activities": inner,
            },
        }
    )
    if number:
        called = {"pipeline": _reference("PipelineReference", f"pl_{number // 2 - 1 if number > 1 else 0}")}
        activities.append({"name": "child", "type": "ExecutePipeline", "dependsOn": [], "typeProperties": called})
    return {
        "activities": activities,
        "parameters": {
            "list": {"type": "array", "defaultValue": ["[a]", "b"]},
            "weight": {"type": "float", "defaultValue": 0.5},
        },
        "variables": {"count": {"type": "String", "defaultValue": "0"}},
        "folder": {"name": f"area{number % 11}"},
        "annotations": [],
        "lastPublishTime": "2025-02-11T07:42:11Z",
    }


def _copy(name: str, index: int, datasets: int, random_: random.Random) -> dict[str, Any]:
    mappings = [
        {
            "source": {"name": f"Column {column}", "type": "String"},
            "sink": {"name": f"column_{column}", "type": "String"},
        }
        for column in range(random_.randrange(8))
    ]
    query = {
        "value": f"SELECT * FROM dbo.t{index} WHERE id > @{{pipeline().parameters.weight}}",
        "type": "Expression",
    }
    return {
        "name": name,
        "type": "Copy",
        "dependsOn": [{"activity": f"copy {index - 1}", "dependencyConditions": ["Succeeded"]}] if index else [],
        "policy": {"timeout": "0.12:00:00", "retry": 0, "retryIntervalInSeconds": 30, "secureOutput": False},
        "userProperties": [],
        "typeProperties": {
            "source": {"type": "AzureSqlSource", "sqlReaderQuery": query, "queryTimeout": "02:00:00"},
            "sink": {"type": "AzureSqlSink", "writeBehavior": "insert", "tableOption": "autoCreate"},
            "enableStaging": False,
            "translator": {"type": "TabularTranslator", "mappings": mappings, "typeConversion": True},
        },
        "inputs": [_reference("DatasetReference", f"ds_{random_.randrange(datasets)}")],
        "outputs": [_reference("DatasetReference", f"ds_{random_.randrange(datasets)}")],
    }


def _trigger(number: int, pipelines: int) -> dict[str, Any]:
    started = _reference("PipelineReference", f"pl_{number % pipelines}")
    return {
        "annotations": [],
        "runtimeState": "Started",
        "pipelines": [{"pipelineReference": started, "parameters": {"list": ["x"]}}],
        "type": "ScheduleTrigger",
        "typeProperties": {"recurrence": {"frequency": "Day", "interval": 1, "startTime": "2025-01-01T00:00:00"}},
    }
