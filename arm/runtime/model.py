"""The runtime's values: a factory as it stands deployed, what a run needs around it, and the run itself."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from arm.runtime.callbacks import Callbacks
from arm.runtime.limits import Limits
from arm.runtime.secrets import Secrets
from arm.runtime.turns import Turns

Json = dict[str, Any]


class Status(StrEnum):
    """Where a run or an activity stands, in Azure's words; `Skipped` and `Inactive` are for activities only."""

    QUEUED = "Queued"
    IN_PROGRESS = "InProgress"
    SUCCEEDED = "Succeeded"
    FAILED = "Failed"
    SKIPPED = "Skipped"
    INACTIVE = "Inactive"
    CANCELLED = "Cancelled"

    @property
    def ended(self) -> bool:
        """True once nothing more will happen."""
        return self not in (Status.QUEUED, Status.IN_PROGRESS)


@dataclass(frozen=True)
class DeployedFactory:
    """A factory's resources: name → its `properties` object, every template parameter already resolved.

    `global_parameters` is the factory's own object: name → {"type", "value"}.
    """

    name: str
    pipelines: Mapping[str, Json] = field(default_factory=dict)
    datasets: Mapping[str, Json] = field(default_factory=dict)
    linked_services: Mapping[str, Json] = field(default_factory=dict)
    global_parameters: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True)
class Services:
    """What a run finds around it.

    `storage` gives the folder of a storage account: its sub-folders are the containers, a blob is a plain file.
    `notebook` gives the `.py` source text of a workspace path (without extension); KeyError if there is none.
    `mounts` are DBFS mount points ("/mnt/raw") → the folder each shows. `work` takes logs and recorded calls, in
    one sub-folder a run, and what notebooks write elsewhere in DBFS. `python` runs the notebooks.
    `answers` take the place of activities (see `arm.runtime.answers`); with `only_answers` every activity that
    would reach out of the pipeline needs one. `instant` lets waits, pauses between retries and time-outs pass at
    once. `hosts` are the addresses ("localhost:8080", "example.org") that Web activities may call; no others.
    `callbacks` gives WebHook activities an address to be called back at; without it they can't be run. `turns`
    holds back runs of pipelines that limit their concurrency, beyond this one run.
    `mounted` hears of a mount point that a notebook makes (with the folder it shows) or takes away (with None).
    Notebooks find `secrets`, are held to `limits`, and have the file name that `notebook_file` gives for their path
    ("" for none) in tracebacks; where `measured`, coverage counts their lines as it counts this process.
    """

    storage: Callable[[str], Path]
    notebook: Callable[[str], str]
    mounts: Mapping[str, Path]
    work: Path
    python: str
    answers: Mapping[str, Any] = field(default_factory=dict)
    only_answers: bool = False
    instant: bool = False
    hosts: Collection[str] = ()
    callbacks: Callbacks | None = None
    turns: Turns = field(default_factory=Turns)
    mounted: Callable[[str, Path | None], None] = lambda point, folder: None
    secrets: Secrets = field(default_factory=Secrets)
    limits: Limits = field(default_factory=Limits)
    notebook_file: Callable[[str], str] = lambda path: ""
    measured: bool = False


@dataclass
class ActivityRun:
    """One attempt at one activity; `error` has errorCode, message, failureType and target, or is empty.

    `retry_attempt` counts from 1 for the first repeat and is None before; `iteration` is the 0-based index of the
    item in the innermost ForEach around it (or of the Until's turn), or None. `datasets` are the references of
    its `inputs`, `outputs` or `dataset` with their parameters evaluated. Times are UTC. `container` is the id of
    the run of the ForEach, Until, IfCondition or Switch it is in, "" for the pipeline's own activities; what a secure
    policy says is secret is masked here, and `secure_input` and `secure_output` tell that.
    `path` names its place in the first run — containers, turns, pipelines around it — as a rerun finds it again.
    """

    id: str
    name: str
    type: str
    status: Status
    start: datetime
    end: datetime | None = None
    input: Json = field(default_factory=dict)
    output: Json = field(default_factory=dict)
    error: dict[str, str] = field(default_factory=dict)
    linked_service: str = ""
    user_properties: dict[str, str] = field(default_factory=dict)
    retry_attempt: int | None = None
    iteration: int | None = None
    datasets: Json = field(default_factory=dict)
    container: str = ""
    secure_input: bool = False
    secure_output: bool = False
    path: str = ""


@dataclass
class PipelineRun:
    """A run of a pipeline; `activities` in the order they were reached. `message` says why it failed.

    `return_value` is what SetVariable gave back to the caller, `children` are the runs its ExecutePipeline
    activities started, `caller` is the run that started it by its activity `called_by`.
    """

    id: str
    pipeline: str
    parameters: Json
    status: Status
    message: str = ""
    start: datetime = field(default_factory=lambda: now())
    end: datetime | None = None
    activities: list[ActivityRun] = field(default_factory=list)
    variables: Json = field(default_factory=dict)
    return_value: Json = field(default_factory=dict)
    children: list["PipelineRun"] = field(default_factory=list)
    caller: "PipelineRun | None" = field(default=None, repr=False)
    called_by: ActivityRun | None = field(default=None, repr=False)

    @property
    def first(self) -> "PipelineRun":
        """The run that this one, or its caller, or whose caller, was started by: itself if nobody called it."""
        return self if self.caller is None else self.caller.first


def now() -> datetime:
    """This moment in UTC, with its zone."""
    return datetime.now(UTC)


def written(moment: datetime) -> str:
    """A moment as the service writes it: UTC, with seven digits of a second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f0Z")


def duration_ms(run: ActivityRun | PipelineRun) -> int | None:
    """How long a run or activity took, in whole milliseconds; None until it has ended."""
    return None if run.end is None else max(0, round((run.end - run.start).total_seconds() * 1000))
