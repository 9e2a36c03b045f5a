"""JSON in with positions, JSON out as published."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arm import jsontext, pointers
from arm.errors import SourceError

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(values)
def test_every_value_is_found_where_it_stands(value):
    """The position of each value leads to text that decodes to that value."""
    text = json.dumps(value, indent=1, ensure_ascii=False)
    lines = text.split("\n")
    for pointer, (line, column) in jsontext.locate_all(text).items():
        rest = "\n".join([lines[line - 1][column - 1 :], *lines[line:]])
        assert json.JSONDecoder().raw_decode(rest)[0] == pointers.resolve(value, pointer)


def test_broken_json_names_file_line_and_column(tmp_path):
    """A reader gets the place to look at, not a traceback."""
    path = tmp_path / "broken.json"
    path.write_text('{\n  "a": 1,\n}', encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        jsontext.read(path)
    assert (caught.value.line, caught.value.column) == (3, 1)
    assert str(path) in str(caught.value)


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path):
    """Files saved by Windows editors are as good as others."""
    path = tmp_path / "windows.json"
    path.write_bytes(b'\xef\xbb\xbf{\r\n"a": [1, 2]\r\n}')
    assert jsontext.read(path) == {"a": [1, 2]}
    assert jsontext.locate(jsontext.read_text(path), "/a/1") == (2, 10)


def test_other_encodings_are_refused_by_name(tmp_path):
    """A file in Latin-1 is told as such, not decoded wrongly."""
    path = tmp_path / "latin.json"
    path.write_bytes('"é"'.encode("latin-1"))
    with pytest.raises(SourceError, match="not UTF-8"):
        jsontext.read(path)


@given(st.dictionaries(st.text(max_size=3), values, max_size=4), st.sampled_from([None, 1, "\t"]), st.booleans())
def test_renaming_keys_changes_nothing_else(document, indent, ascii):
    """Renamed there and back, a text is what it was; in between only the keys asked for differ."""
    text = json.dumps(document, indent=indent, ensure_ascii=ascii)
    names = {pointers.join([key]): f"new {index}" for index, key in enumerate(document)}
    renamed = jsontext.renamed(text, names)
    assert json.loads(renamed) == {f"new {index}": value for index, value in enumerate(document.values())}
    back = {pointers.join([f"new {index}"]): key for index, key in enumerate(document)}
    if not ascii:
        assert jsontext.renamed(renamed, back) == text
