"""Parameterization definitions: the grammar of leaves, sections, and what is wrong with them, with its place."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arm.errors import SourceError, UsageError
from arm.template import compile_definition, default_rules, generation, generations, read_definition
from arm.template.default_rules import default_document, note
from arm.template.naming import parameter_name, parse_leaf

PATH = ("properties", "typeProperties", "url")


@pytest.mark.parametrize(
    ("leaf", "name", "stype"),
    [
        ("=", "R_properties_typeProperties_url", ""),
        ("-", "R_properties_typeProperties_url", ""),
        ("|", "R_properties_typeProperties_url", ""),
        ("=:foo", "R_properties_typeProperties_foo", ""),
        ("=:-foo", "R_foo", ""),
        ("=:-foo:number", "R_foo", "number"),
        ("-::secureString", "R_properties_typeProperties", "secureString"),
        ("=:foo:String", "R_properties_typeProperties_foo", "String"),
    ],
)
def test_a_leaf_names_its_parameter(leaf, name, stype):
    """The whole path, a new last segment, a short name, or the last segment dropped; the type is taken verbatim."""
    parsed = parse_leaf(leaf, "/x")
    assert (parameter_name("R", PATH, parsed), parsed.stype) == (name, stype)


@pytest.mark.parametrize("leaf", ["=resourceId:string", "string", "*", "==", "=:a:b:c", "=:-", " ="])
def test_anything_else_is_no_leaf(leaf):
    """What doesn't follow the grammar makes no parameter."""
    assert parse_leaf(leaf, "") is None


@given(
    st.sampled_from("=-|"),
    st.one_of(st.none(), st.text(st.characters(exclude_characters=":"), min_size=1).filter(lambda name: name != "-")),
    st.text(st.characters(exclude_characters=":")),
)
def test_a_leaf_reads_back_what_it_spells(action, name, stype):
    """Action, name and type are the parts between the colons."""
    leaf = parse_leaf(action if name is None else f"{action}:{name}:{stype}", "/p")
    assert (leaf.action, leaf.rename, leaf.stype) == (action, name, stype if name is not None else "")


def test_what_does_nothing_is_reported_with_its_place(tmp_path):
    """Unknown sections, invalid leaves, a missing type level and arrays of three are findings with file and line."""
    file = tmp_path / "arm-template-parameters-definition.json"
    prefix = "Microsoft.DataFactory/factories"
    document = {
        f"{prefix}/pipeline": {},
        f"{prefix}/pipelines": {"properties": {"a": "string", "b": 3, "c": ["=", "x", "y"]}},
        f"{prefix}/datasets": {"properties": {"type": "="}},
        f"{prefix}/triggers": "=",
    }
    file.write_text(json.dumps(document, indent=1), encoding="utf-8")
    found = [(finding.rule, finding.line) for finding in read_definition(file).findings]
    assert found == [
        ("definition-unknown-section", 2),
        ("definition-invalid-leaf", 5),
        ("definition-invalid-leaf", 6),
        ("definition-invalid-array", 7),
        ("definition-missing-type-level", 15),
        ("definition-not-an-object", 19),
    ]


def test_a_definition_that_isnt_an_object_is_refused(tmp_path):
    """The place stands in front of the reason."""
    file = tmp_path / "d.json"
    file.write_text("[]", encoding="utf-8")
    with pytest.raises(SourceError, match=r"d\.json:1:1: not a JSON object"):
        read_definition(file)


def test_a_types_own_section_replaces_the_one_for_all():
    """Rules under `*` don't reach a type that has a section."""
    sections = {"*": {"properties": {"url": "="}}, "Odbc": {"properties": {"dsn": "="}}}
    definition = compile_definition({"Microsoft.DataFactory/factories/linkedServices": sections}, "test")
    assert list(definition.rules_for("linkedServices", "Odbc").keys["properties"].keys) == ["dsn"]
    assert list(definition.rules_for("linkedServices", "Http").keys["properties"].keys) == ["url"]
    assert definition.rules_for("pipelines") is None


def test_every_generation_of_the_default_rules_is_sound():
    """Each says what is new, compiles without a finding, and the newest applies when none is asked for."""
    assert all(note(name) for name in generations())
    assert all(not compile_definition(default_document(name), name).findings for name in generations())
    assert default_rules().origin == f"default rules of {generations()[-1]}"


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("2019-01-01", "2019-10"),
        ("2022-04-30", "2022-03"),
        ("2022-05", "2022-05"),
        ("2024-12-31", "2023-02"),
        ("2030-01-01", "2025-02"),
        (None, "2025-02"),
        ("current", "2025-02"),
    ],
)
def test_a_generation_is_found_by_its_name_or_a_date(asked, answer):
    """A date gives what was in force on it; before the first, the first."""
    assert generation(asked) == answer


@pytest.mark.parametrize("asked", ["2023-13-01", "latest", "2022-5"])
def test_an_unknown_generation_is_refused(asked):
    """What is neither a name nor a date is wrong use."""
    with pytest.raises(UsageError):
        generation(asked)
