"""A deployment that is disturbed at any of its requests loses nothing, and the next one completes it."""

import os
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.faults.cases import FAULTS, KILLS, RESOURCE, SIGNALS, Case, cases, failing_resources
from tests.faults.processes import Processes
from tests.faults.trial import Outcome, Stage, attempt, prepare

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked, which Windows can't"),
]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The state before, the state wanted, and the requests of a deployment that leads from one to the other."""
    processes = Processes()
    yield prepare(tmp_path_factory.mktemp("stage"), processes)
    processes.close()


def attempts(stage: Stage, tried: list[Case], folder: Path) -> list[Outcome]:
    """Try all cases, some at a time; progress goes to stderr."""
    ended = Counter()

    def one(number: int) -> Outcome:
        outcome = attempt(stage, tried[number], folder / str(number))
        ended["all"] += 1
        print(f"\r{ended['all']} of {len(tried)} deployments disturbed", end="", file=sys.stderr, flush=True)
        return outcome

    # A deployment waits most of the time: for its own start, for polls, for what is tried again.
    with ThreadPoolExecutor((os.cpu_count() or 1) * 2) as pool:
        return list(pool.map(one, range(len(tried))))


def judge(outcomes: list[Outcome], stage: Stage, kinds: dict) -> None:
    """Print the count, and fail with one line for each thing that isn't right."""
    met = [outcome for outcome in outcomes if outcome.met]
    codes = Counter(outcome.code for outcome in outcomes)
    ends = ", ".join(f"{count} exit {code}" for code, count in codes.items())
    print(f"\n{len(stage.requests)} requests, {len(kinds)} kinds: {len(met)} of {len(outcomes)} met; {ends}")
    problems = [problem for outcome in outcomes for problem in outcome.problems]
    wrong = sum(bool(outcome.problems) for outcome in outcomes)
    assert not problems, f"{wrong} of {len(outcomes)} went wrong:\n" + "\n".join(problems)
    # A fault that never struck tests nothing; a few, at polls that come more or less often, may miss.
    assert len(met) >= 0.95 * len(outcomes)


@pytest.mark.parametrize("kind", FAULTS)
def test_a_request_that_fails_loses_nothing(stage: Stage, tmp_path: Path, kind: str) -> None:
    """Whichever request fails: success, or exit 3 with every trigger as it was, and the next deploy completes."""
    kinds = {kind: FAULTS[kind]}
    judge(attempts(stage, cases(stage.requests, kinds), tmp_path), stage, kinds)


def test_a_process_that_is_killed_is_taken_over_from_another_folder(stage: Stage, tmp_path: Path) -> None:
    """Whichever request it dies at: the next command, from another folder, restores or completes."""
    judge(attempts(stage, cases(stage.requests, KILLS), tmp_path), stage, KILLS)


def test_a_process_that_is_asked_to_end_leaves_things_in_order(stage: Stage, tmp_path: Path) -> None:
    """Whichever request it waits for: triggers as they were, exit 130 or 143, and the next deploy completes."""
    judge(attempts(stage, cases(stage.requests, SIGNALS), tmp_path), stage, SIGNALS)


def test_a_deployment_that_fails_half_way_loses_nothing(stage: Stage, tmp_path: Path) -> None:
    """Whichever resource fails: exit 3, triggers as they were, and the next deploy completes."""
    judge(attempts(stage, failing_resources(stage.resources), tmp_path), stage, {RESOURCE: {}})
