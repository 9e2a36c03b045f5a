"""Times in settings of activities read d.hh:mm:ss."""

import re
from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, pipelines
from arm.rules.expression import is_expression
from arm.rules.moment import span
from arm.rules.pipeline import Pipeline
from arm.rules.rule import Path, Problem, rule

_KEYS = frozenset({
    "queryTimeout", "writeBatchTimeout", "httpRequestTimeout", "scriptBlockExecutionTimeout", "requestTimeout",
    "commandTimeout", "sourceRetryWait", "sinkRetryWait", "logRefreshInterval",
})  # fmt: skip
_WRITTEN = re.compile(r"(?:\d+\.)?\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d{1,7})?")
_METRIC: Path = ("properties", "policy", "elapsedTimeMetric", "duration")
# How long a Web activity waits for an answer, in seconds.
_LEAST, _MOST = 60, 600


@rule(
    Severity.ERROR,
    "`queryTimeout`, `writeBatchTimeout`, `httpRequestTimeout`, `scriptBlockExecutionTimeout`, the waits before a "
    "retry and a pipeline's `elapsedTimeMetric` read d.hh:mm:ss; a WebActivity waits 1 to 10 minutes for its answer.",
    over=pipelines,
    link="https://learn.microsoft.com/azure/data-factory/control-flow-web-activity#type-properties",
)
def check(context: Context, pipeline: Pipeline) -> Iterator[Problem]:
    """Times that can't be read, and requests that wait too long."""
    idle = [one.path for one in pipeline.activities if not one.active]
    for path, text in pipeline.strings:
        key = path[-1]
        if (key not in _KEYS and path != _METRIC) or not text or is_expression(text):
            continue
        if not _WRITTEN.fullmatch(text) and not any(path[: len(one)] == one for one in idle):
            yield pipeline.problem(f'"{text}" is no {key} (d.hh:mm:ss)', path)
    for activity in pipeline.activities:
        length = span(activity.type_properties.get("httpRequestTimeout")) if activity.type == "WebActivity" else None
        if length is not None and activity.active and not _LEAST <= length.total_seconds() <= _MOST:
            told = f"a request waits 1 to 10 minutes for its answer, not {length}"
            yield activity.problem(told, "typeProperties", "httpRequestTimeout")
