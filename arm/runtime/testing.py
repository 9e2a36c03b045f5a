"""Unit tests of pipelines: a run on given answers, and what a test asks of it."""

import sys
import uuid
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from arm.errors import UsageError, did_you_mean
from arm.runtime import answers as given_answers
from arm.runtime.engine import run_pipeline
from arm.runtime.model import ActivityRun, DeployedFactory, Json, PipelineRun, Services, Status
from arm.runtime.parameters import bind_parameters
from arm.runtime.sources import read_factory


class TestedRun:
    """A run that has ended, and its activities by name."""

    __test__ = False  # not a test itself, though its name begins like one

    def __init__(self, run: PipelineRun, names: list[str]) -> None:
        self._run = run
        self._names = names

    @property
    def status(self) -> str:
        """Succeeded or Failed."""
        return str(self._run.status)

    @property
    def message(self) -> str:
        """Why it failed, empty where it didn't."""
        return self._run.message

    @property
    def variables(self) -> Json:
        """The pipeline's variables at the end."""
        return self._run.variables

    @property
    def parameters(self) -> Json:
        """The values of its parameters, defaults included."""
        return self._run.parameters

    @property
    def return_value(self) -> Json:
        """What the pipeline gave back to its caller."""
        return self._run.return_value

    @property
    def order(self) -> list[str]:
        """The activities in the order in which they began, those left out that didn't run; a loop's each time."""
        not_run = (Status.SKIPPED, Status.INACTIVE)
        return [entry.name for entry in self._run.activities if entry.status not in not_run]

    @property
    def skipped(self) -> list[str]:
        """The activities that were reached and skipped."""
        return [entry.name for entry in self._run.activities if entry.status is Status.SKIPPED]

    @property
    def children(self) -> list["TestedRun"]:
        """The runs that ExecutePipeline activities started, in their order."""
        return [TestedRun(child, self._names) for child in self._run.children]

    def every(self, name: str) -> list[ActivityRun]:
        """Every attempt at an activity, [] where it wasn't reached. UsageError if no pipeline has it."""
        if name not in self._names:
            raise UsageError(f"there is no activity '{name}'", hint=did_you_mean(name, self._names))
        return [entry for entry in self._run.activities if entry.name == name]

    def __getitem__(self, name: str) -> ActivityRun:
        """The last attempt at an activity. UsageError if it wasn't reached."""
        if not (found := self.every(name)):
            raise UsageError(f"activity '{name}' was not reached; the order was {', '.join(self.order) or 'empty'}")
        return found[-1]

    def __repr__(self) -> str:
        lines = [f"{self._run.pipeline}: {self.status} {self.message}".rstrip()]
        for entry in self._run.activities:
            where = "" if entry.iteration is None else f"[{entry.iteration}]"
            lines.append(f"  {entry.name}{where}: {entry.status} {entry.error.get('message', '')}".rstrip())
        return "\n".join(lines)


class FactoryUnderTest:
    """The pipelines of a factory's sources, to be run on answers: no service is called, and no time passes."""

    def __init__(self, factory: DeployedFactory, work: Path) -> None:
        self.factory = factory
        self._work = work

    @classmethod
    def read(cls, source: Path, work: Path) -> "FactoryUnderTest":
        """The factory whose sources stand in `source`; `work` takes what runs leave behind."""
        return cls(read_factory(source), work)

    def run(
        self,
        pipeline: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        answers: Mapping[str, Any] | None = None,
        global_parameters: Mapping[str, Any] | None = None,
        trigger: Mapping[str, Any] | None = None,
        run_id: str | None = None,
    ) -> TestedRun:
        """The run of a pipeline, ended.

        Every activity that would reach out of the pipeline takes its output, or its error, from `answers`
        (`arm.runtime.answers`); one without an answer fails the run with a line that names it. Control flow, and
        the pipelines called, are run. `global_parameters` replaces values by name; `trigger` is as `run_pipeline`
        has it. UsageError for a pipeline, parameter or answer that the factory has no place for.
        """
        factory = replace(self.factory, global_parameters=self._globals(global_parameters or {}))
        given_answers.check(answers or {}, factory)
        bind_parameters(factory, pipeline, parameters or {})
        run = run_pipeline(
            factory,
            pipeline,
            parameters or {},
            run_id=run_id or str(uuid.uuid4()),
            services=self._services(answers or {}),
            changed=lambda run: None,
            cancelled=None,
            trigger=trigger,
        )
        return TestedRun(run, self._activity_names())

    def _services(self, answers: Mapping[str, Any]) -> Services:
        return Services(
            storage=lambda account: self._work / "storage" / account,
            notebook=_no_notebook,
            mounts={},
            work=self._work / "runs",
            python=sys.executable,
            answers=answers,
            only_answers=True,
            instant=True,
        )

    def _globals(self, values: Mapping[str, Any]) -> dict[str, Json]:
        known = self.factory.global_parameters
        for name in values:
            if name not in known:
                raise UsageError(f"there is no global parameter '{name}'", hint=did_you_mean(name, known))
        return {name: {**entry, "value": values.get(name, entry["value"])} for name, entry in known.items()}

    def _activity_names(self) -> list[str]:
        pipelines = self.factory.pipelines.values()
        found = (each for one in pipelines for each in given_answers.all_activities(one.get("activities")))
        return sorted({str(activity.get("name")) for activity in found})


def _no_notebook(path: str) -> str:
    raise KeyError(path)
