"""Strings that look like expressions: escaped in a template, and read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arm.template.escaping import escaped, literal, unescaped

TEXT = st.text("[]a'", max_size=6)
JSON = st.recursive(
    st.one_of(TEXT, st.none(), st.integers()), lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner)
)


@pytest.mark.parametrize(
    ("text", "published"),
    [("[a]", "[[a]"), ("[a", "[a"), ("a]", "a]"), ("[[a]]", "[[[a]]"), ("[]", "[[]"), ("[", "["), ("", "")],
)
def test_a_string_in_brackets_gets_one_more(text, published):
    """Only one that starts with [ and ends with ] does."""
    assert escaped(text) == published


@given(JSON)
def test_what_was_escaped_is_read_back(value):
    """Resource Manager reads the value that was meant, at any depth."""
    assert unescaped(escaped(value)) == value


@given(JSON)
def test_what_needs_no_escape_is_shared(value):
    """A value in which nothing changes is the same object, not a copy: factories are large."""
    new = escaped(value)
    assert new is value or new != value


def test_apostrophes_in_expressions_are_doubled():
    """That is how a string literal of the template language spells one."""
    assert literal("it's") == "'it''s'"
