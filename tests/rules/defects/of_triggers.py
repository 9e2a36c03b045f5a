"""Defects of triggers."""

from tests.rules.defects.kind import (
    ERROR,
    INFO,
    WARNING,
    add,
    defect,
    dropping,
    renaming,
    resources,
    setting,
)

PROPERTIES = "properties"
TYPED = "typeProperties"
INSIDE = (PROPERTIES, TYPED)

RECURRENCE = (*INSIDE, "recurrence")
SCHEDULES = resources("trigger", "ScheduleTrigger")
for number, value in enumerate(["Daily", "", 7, "Second"]):
    setting(f"frequency-{number}", "schedule-is-valid", ERROR, SCHEDULES, (*RECURRENCE, "frequency"), value)
for number, value in enumerate([0, -1, "many", 1.5, 1001]):
    setting(f"interval-{number}", "schedule-is-valid", ERROR, SCHEDULES, (*RECURRENCE, "interval"), value)
for number, value in enumerate(
    ["tomorrow", "2024-13-01T00:00:00Z", "2024-02-30T00:00:00", "2024/01/01 00:00", "2024-01-01T25:00:00", 20240101]
):
    setting(f"start-{number}", "schedule-is-valid", ERROR, SCHEDULES, (*RECURRENCE, "startTime"), value)
setting("end-before-start", "schedule-is-valid", ERROR, SCHEDULES, (*RECURRENCE, "endTime"), "1999-01-01T00:00:00Z")
setting("end-unreadable", "schedule-is-valid", ERROR, SCHEDULES, (*RECURRENCE, "endTime"), "never")
setting("time-zone-unknown", "schedule-is-valid", ERROR, SCHEDULES, (*RECURRENCE, "timeZone"), "Europe/Amsterdam")
dropping("recurrence-missing", "schedule-is-valid", ERROR, SCHEDULES, RECURRENCE)
dropping("frequency-missing", "schedule-is-valid", ERROR, SCHEDULES, (*RECURRENCE, "frequency"))
dropping("start-missing", "schedule-is-valid", ERROR, SCHEDULES, (*RECURRENCE, "startTime"))
dropping("trigger-without-type-properties", "required-properties-are-there", ERROR, SCHEDULES, INSIDE)
for id, schedule, at in [
    ("minute-60", {"minutes": [60]}, ("minutes", 0)),
    ("hour-24", {"hours": [24]}, ("hours", 0)),
    ("hour-text", {"hours": ["two"]}, ("hours", 0)),
    ("week-day-unknown", {"weekDays": ["Mon"]}, ("weekDays", 0)),
    ("month-day-32", {"monthDays": [32]}, ("monthDays", 0)),
    ("month-day-0", {"monthDays": [0]}, ("monthDays", 0)),
    (
        "occurrence-6",
        {"monthlyOccurrences": [{"day": "Monday", "occurrence": 6}]},
        ("monthlyOccurrences", 0, "occurrence"),
    ),
]:

    def _schedule(subject, schedule=schedule, at=at):
        spot = subject.any(subject.resources("trigger", "ScheduleTrigger", having=RECURRENCE))
        subject.put(spot.below(*RECURRENCE, "schedule"), schedule)
        if "month" in at[0]:
            subject.put(spot.below(*RECURRENCE, "frequency"), "Month")
        if at[0] == "weekDays":
            subject.put(spot.below(*RECURRENCE, "frequency"), "Week")
        return spot.below(*RECURRENCE, "schedule", *at)

    add(f"schedule-{id}", "schedule-times-are-valid", ERROR, _schedule)


@defect("schedule-times-are-valid")
def week_days_of_a_month(subject):
    spot = subject.any(subject.resources("trigger", "ScheduleTrigger", having=RECURRENCE))
    subject.at(spot.below(*RECURRENCE)).update(frequency="Month", schedule={"weekDays": ["Monday"]})
    return spot.below(*RECURRENCE, "schedule", "weekDays")


@defect("properties-have-their-type")
def schedule_minutes_number(subject):
    spot = subject.any(subject.resources("trigger", "ScheduleTrigger", having=RECURRENCE))
    subject.put(spot.below(*RECURRENCE, "schedule"), {"minutes": 5})
    return spot.below(*RECURRENCE, "schedule", "minutes")


@defect("schedule-is-valid", WARNING)
def start_of_a_zone_in_utc(subject):
    spot = subject.any(subject.resources("trigger", "ScheduleTrigger", having=RECURRENCE))
    zoned = {"startTime": "2024-01-01T00:00:00Z", "timeZone": "W. Europe Standard Time"}
    subject.at(spot.below(*RECURRENCE)).update(zoned)
    return spot.below(*RECURRENCE, "startTime")


setting(
    "runtime-state-unknown",
    "trigger-starts-pipelines",
    ERROR,
    resources("trigger"),
    (PROPERTIES, "runtimeState"),
    "Running",
)
setting("trigger-pipelines-object", "properties-have-their-type", ERROR, SCHEDULES, (PROPERTIES, "pipelines"), {})
renaming(
    "trigger-pipeline-of-a-schedule",
    "trigger-starts-pipelines",
    ERROR,
    SCHEDULES,
    (PROPERTIES, "pipelines"),
    "pipeline",
)
renaming("pipelines-misspelt", "property-is-known", WARNING, SCHEDULES, (PROPERTIES, "pipelines"), "piplines")
dropping(
    "trigger-entry-without-pipeline",
    "trigger-starts-pipelines",
    ERROR,
    SCHEDULES,
    (PROPERTIES, "pipelines", 0, "pipelineReference"),
)


@defect("trigger-starts-pipelines", WARNING)
def trigger_started_without_pipelines(subject):
    spot = subject.any(SCHEDULES(subject))
    subject.at(spot)[PROPERTIES].update(pipelines=[], runtimeState="Started")
    return spot.below(PROPERTIES, "pipelines")


@defect("trigger-starts-pipelines", INFO)
def trigger_stopped_without_pipelines(subject):
    spot = subject.any(SCHEDULES(subject))
    subject.at(spot)[PROPERTIES].update(pipelines=[], runtimeState="Stopped")
    return spot.below(PROPERTIES, "pipelines")


def _window(subject):
    """A tumbling window trigger made of any trigger."""
    spot = subject.any(subject.resources("trigger"))
    pipeline = subject.any(
        one for one in subject.resources("pipeline") if not subject.at(one)[PROPERTIES].get("parameters")
    )
    reference = {"referenceName": subject.at(pipeline)["name"], "type": "PipelineReference"}
    inside = {
        "frequency": "Hour",
        "interval": 1,
        "startTime": "2024-01-01T00:00:00Z",
        "delay": "00:00:00",
        "maxConcurrency": 1,
        "retryPolicy": {"intervalInSeconds": 30},
        "dependsOn": [],
    }
    subject.at(spot)[PROPERTIES] = {
        "annotations": [],
        "runtimeState": "Stopped",
        "pipeline": {"pipelineReference": reference},
        "type": "TumblingWindowTrigger",
        "typeProperties": inside,
    }
    return spot


def window(id, path, value, rule="tumbling-window-is-valid", at=None):
    """A kind that gives a tumbling window trigger a value; None removes it."""

    def inject(subject):
        spot = _window(subject)
        place = spot.below(*path)
        if value is None:
            return subject.drop(place)
        subject.put(place, value)
        return spot.below(*at) if at else place

    add(f"window-{id}", rule, ERROR, inject)


for key in ("frequency", "interval", "startTime", "maxConcurrency"):
    window(f"without-{key}", (*INSIDE, key), None)
window("frequency-day", (*INSIDE, "frequency"), "Day")
window("interval-0", (*INSIDE, "interval"), 0)
window("interval-text", (*INSIDE, "interval"), "many")
window("start-unreadable", (*INSIDE, "startTime"), "yesterday")
window("end-before-start", (*INSIDE, "endTime"), "2023-01-01T00:00:00Z")
window("concurrency-0", (*INSIDE, "maxConcurrency"), 0)
window("concurrency-51", (*INSIDE, "maxConcurrency"), 51)
window("delay-malformed", (*INSIDE, "delay"), "ten minutes")
window("delay-negative", (*INSIDE, "delay"), "-00:10:00")
window("retry-negative", (*INSIDE, "retryPolicy", "count"), -1)
window("retry-interval-10", (*INSIDE, "retryPolicy", "intervalInSeconds"), 10)
window("without-pipeline", (PROPERTIES, "pipeline"), None, "trigger-starts-pipelines")
window("pipelines", (PROPERTIES, "pipelines"), [], "trigger-starts-pipelines")
window(
    "depends-on-nothing",
    (*INSIDE, "dependsOn"),
    [
        {
            "type": "TumblingWindowTriggerDependencyReference",
            "referenceTrigger": {"referenceName": "Nowhere", "type": "TriggerReference"},
        }
    ],
    "reference-exists",
    (*INSIDE, "dependsOn", 0, "referenceTrigger", "referenceName"),
)
window(
    "depends-on-type-unknown",
    (*INSIDE, "dependsOn"),
    [{"type": "SelfDependency", "offset": "-01:00:00"}],
    "types-are-known",
    (*INSIDE, "dependsOn", 0, "type"),
)
window(
    "depends-on-itself-forward",
    (*INSIDE, "dependsOn"),
    [{"type": "SelfDependencyTumblingWindowTriggerReference", "offset": "01:00:00"}],
    at=(*INSIDE, "dependsOn", 0, "offset"),
)


@defect("tumbling-window-is-valid")
def window_of_2_minutes(subject):
    spot = _window(subject)
    subject.at(spot)[PROPERTIES][TYPED].update(frequency="Minute", interval=2)
    return spot.below(*INSIDE, "interval")


BLOB = resources("trigger", "BlobEventsTrigger")
dropping("events-without-scope", "event-trigger-is-valid", ERROR, BLOB, (*INSIDE, "scope"))
dropping("events-missing", "event-trigger-is-valid", ERROR, BLOB, (*INSIDE, "events"))
setting("events-empty", "event-trigger-is-valid", ERROR, BLOB, (*INSIDE, "events"), [])
setting("event-unknown", "event-trigger-is-valid", ERROR, BLOB, (*INSIDE, "events", 0), "Microsoft.Storage.BlobMade")
setting("scope-no-id", "event-trigger-is-valid", ERROR, BLOB, (*INSIDE, "scope"), "mystorage")


@defect("event-trigger-is-valid")
def events_without_path(subject):
    spot = subject.any(BLOB(subject))
    for key in ("blobPathBeginsWith", "blobPathEndsWith"):
        subject.at(spot)[PROPERTIES][TYPED].pop(key, None)
    return spot.below(*INSIDE)


@defect("trigger-dependencies-are-acyclic")
def windows_wait_for_each_other(subject):
    spot = _window(subject)
    reference = {"referenceName": subject.at(spot)["name"], "type": "TriggerReference"}
    entry = {"type": "TumblingWindowTriggerDependencyReference", "referenceTrigger": reference}
    subject.at(spot)[PROPERTIES][TYPED]["dependsOn"] = [entry]
    return spot.below(*INSIDE, "dependsOn", 0, "referenceTrigger", "referenceName")
