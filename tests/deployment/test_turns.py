"""One deployment at a time: who comes later waits or is told who is there; who has gone holds up nobody."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from arm.commands.deployment import turns
from arm.commands.deployment.holder import Holder, myself
from arm.errors import TargetError
from tests.deployment.conftest import pipeline


@pytest.fixture
def slow(deployed):
    """A deployment of a change that goes on until the dials are set back; it runs in a thread of its own."""
    deployed.put("pipelines/outer", pipeline("inner", description="slow"))
    deployed.target.set_dials(deployment={"polls": 100_000})
    done = []
    thread = threading.Thread(target=lambda: done.append(deployed.deploy()))
    thread.start()
    deployed.until(lambda: any("/deployments/adfops-local-2" in path for _, path in deployed.target.requests()))
    yield thread, done
    deployed.let_go()
    thread.join(30)


def test_the_second_is_told_who_deploys(deployed, slow):
    """Exit 3 at once, with who it is and since when; the plan says so, too."""
    assert "is being deployed" in deployed.plan().unfinished
    with pytest.raises(TargetError, match=r"local is being deployed by .+@.+, process \d+, since \d\d:\d\d:\d\d UTC"):
        deployed.deploy(force=True)


def test_the_second_waits_for_the_first(deployed, slow):
    """--wait: it goes on when the first is done, from what that one left."""
    thread, done = slow
    threading.Timer(1.0, deployed.let_go).start()
    deployed.put("pipelines/inner", pipeline(description="second"))
    heard = []
    second = deployed.deploy(wait=60, notify=lambda event: heard.append(event.subject))
    thread.join(30)
    assert done[0].id < second.id
    assert [item.resource for item in second.done] == ["pipelines/inner"]
    assert "wait for local" in heard


def test_nobody_waits_for_a_process_that_is_gone():
    """On the same machine its id tells, also when another process has it now; on others ten minutes of silence."""
    now = datetime.now(UTC)
    mine = myself()
    gone = Holder(mine.who, mine.host, mine.machine, 2**22 + 1, mine.started)
    other = Holder(mine.who, mine.host, mine.machine, mine.process, mine.started - 100)
    elsewhere = Holder(mine.who, "elsewhere", "elsewhere", 1, 1)
    assert not turns.is_cut_off(mine, now, now)
    assert turns.is_cut_off(gone, now, now)
    assert turns.is_cut_off(other, now, now)
    assert not turns.is_cut_off(elsewhere, now - timedelta(minutes=9), now)
    assert turns.is_cut_off(elsewhere, now - timedelta(minutes=11), now)


def test_environments_that_share_a_resource_group_do_not_meet():
    """Their records and turns have other names, and no name is too long for Resource Manager."""
    one, other = turns.Names("qa", "factory"), turns.Names("qa", "another")
    assert one.record != other.record
    assert not other.is_turn(one.turn("20261128"))
    long = turns.Names("an environment with a very long name", "f" * 63)
    assert len(long.turn(f"{turns.stamp()}-abcd")) <= 64
    assert len(long.release(turns.stamp(), "0" * 40)) <= 64
