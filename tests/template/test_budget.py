"""The parameter budget: what each entry of a definition costs, and the smallest definition that is enough."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arm.commands.export import exported
from arm.template import compile_definition, export_factory
from arm.template.budget import budget

CASES = Path(__file__).resolve().parents[1] / "export"
PREFIX = "Microsoft.DataFactory/factories"


def _export(source):
    names = sorted(path.stem for path in (source / "factory").glob("*.json")) or ["factory"]
    return exported(source, names[0], None)[0]


EXPORTS = {path.parent.name: _export(path) for path in sorted(CASES.glob("*/source"))}


@pytest.mark.parametrize("case", EXPORTS)
def test_every_parameter_is_paid_by_one_entry(case):
    """The costs add up to the template's parameters."""
    export = EXPORTS[case]
    result = budget(export, None)
    assert sorted(name for entry in result.entries for name in entry.parameters) == sorted(
        export.template["parameters"]
    )
    assert sum(entry.count for entry in result.entries) == result.total == len(export.template["parameters"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_the_smallest_definition_covers_what_is_overridden_and_no_secret_is_lost(data):
    """Whatever environments override, an export with the smallest definition has it, and not more than before."""
    export = EXPORTS[data.draw(st.sampled_from(sorted(EXPORTS)))]
    overridden = data.draw(st.sets(st.sampled_from(sorted(export.template["parameters"]))))
    result = budget(export, overridden)
    again = export_factory(export.factory, compile_definition(result.smallest, ""))
    secure = {name for name, parameter in export.origins.items() if parameter.is_secure}
    assert overridden - {"factoryName"} | secure <= again.origins.keys()
    assert len(again.template["parameters"]) == result.at_least <= result.without_idle <= result.total
    assert result.total - sum(entry.saves for entry in result.entries) == result.at_least


@pytest.mark.conformance
def test_the_smallest_definition_of_real_factories_covers_what_is_overridden(reference_data):
    """Over every publish of the reference data, with every fifth parameter overridden, nothing is lost."""
    lost = {}
    for pair in json.loads((reference_data / "golden" / "index.json").read_text(encoding="utf-8")):
        source = reference_data / "golden" / "pairs" / pair["id"] / "source"
        export = exported(source, pair["factory"], None)[0]
        overridden = set(list(export.origins)[::5])
        result = budget(export, overridden)
        again = export_factory(export.factory, compile_definition(result.smallest, ""))
        if not overridden <= again.origins.keys() or result.at_least > result.total:
            lost[pair["id"]] = overridden - again.origins.keys()
    assert lost == {}


@pytest.fixture
def factory(tmp_path):
    """An export of three linked services of two types under the definition that is given."""

    def export(definition):
        sources = {
            "linkedService/a.json": ("a", "RestService", {"url": "https://a"}),
            "linkedService/b.json": ("b", "RestService", {"url": "https://b"}),
            "linkedService/c.json": ("c", "AzureKeyVault", {"baseUrl": "https://c", "url": "?"}),
        }
        for path, (name, kind, properties) in sources.items():
            (tmp_path / path).parent.mkdir(exist_ok=True)
            body = {"name": name, "properties": {"type": kind, "typeProperties": properties}}
            (tmp_path / path).write_text(json.dumps(body), encoding="utf-8")
        text = json.dumps({f"{PREFIX}/linkedServices": definition}, indent=1)
        (tmp_path / "arm-template-parameters-definition.json").write_text(text, encoding="utf-8")
        return exported(tmp_path, "adf", None)[0]

    return export


def test_an_entry_that_nothing_needs_could_go_and_one_with_a_star_be_narrowed(factory):
    """What an entry saves is told, and by which ways its `*` could be replaced."""
    result = budget(
        factory({"*": {"properties": {"typeProperties": {"*": "=", "baseUrl": "-"}}}}),
        {"a_properties_typeProperties_url"},
    )
    rows = [(entry.name, entry.count, entry.saves, entry.narrow, entry.line) for entry in result.entries]
    assert rows == [
        (
            "linkedServices/*/properties/typeProperties/*", 3, 1,
            ("linkedServices/RestService/properties/typeProperties/url",), 6,
        ),
        ("factory name", 1, 0, (), 0),
        ("linkedServices/*/properties/typeProperties/baseUrl", 1, 1, (), 7),
    ]  # fmt: skip
    assert (result.total, result.without_idle, result.at_least) == (5, 4, 3)
    narrow = {"RestService": {"properties": {"typeProperties": {"url": "="}}}}
    assert result.smallest == {f"{PREFIX}/linkedServices": narrow}


def test_an_entry_that_hides_a_secret_stays(factory):
    """Without its parameter the secret would stand in the template."""
    result = budget(factory({"*": {"properties": {"typeProperties": {"baseUrl": "-::secureString"}}}}), set())
    assert (result.total, result.at_least) == (2, 2)
