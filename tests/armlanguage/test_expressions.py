"""Expressions of the template language: each case a file's entry with what Azure documents."""

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arm.armlanguage.errors import EvaluationError
from arm.armlanguage.evaluation import Place, Scope
from arm.armlanguage.functions import FUNCTIONS
from arm.armlanguage.secure import MASK, Secure, mask, reveal

PLACE = Place("SUB", "rg", "northeurope", "release-1")
PARAMETERS = {"name": "it", "object": {"list": [{"name": "one"}, {"name": "two"}]}}
VARIABLES = {"path": "[concat(parameters('name'), '/x')]", "round": "[variables('Round')]"}
CASES = [
    pytest.param(case, id=f"{file.stem}: {case['comment']}")
    for file in sorted(Path(__file__).with_name("expressions").glob("*.json"))
    for case in json.loads(file.read_text(encoding="utf-8"))
]


def scope(**parameters):
    return Scope(PLACE, {**PARAMETERS, **parameters}, VARIABLES, FUNCTIONS)


@pytest.mark.parametrize("case", CASES)
def test_an_expression_gives_what_azure_documents(case):
    """Every case of the folder gives its value, or its error."""
    if "error" in case:
        with pytest.raises(EvaluationError) as caught:
            scope().value(case["input"])
        assert case["error"] in str(caught.value)
    else:
        found = scope().value(case["input"])
        assert (found, type(found)) == (case["expected"], type(case["expected"]))


@given(st.text())
def test_every_string_can_be_written_as_a_literal(text):
    """A string in quotes, its own quotes doubled, is that string."""
    quoted = text.replace("'", "''")
    assert scope().value(f"[concat('{quoted}')]") == text


@given(st.text())
def test_every_string_that_looks_like_an_expression_can_be_escaped(text):
    """One more bracket in front gives back the string, as the exporter relies on."""
    assert scope().value(f"[[{text}]") == f"[{text}]"


atoms = st.sampled_from(["'a'", "''", "'Zm8='", "'{0}'", "0", "-3", "2", "true()", "null()", "createArray()",
                         "createArray(1, 'b')", "createObject('k', 1)", "parameters('object').list"])  # fmt: skip
calls = st.recursive(
    atoms,
    lambda inner: st.builds(
        lambda name, arguments: f"{name}({', '.join(arguments)})",
        st.sampled_from(sorted(FUNCTIONS)),
        st.lists(inner, max_size=4),
    ),
    max_leaves=8,
)


@given(calls | st.text(alphabet="[]()'., abcparmets0123-", max_size=40))
def test_no_text_breaks_the_evaluator(text):
    """Whatever stands between the brackets, with whatever arguments, gives a value or an EvaluationError."""
    with contextlib.suppress(EvaluationError):
        scope().value(f"[{text}]")


def test_what_comes_from_a_secure_parameter_stays_wrapped():
    """A value computed from a secure one, by whatever way, shows its mask and not itself."""
    found = scope(key=Secure("hunter2")).value(
        {"plain": "[parameters('name')]", "deep": [{"joined": "[concat('Key=', toUpper(parameters('key')))]"}]}
    )
    assert mask(found) == {"plain": "it", "deep": [{"joined": MASK}]}
    assert reveal(found) == {"plain": "it", "deep": [{"joined": "Key=HUNTER2"}]}
    assert "hunter2" not in repr(found).lower()


def test_a_variable_carries_the_secret_on():
    """A variable that holds a secure parameter makes whatever uses it secure, also the second time."""
    variables = {"connection": "[concat('AccountKey=', parameters('key'))]"}
    secret = Scope(PLACE, {"key": Secure("hunter2")}, variables, FUNCTIONS)
    for _ in range(2):
        assert isinstance(secret.value("[toLower(variables('connection'))]"), Secure)
    assert secret.value("[concat('a')]") == "a"


def test_a_deeply_nested_expression_is_refused():
    """An expression that nests too deeply is an error of the template, not of ours."""
    with pytest.raises(EvaluationError, match="too deeply"):
        scope().value("[" + "concat(" * 3000 + "'a'" + ")" * 3000 + "]")
