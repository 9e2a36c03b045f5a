"""What `invoke run` is asked for, and what it makes of the options."""

import json

import pytest

from arm.commands.run import Wanted, _nested, prepare
from arm.errors import UsageError
from arm.settings import Settings, load_environment


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"pipeline": "p", "rerun": "last"}, "--pipeline and --rerun are different things to do"),
        ({"watch": "1", "cancel": "1"}, "--watch and --cancel are different things to do"),
        ({"from_failed": True}, "only a rerun starts in the middle"),
        ({"rerun": "1", "from_failed": True, "from_activity": "A"}, "two places to start from"),
        ({"outputs": ("a=1",)}, "--output says what a trigger fires for"),
        ({"trigger": "t", "parameters": ("a=1",)}, "--parameter goes with a pipeline or a rerun only"),
    ],
)
def test_options_that_dont_go_together_are_refused(options, told):
    """Before anything is started."""
    with pytest.raises(UsageError, match=told):
        Wanted(**options).check()


def test_dotted_names_are_objects():
    """So that an event's body can be given; a value can't be an object besides."""
    assert _nested({"body.fileName": "a", "body.folderPath": "b", "n": 1}) == {
        "body": {"fileName": "a", "folderPath": "b"}, "n": 1,
    }  # fmt: skip
    with pytest.raises(UsageError, match="n has a value of its own already"):
        _nested({"n": 1, "n.x": 2})


def test_answers_are_for_local_azure_only(tmp_path):
    """An environment at Azure that has some is refused: nothing stands for an activity there."""
    target = {"subscriptionId": "s", "resourceGroup": "rg", "factoryName": "f"}
    document = {"target": target, "run": {"allowedHosts": ["example.org"], "answers": "answers.json"}}
    (tmp_path / "qa.json").write_text(json.dumps(document), encoding="utf-8")
    environment = load_environment(Settings(overrides=tmp_path), "qa")
    assert environment.run.answers == tmp_path / "answers.json"
    with pytest.raises(UsageError, match="qa has answers or allowedHosts for its run, but its target is Azure"):
        prepare(None, environment)
