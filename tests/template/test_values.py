"""Parameter values against declared types."""

import pytest

from arm.template.values import from_text, is_secure, mismatch


@pytest.mark.parametrize(
    ("declared", "value", "fits"),
    [
        ("string", "x", True),
        ("String", "x", True),
        ("string", 1, False),
        ("int", 1, True),
        ("int", True, False),
        ("int", 1.5, False),
        ("bool", False, True),
        ("bool", "false", False),
        ("array", [], True),
        ("object", {}, True),
        ("object", [], False),
        ("secureString", "x", True),
        ("number", 1.5, True),
    ],
)
def test_a_value_fits_its_declared_type(declared, value, fits):
    """Types compare as in Resource Manager, without regard to case; an unknown one accepts anything."""
    assert (mismatch({"type": declared}, value) == "") is fits


@pytest.mark.parametrize(
    ("declared", "text", "value"),
    [("string", "5", "5"), ("int", "5", 5), ("bool", "true", True), ("array", '["a"]', ["a"]), ("int", "x", "x")],
)
def test_text_becomes_the_declared_type(declared, text, value):
    """What a command line gives as text is read as the type that is declared."""
    assert from_text({"type": declared}, text) == value


def test_secure_types_are_known_in_any_case():
    """securestring is as secret as secureString."""
    assert is_secure({"type": "SecureObject"})
    assert not is_secure({"type": "string"})
