"""One deployment with one fault: what it ended with, what it left behind, and what the next command made of it."""

import shutil
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults import scenario
from tests.faults.cases import EXITS, KILLS, POLLS, Case
from tests.faults.processes import Process, Processes
from tests.faults.target import State, Target, serving
from tests.faults.verdict import done, triggers_moved, undone

DEPLOY = ("deploy", "--env", "local", "--delete")
# A command that takes longer hangs.
SECONDS = 240


@dataclass(frozen=True)
class Stage:
    """What all trials have in common: the state before, the one wanted, and the requests of a deployment between."""

    folder: Path
    before: State
    wanted: State
    requests: list[tuple[str, str]]
    resources: int
    processes: Processes


@dataclass
class Outcome:
    """How a trial went; `met` says whether its fault was due at all."""

    case: Case
    met: bool = False
    code: int | str = ""
    problems: list[str] = field(default_factory=list)

    def add(self, when: str, code: int | str, said: str, problems: list[str]) -> None:
        """Note what isn't right after a command."""
        self.problems += [f"{self.case}: {when} (exit {code}): {problem} — {said[-300:]}" for problem in problems]


def prepare(folder: Path, processes: Processes) -> Stage:
    """Deploy the first release, keep that state, deploy the second without faults and record it."""
    for release, name in enumerate(("first", "second")):
        scenario.write(folder / name, release)
    with serving(folder / "state") as target:
        target.known_from(folder / "first")
        _succeed(processes, folder / "first")
        before = target.state()
    shutil.copytree(folder / "state", folder / "snapshot")
    with serving(folder / "state") as target:
        target.known_from(folder / "second")
        target.set_dials(deployment=POLLS)
        _succeed(processes, folder / "second")
        stage = Stage(folder, before, target.state(), target.requests(), target.deployed(), processes)
    shutil.rmtree(folder / "second" / "build")
    return stage


def _succeed(processes: Processes, folder: Path) -> None:
    code, said = _run(processes, folder, *DEPLOY)
    assert code == 0, said


def _run(processes: Processes, folder: Path, *arguments: str) -> tuple[int | str, str]:
    """Run `invoke` in a folder; its exit code ("hangs" if it doesn't end) and the last lines it wrote."""
    return _end(processes.start(folder, *arguments), folder)


def _end(process: Process, folder: Path) -> tuple[int | str, str]:
    if not process.ended.wait(SECONDS):
        process.kill()
        process.ended.wait()
        return "hangs", _said(folder)
    return process.code if process.code is not None else "lost", _said(folder)


def _said(folder: Path) -> str:
    return " | ".join((folder / "command.log").read_text(encoding="utf-8").strip().splitlines()[-4:])


def attempt(stage: Stage, case: Case, folder: Path) -> Outcome:
    """Deploy with a fault, from a folder of its own on a state of its own; all of it is gone afterwards."""
    shutil.copytree(stage.folder / "snapshot", folder / "state")
    outcome = Outcome(case)
    try:
        with serving(folder / "state") as target:
            here, there = (_sources(stage, folder / name, target) for name in ("here", "there"))
            target.set_dials(**case.dials)
            way = _kill if case.kind in KILLS else (_interrupt if case.kind in EXITS else _fail)
            way(stage, target, outcome, here, there)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return outcome


def _sources(stage: Stage, folder: Path, target: Target) -> Path:
    shutil.copytree(stage.folder / "second", folder)
    target.known_from(folder)
    return folder


def _fail(stage: Stage, target: Target, outcome: Outcome, here: Path, there: Path) -> None:
    """A request fails: it is repeated and all is well, or the deployment fails and the next one completes."""
    outcome.code, said = _run(stage.processes, here, *DEPLOY)
    outcome.met = target.seen()["struck"] != [0]
    if outcome.code == 0:
        outcome.add("afterwards", 0, said, done(target.state(), stage.wanted))
        return
    problems = [] if outcome.code == 3 else ["a failed deployment exits with 3"]
    outcome.add("afterwards", outcome.code, said, problems + _left_behind(stage, target.state(), outcome.case, said))
    _complete(stage, target, outcome, there)


def _left_behind(stage: Stage, found: State, case: Case, said: str) -> list[str]:
    """What a deployment that failed left behind and mustn't have.

    Where a request fails for good, triggers may not get their states back as long as that goes on, if that is said;
    and all may be done but for the record of it.
    """
    problems = undone(found, stage.before, stage.wanted)
    if "for good" not in case.kind:
        return problems
    told = "triggers may not have their states back" in said or not done(found, stage.wanted)
    moved = triggers_moved(found, stage.before, stage.wanted) if told else []
    return [problem for problem in problems if problem not in moved]


def _complete(stage: Stage, target: Target, outcome: Outcome, folder: Path) -> None:
    target.set_dials(deployment=POLLS)
    code, said = _run(stage.processes, folder, *DEPLOY)
    problems = [] if code == 0 else ["the next deployment doesn't complete"]
    outcome.add("after the next deploy", code, said, problems + done(target.state(), stage.wanted))


def _kill(stage: Stage, target: Target, outcome: Outcome, here: Path, there: Path) -> None:
    """The process is killed at a request; then `recover` or `deploy` goes on from another folder, by turns."""
    process = stage.processes.start(here, *DEPLOY)
    outcome.met = _held(target, process)
    if outcome.met:
        process.kill()
    process.ended.wait()
    outcome.code = "killed" if outcome.met else str(process.code)
    target.set_dials()
    if outcome.case.nth % 2 == 0 or len(outcome.case.path) % 2 == 0:
        code, said = _run(stage.processes, there, "recover", "--env", "local")
        found = target.state()
        problems = [] if code == 0 else ["recover doesn't succeed"]
        if done(found, stage.wanted):
            problems += undone(found, stage.before, stage.wanted)
        outcome.add("after recover", code, said, problems)
    _complete(stage, target, outcome, there)


def _interrupt(stage: Stage, target: Target, outcome: Outcome, here: Path, there: Path) -> None:
    """The process is asked to end while it waits for an answer, which then doesn't come."""
    process = stage.processes.start(here, *DEPLOY)
    outcome.met = _held(target, process)
    process.send(signal.Signals[outcome.case.kind])
    time.sleep(0.2)
    target.set_dials(deployment=POLLS)
    code, said = _end(process, here)
    outcome.code = code
    found = target.state()
    expected = EXITS[outcome.case.kind] if outcome.met else 0
    problems = [] if code == expected else [f"exits with {code}"]
    if done(found, stage.wanted):  # else all was done already
        problems += undone(found, stage.before, stage.wanted)
    outcome.add("afterwards", code, said, problems)
    _complete(stage, target, outcome, there)


def _held(target: Target, process: Process) -> bool:
    """Wait until the request is held; False if the process ends before."""
    deadline = time.monotonic() + SECONDS
    while not process.ended.is_set() and time.monotonic() < deadline:
        if target.seen()["held"]:
            return True
        time.sleep(0.05)
    process.kill()
    return False
