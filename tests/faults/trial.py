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
        last = " | ".join(said.strip().splitlines()[-4:])[-300:]
        self.problems += [f"{self.case}: {when} (exit {code}): {problem} — {last}" for problem in problems]


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
    """Run `invoke` in a folder; its exit code ("hangs" if it doesn't end) and what it wrote."""
    return _end(processes.start(folder, *arguments), folder)


def _end(process: Process, folder: Path) -> tuple[int | str, str]:
    if not process.ended.wait(SECONDS):
        process.kill()
        process.ended.wait()
        return "hangs", _said(folder)
    return process.code if process.code is not None else "lost", _said(folder)


def _said(folder: Path) -> str:
    return (folder / "command.log").read_text(encoding="utf-8")


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

    Where a request fails for good, a trigger may not get its state back as long as that goes on, if that is said;
    and all may be done but for the record of it.
    """
    problems = undone(found, stage.before, stage.wanted)
    if "for good" not in case.kind:
        return problems
    moved = triggers_moved(found, stage.before, stage.wanted)
    if "triggers may not have their states back" not in said and done(found, stage.wanted):
        moved = [each for each in moved if f"{each.split()[1]} is not " in said]
    return [problem for problem in problems if problem not in moved]


def _complete(stage: Stage, target: Target, outcome: Outcome, folder: Path) -> None:
    target.set_dials(deployment=POLLS)
    code, said = _run(stage.processes, folder, *DEPLOY)
    problems = [] if code == 0 else ["the next deployment doesn't complete"]
    outcome.add("after the next deploy", code, said, problems + done(target.state(), stage.wanted))


def _kill(stage: Stage, target: Target, outcome: Outcome, here: Path, there: Path) -> None:
    """The process is killed at a request; then another command, and `deploy`, goes on from another folder."""
    process = stage.processes.start(here, *DEPLOY)
    outcome.met = _held(target, process)
    if outcome.met:
        process.kill()
    process.ended.wait()
    outcome.code = "killed" if outcome.met else str(process.code)
    target.set_dials()
    command = outcome.case.kind.rpartition(" ")[2]
    if command != "deploy":
        left = target.state()
        code, said = _run(stage.processes, there, command, "--env", "local")
        problems = [] if code == 0 else [f"{command} doesn't succeed"]
        judge = _after_recover if command == "recover" else _after_plan
        outcome.add(f"after {command}", code, said, problems + judge(stage, left, target.state(), said))
    _complete(stage, target, outcome, there)


def _after_recover(stage: Stage, _: State, found: State, __: str) -> list[str]:
    """Either all is as it should become, or every trigger is as it was."""
    return undone(found, stage.before, stage.wanted) if done(found, stage.wanted) else []


def _after_plan(stage: Stage, left: State, found: State, said: str) -> list[str]:
    """Planning changes nothing, and where something is half done it says so.

    A deployment that still goes on at the target may change resources meanwhile, but no trigger's state.
    """
    problems = [] if found["triggers"].items() >= left["triggers"].items() else ["a plan moved triggers"]
    half_done = triggers_moved(left, stage.before, stage.wanted) and done(left, stage.wanted)
    return problems + (
        [] if not half_done or "was cut off" in said else ["the plan doesn't tell of what was cut off"]
    )


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
