"""JSON as ADF Studio publishes it: JavaScript's numbers and escapes, tabs, no newline at the end."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arm.jsontext import dump_bytes, dumps

VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1.0, "1"),
        (-0.0, "0"),
        (0.1, "0.1"),
        (100.5, "100.5"),
        (1e20, "100000000000000000000"),
        (1e21, "1e+21"),
        (1.5e300, "1.5e+300"),
        (0.000001, "0.000001"),
        (1e-7, "1e-7"),
        (1.25e-9, "1.25e-9"),
        (9007199254740991, "9007199254740991"),
        (9007199254740993, "9007199254740992"),
        (123456789012345678901234567890, "1.2345678901234568e+29"),
        (-12345678901234567, "-12345678901234568"),
        (5e-324, "5e-324"),
    ],
)
def test_numbers_are_javascripts(number, text):
    """Alone, as a member, and as any element of an array."""
    assert dumps(number) == text
    assert dumps({"n": number}) == f'{{\n\t"n": {text}\n}}'
    assert dumps(["a", number, {}, number]) == f'[\n\t"a",\n\t{text},\n\t{{}},\n\t{text}\n]'


def test_text_that_looks_like_a_number_stays():
    """Strings and keys are never touched, whatever they hold."""
    value = {'": 1.0,': '": 1e5', "  1.50": ["\\n 1.0,", "1.0"]}
    assert json.loads(dumps(value)) == value


def test_lone_surrogates_are_escaped():
    """As JSON.stringify has it since ES2019; everything else outside ASCII is kept."""
    assert dumps(["\ud800", "é", "\u2028", "\x07"]) == '[\n\t"\\ud800",\n\t"é",\n\t"\u2028",\n\t"\\u0007"\n]'


@given(VALUES)
def test_what_is_written_means_the_same(value):
    """Read again it is the same value."""
    assert same(json.loads(dumps(value)), value)


@given(VALUES, st.integers(0, 4))
def test_depth_indents_every_line_but_the_first(value, depth):
    """So that a value can be put inside another document."""
    assert dump_bytes(value, depth) == dump_bytes(value).replace(b"\n", b"\n" + b"\t" * depth)


def same(read, value):
    """Whether a value read back equals the one written, numbers as doubles."""
    if isinstance(value, dict):
        return read.keys() == value.keys() and all(same(read[key], value[key]) for key in value)
    if isinstance(value, list):
        return len(read) == len(value) and all(map(same, read, value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(read) == float(value)
    return read == value
