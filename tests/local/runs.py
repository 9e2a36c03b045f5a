"""Pipelines for tests of runs, and what asks Local Azure about them with Azure's own client."""

import time
from datetime import UTC, datetime, timedelta


def activity(name, kind, after=(), condition="Succeeded", **properties):
    """An activity of a type after others."""
    depends = [{"activity": other, "dependencyConditions": [condition]} for other in after]
    return {"name": name, "type": kind, "dependsOn": depends, "typeProperties": properties}


def pause(seconds, name="w"):
    """A Wait activity."""
    return activity(name, "Wait", waitTimeInSeconds=seconds)


def call(pipeline, name="Call", *, waits=True, **parameters):
    """An ExecutePipeline activity."""
    reference = {"referenceName": pipeline, "type": "PipelineReference"}
    return activity(name, "ExecutePipeline", pipeline=reference, waitOnCompletion=waits, parameters=parameters)


def put(local, name, *activities, **more):
    """Put a pipeline of these activities into factory `f`."""
    properties = {"activities": list(activities), **more}
    local.factory.pipelines.create_or_update("rg", "f", name, {"properties": properties})


def start(local, name="p", parameters=None, **options):
    """Start a run; its id."""
    return local.factory.pipelines.create_run("rg", "f", name, parameters or {}, **options).run_id


def until(local, run_id, *statuses):
    """The run, once it has one of these statuses (by default once it has ended)."""
    statuses = statuses or ("Succeeded", "Failed", "Cancelled")
    for _ in range(1500):
        found = local.factory.pipeline_runs.get("rg", "f", run_id).as_dict()
        if found["status"] in statuses:
            return found
        time.sleep(0.02)
    raise AssertionError(f"the run stays {found['status']}")


def window():
    """A time window around now."""
    now = datetime.now(UTC)
    after, before = now - timedelta(hours=1), now + timedelta(hours=1)
    return {"lastUpdatedAfter": after.isoformat(), "lastUpdatedBefore": before.isoformat()}


def activities(local, run_id, **query):
    """All activity runs of a run, over all pages."""
    found, token = [], None
    while True:
        body = {**window(), **query, **({"continuationToken": token} if token else {})}
        page = local.factory.activity_runs.query_by_pipeline_run("rg", "f", run_id, body).as_dict()
        found += page["value"]
        token = page.get("continuationToken")
        if not token:
            return found


def query(local, **filters):
    """The runs that filters (operand: value) let through, the earliest first."""
    wanted = [{"operand": name, "operator": "Equals", "values": [value]} for name, value in filters.items()]
    order = [{"orderBy": "RunStart", "order": "ASC"}]
    body = {**window(), "filters": wanted, "orderBy": order}
    return local.factory.pipeline_runs.query_by_factory("rg", "f", body).as_dict()["value"]
