"""The tree: what a text parses to, where its nodes stand, and that no nesting is too deep."""

from hypothesis import given
from hypothesis import strategies as st

from arm.errors import ExpressionError
from arm.expressions import Access, Call, Interpolation, Literal, children, evaluate, parse, walk
from arm.expressions.parser import EXPRESSION_LIMIT


def test_a_call_holds_its_arguments_with_their_places():
    """Nodes know the part of the text they stand for."""
    text = "@concat('a', pipeline().parameters.env)"
    call = parse(text)
    assert isinstance(call, Call)
    assert [text[node.start : node.end] for node in walk(call)] == [
        "concat('a', pipeline().parameters.env)",
        "'a'",
        "pipeline().parameters.env",
        "pipeline().parameters",
        "pipeline()",
        "parameters",
        "env",
    ]


def test_an_interpolation_holds_its_parts():
    """Plain text around expressions becomes literals."""
    tree = parse("a@@{x}@{item()}?['b'] @{1}")
    assert isinstance(tree, Interpolation)
    assert [part.value if isinstance(part, Literal) else part.name for part in tree.parts] == [
        "a@{x}",
        "item",
        "?['b'] ",
        1,
    ]


def test_access_says_whether_it_is_null_safe():
    """`?.` and `?[` are told from `.` and `[`."""
    tree = parse("@activity('A')?.output['x']?[0].y")
    found = [(node.key.value, node.null_safe) for node in walk(tree) if isinstance(node, Access)]
    assert found == [("y", False), (0, True), ("x", False), ("output", True)]


def test_plain_text_is_a_literal():
    """A text without expression is its own value."""
    assert parse("plain").value == "plain"
    assert parse("@@{x}").value == "@{x}"
    assert parse("").value == ""


def test_the_deepest_text_that_fits_parses_and_evaluates():
    """Nesting is bounded by the length of an expression alone."""
    depth = (EXPRESSION_LIMIT - len("true")) // len("or()")
    text = "@" + "or(" * depth + "true" + ")" * depth
    assert sum(1 for _ in walk(parse(text))) == depth + 1
    assert evaluate(text, {}) is True


@given(st.text(alphabet="@{}'()[].,?+-1ae \n😀é", max_size=60))
def test_any_text_parses_or_errs_with_a_column(text):
    """No text ends in anything but a tree or an error inside the text."""
    try:
        tree = parse(text)
    except ExpressionError as error:
        assert error.column is not None
        assert 1 <= error.column <= len(text) + 1
    else:
        for node in walk(tree):
            assert 0 <= node.start <= node.end <= len(text)
            assert all(node.start <= child.start and child.end <= node.end for child in children(node))


@given(st.text(max_size=30))
def test_a_quoted_text_comes_back(text):
    """A string literal with its quotes doubled is the string itself."""
    assert evaluate("@'" + text.replace("'", "''") + "'", {}) == text
