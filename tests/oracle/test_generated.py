"""Freshly generated expressions, evaluated here and by Microsoft's own engine."""

import importlib.util
import math
import os
import random
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from arm.errors import ExpressionError
from arm.expressions import evaluate

pytestmark = pytest.mark.oracle

# Errors that docs/expressions.md explains: JSON with a value left out, and names that only ICU takes for cultures.
EXPLAINED = ("undefined", "is no culture")
EXAMPLES = int(os.environ.get("ADFOPS_ORACLE_EXAMPLES", "20000"))


def sibling(name: str) -> Any:
    """A module of this folder: under importlib import mode the folder is no package."""
    spec = importlib.util.spec_from_file_location(f"oracle_{name}", Path(__file__).parent / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


grammar = sibling("grammar")


def comparable(value: Any) -> Any:
    """A value with its types said, so that 1, 1.0 and true differ, -0.0 from 0.0, and members keep their order.

    The engine's JSON writes infinities and NaN as strings (docs/expressions.md).
    """
    if isinstance(value, float):
        if not math.isfinite(value):
            return ("str", {math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, "NaN"))
        return ("float", value, math.copysign(1, value))
    if isinstance(value, list):
        return [comparable(each) for each in value]
    if isinstance(value, dict):
        return [(key, comparable(each)) for key, each in value.items()]
    return (type(value).__name__, value)


def outcome(work: Any, error: type[Exception]) -> Any:
    """What evaluating gives: a comparable value, or that it errs."""
    try:
        value = work()
        return value if type(value) is object else comparable(value)
    except error as found:
        return "explained" if any(words in str(found) for words in EXPLAINED) else "an error"


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(text=grammar.texts(), name=st.sampled_from(["plain", "plain", "plain", "loop", "zero"]))
def compare(
    oracle: Any, contexts: Any, absent: Any, error: type[Exception], seen: dict, text: str, name: str
) -> None:
    """Evaluate one text both ways and remember a disagreement."""
    if (text, name) in seen:
        return
    theirs = outcome(lambda: oracle.evaluate(text, contexts[name]), error)
    ours = outcome(lambda: evaluate(text, contexts[name]), ExpressionError)
    seen[text, name] = theirs in (absent, ours) or ours == "explained" or (theirs, ours)


def test_generated_expressions_agree(oracle, contexts):
    """No generated expression gives another value, another type, or an error only here or only there."""
    module = sys.modules[type(oracle).__module__]
    seen: dict[tuple[str, str], Any] = {}
    while len(seen) < EXAMPLES:
        random.seed()
        before = len(seen)
        compare(oracle, contexts, module.ABSENT, module.OracleError, seen)
        assert len(seen) > before
    wrong = [
        f"{key}\n    engine: {found[0]}\n    here:   {found[1]}" for key, found in seen.items() if found is not True
    ]
    print(f"\n{len(seen)} different expressions compared, {len(wrong)} disagreements")
    assert not wrong, f"{len(wrong)} of {len(seen)} disagree:\n" + "\n".join(wrong[:40])
