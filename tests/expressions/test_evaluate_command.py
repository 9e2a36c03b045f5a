"""`invoke evaluate`: a value and its type, errors that quote their place, contexts from a file."""

import pytest

from arm.commands.evaluate import EvaluateResult, run
from arm.errors import ExpressionError, SourceError, UsageError


def test_gives_the_value_and_its_type(tmp_path):
    """The context is read from a JSON file, with or without a byte order mark."""
    context = tmp_path / "context.json"
    context.write_text('{"parameters": {"n": 41}}', encoding="utf-8-sig")
    text = "@add(pipeline().parameters.n, 1)"
    assert run(text, context) == EvaluateResult(text, 42, "integer")
    assert run("@null", None).type == "null"


def test_an_error_quotes_its_place():
    """The error's one line says the column and shows the text there."""
    with pytest.raises(
        ExpressionError, match=r"column 9 of @concat\(▶nope\(\)\): the function 'nope' is not defined"
    ) as caught:
        run("@concat(nope())", None)
    assert caught.value.column == 9


def test_a_context_that_is_none_is_refused(tmp_path):
    """A missing file, other JSON than an object, and members of the wrong shape are wrong input."""
    context = tmp_path / "context.json"
    with pytest.raises(UsageError):
        run("@1", context)
    for text in ("[]", '{"parameters": []}', '{"activities": {"A": 1}}'):
        context.write_text(text, encoding="utf-8")
        with pytest.raises(SourceError):
            run("@1", context)


def test_no_expression_is_wrong_use():
    """Nothing to evaluate is said so."""
    with pytest.raises(UsageError):
        run("", None)
