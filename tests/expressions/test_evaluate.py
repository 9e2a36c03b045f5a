"""Evaluation: values with their types, errors with their columns, and what a context may hold."""

import json
from pathlib import Path

import pytest

from arm import expressions
from arm.errors import ExpressionError

FOLDER = Path(__file__).parent / "cases"


def load(name: str):
    """The cases in a file of this folder."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


VALUES = [(case, load(name)["context"]) for name in ("texts", "values", "dates") for case in load(name)["cases"]]


@pytest.mark.parametrize(("case", "context"), VALUES, ids=[case["expression"] for case, _ in VALUES])
def test_gives_the_value_with_its_type(case, context):
    """An expression gives the value, integer or float, that the engine gives."""
    value = expressions.evaluate(case["expression"], context)
    assert value == case["value"]
    assert type(value) is type(case["value"])


@pytest.mark.parametrize("case", load("errors"), ids=lambda case: case["expression"])
def test_an_error_says_what_and_where(case):
    """An error has the column of what failed, and says what is wrong."""
    with pytest.raises(ExpressionError) as caught:
        expressions.evaluate(case["expression"], {})
    assert case["message"] in str(caught.value)
    assert caught.value.column == case["column"]


def test_show_puts_a_caret_below_the_place():
    """`show` gives the line of a text with several, and a caret under the column."""
    text = "@concat(\n\t'a',\n\tnope())"
    with pytest.raises(ExpressionError) as caught:
        expressions.evaluate(text, {})
    assert expressions.show(text, caught.value) == "\tnope())\n\t^"
    assert expressions.mark(text, caught.value) == "@concat( 'a', ▶nope())"


def test_an_item_may_be_anything_but_absent():
    """0, false, "" and null are items; without one, item() is an error."""
    assert [expressions.evaluate("@item()", {"item": item}) for item in (0, False, "", None)] == [0, False, "", None]
    with pytest.raises(ExpressionError):
        expressions.evaluate("@item()", {})


def test_dataset_linked_service_and_trigger_come_from_the_context():
    """The accessors that Data Factory resolves itself answer from the context."""
    context = {
        "dataset": {"folder": "raw"},
        "linkedService": {"server": "sql"},
        "trigger": {"outputs": {"body": {"fileName": "f.csv"}, "windowStartTime": "2024-01-01"}},
    }
    text = (
        "@{dataset().folder} @{linkedService().server} @{trigger().outputs.windowStartTime} @{triggerBody().fileName}"
    )
    assert expressions.evaluate(text, context) == "raw sql 2024-01-01 f.csv"


def test_an_activity_that_says_no_status_has_succeeded():
    """An activity's output, status and error are what the context says, Succeeded if it says none."""
    context = {"activities": {"Look up": {"output": {"count": 2}}}}
    assert expressions.evaluate("@activity('look UP').status", context) == "Succeeded"
    assert expressions.evaluate("@activity('Look up').output.count", context) == 2
    assert expressions.evaluate("@activity('Look up').error", context) is None


def test_a_value_of_a_foreign_type_is_an_error():
    """A context's value that JSON doesn't have is refused, not guessed at."""
    with pytest.raises(ExpressionError):
        expressions.evaluate("@string(variables('x'))", {"variables": {"x": {1, 2}}})
