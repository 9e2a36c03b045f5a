"""How fast the two engines are side by side, on the recorded expressions."""

import json
import math
import time
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from arm.errors import ExpressionError
from arm.expressions import compiler, evaluate, parse
from arm.expressions.scope import Scope

pytestmark = pytest.mark.oracle

SAMPLE = 150


def spent(work: Callable[[], Any], times: int) -> float:
    """The seconds one call takes, the best of three rounds; errors are results like any other."""

    def once() -> None:
        try:
            work()
        except Exception:
            return

    once()
    rounds = []
    for _ in range(3):
        start = time.perf_counter()
        for _ in range(times):
            once()
        rounds.append((time.perf_counter() - start) / times)
    return min(rounds)


def geometric_mean(values: Sequence[float]) -> float:
    """The mean that ratios have."""
    return math.exp(sum(math.log(value) for value in values) / len(values))


def parse_and_evaluate(text: str, context: Any) -> Any:
    """An evaluation that keeps nothing from earlier ones."""
    return compiler.compiled(parse(text)).run(Scope(context))


def package_state(context: Any) -> Any:
    """A context as the package's own state of a pipeline run."""
    from data_factory_testing_framework.state import (
        PipelineRunState,
        PipelineRunVariable,
        RunParameter,
        RunParameterType,
    )

    kinds = {
        "parameters": RunParameterType.Pipeline,
        "globalParameters": RunParameterType.Global,
        "system": RunParameterType.System,
        "dataset": RunParameterType.Dataset,
        "linkedService": RunParameterType.LinkedService,
    }
    parameters = [
        RunParameter(kind, key, value) for name, kind in kinds.items() for key, value in context.get(name, {}).items()
    ]
    variables = [PipelineRunVariable(name, value) for name, value in context.get("variables", {}).items()]
    state = PipelineRunState(parameters, variables, iteration_item=context.get("item"))
    for name, activity in context.get("activities", {}).items():
        state.add_activity_result(name, activity.get("status", "Succeeded"), activity.get("output"))
    return state


def measured(oracle: Any, text: str, context: Any) -> tuple[float, float, float, float]:
    """Seconds of one evaluation: cached here, parsed here, by the bare engine, by the package around it."""
    from data_factory_testing_framework.models import DataFactoryElement

    arguments, state = oracle.arguments(with_status(context)), package_state(context)
    return (
        spent(lambda: evaluate(text, context), 50),
        spent(lambda: parse_and_evaluate(text, context), 20),
        spent(lambda: oracle.evaluator.EvaluateExpression(text, *arguments), 5),
        spent(lambda: DataFactoryElement(text).evaluate(state), 1),
    )


def test_many_times_faster_than_the_engine_and_the_package(oracle, reference_data):
    """Cached evaluation is 200 times as fast as the package, 10 times as the engine; with parsing 50 and 3."""
    folder = reference_data / "oracle"
    cases = json.loads((folder / "cases.json").read_text(encoding="utf-8"))
    contexts = json.loads((folder / "contexts.json").read_text(encoding="utf-8"))
    ratios: dict[str, list[float]] = {
        "cached/package": [],
        "cached/engine": [],
        "parsed/package": [],
        "parsed/engine": [],
    }
    for case in cases[:: max(1, len(cases) // SAMPLE)]:
        cached, parsed, engine, package = measured(oracle, case["expression"], contexts[case["context"]])
        ratios["cached/package"].append(package / cached)
        ratios["cached/engine"].append(engine / cached)
        ratios["parsed/package"].append(package / parsed)
        ratios["parsed/engine"].append(engine / parsed)
    means = {name: geometric_mean(values) for name, values in ratios.items()}
    print("\ntimes as fast, geometric mean:", {name: round(value, 1) for name, value in means.items()})
    assert means["cached/package"] >= 200
    assert means["cached/engine"] >= 10
    assert means["parsed/package"] >= 50
    assert means["parsed/engine"] >= 3


def with_status(context: Any) -> Any:
    """The context with each activity's status said."""
    activities = {name: {"status": "Succeeded", **each} for name, each in context.get("activities", {}).items()}
    return {**context, "activities": activities}


def test_an_error_is_found_as_fast():
    """Errors take the same way as values: no expression that fails is slow."""
    with pytest.raises(ExpressionError):
        evaluate("@nope()", {})
    assert spent(lambda: evaluate("@nope()", {}), 50) < 0.01
