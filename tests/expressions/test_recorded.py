"""What Microsoft's engine answered to recorded expressions is what comes out here."""

import json
import math
from typing import Any

import pytest

from arm.errors import ExpressionError
from arm.expressions import evaluate
from arm.expressions.misses import MISSES

NEEDED_OF_CULTURES = 0.98


def same(first: Any, second: Any) -> bool:
    """Whether two values are equal with their types, the sign of zero and the order of members."""
    if type(first) is not type(second):
        return False
    if isinstance(first, float):
        return first == second and math.copysign(1, first) == math.copysign(1, second)
    if isinstance(first, list):
        return len(first) == len(second) and all(map(same, first, second))
    if isinstance(first, dict):
        return list(first) == list(second) and all(same(first[key], second[key]) for key in first)
    return first == second


def agrees(case: dict[str, Any], context: dict[str, Any]) -> bool:
    """Whether a case comes out as recorded: its value with its type, or an error."""
    try:
        value = evaluate(case["expression"], context)
    except ExpressionError:
        return bool(case.get("error"))
    return "result" in case and same(value, case["result"])


@pytest.fixture(scope="module")
def outcomes(reference_data) -> list[tuple[dict[str, Any], bool]]:
    """Every recorded case with whether it agrees."""
    folder = reference_data / "oracle"
    cases = json.loads((folder / "cases.json").read_text(encoding="utf-8"))
    contexts = json.loads((folder / "contexts.json").read_text(encoding="utf-8"))
    return [(case, agrees(case, contexts[case["context"]])) for case in cases]


def test_every_recorded_case_agrees(outcomes):
    """All cases that don't hang on the engine's own locale data agree, and enough of those that do."""
    wrong = [case["expression"] for case, right in outcomes if not right and not case.get("icu_dependent")]
    assert not wrong
    cultural = [(case["expression"], right) for case, right in outcomes if case.get("icu_dependent")]
    assert sum(right for _, right in cultural) >= NEEDED_OF_CULTURES * len(cultural)


def test_every_miss_is_listed(outcomes):
    """A recorded case that comes out otherwise stands in docs/expressions.md."""
    listed = " ".join(miss.what for miss in MISSES)
    assert [case["expression"] for case, right in outcomes if not right and case["expression"] not in listed] == []
