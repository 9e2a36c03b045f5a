"""`invoke matrix`: all environments side by side, every value as it is written and with its origin."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arm.commands.artifacts import Template
from arm.commands.export import exported
from arm.commands.matrix import Matrix, Row, Value, run
from arm.commands.patch import patch_template
from arm.errors import UsageError
from arm.report.matrix_html import as_html
from arm.report.matrix_markdown import as_markdown
from arm.report.matrix_text import as_text
from arm.settings import Settings, load_environment
from tests.html_pages import Page, loads_nothing

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = {"keyVault": {"id": "/subscriptions/${SUB}/vaults/kv-qa"}, "secretName": "sql"}


def _invoke(*arguments, folder=ROOT, **variables):
    environ = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    command = [sys.executable, "-m", "invoke", "matrix", *arguments]
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, encoding="utf-8")


@pytest.fixture
def repository(monkeypatch):
    """A small factory and three environments that differ in every way there is."""
    monkeypatch.setenv("USER_OF_SQL", "value-of-a-variable")
    folder = Path(__file__).parent / "side_by_side"
    return Settings(source=folder / "adf", overrides=folder / "overrides")


def _cells(result, section, name):
    (row,) = (row for row in result.rows if (row.section, row.name) == (section, name))
    return row, {key: (value.kind, value.value, Path(value.origin).name) for key, value in row.values.items()}


def test_every_parameter_has_its_value_and_origin_in_every_environment(repository):
    """Template, common, environment; a default is read as Resource Manager reads it."""
    result = run(repository)
    assert result.environments == ("local", "qa", "prod")
    row, cells = _cells(result, "parameters", "rest_properties_typeProperties_url")
    assert (row.group, row.label, row.mark, row.odd) == ("linkedServices/rest", "url", "differs", ("qa",))
    assert cells["prod"] == ("value", "https://x", "template") and cells["qa"] == ("value", "https://qa", "qa.json")
    row, _ = _cells(result, "parameters", "default_properties_region_value")
    assert (row.group, row.label, row.mark) == ("factory", "region", "same")
    row, cells = _cells(result, "parameters", "sql_properties_typeProperties_userName")
    assert cells["qa"] == ("value", "[u]", "template")
    assert cells["prod"] == ("value", "${USER_OF_SQL}", "prod.json")
    row, cells = _cells(result, "parameters", "daily_properties_typeProperties_scope")
    assert (row.mark, cells["qa"]) == ("may differ", ("value", "${SCOPE}", "common.json"))


def test_secrets_are_shown_as_what_they_are(repository):
    """A reference by its vault and name, a literal and a patched password not at all, a local one as generated."""
    result = run(repository)
    _, cells = _cells(result, "parameters", "sql_connectionString")
    assert cells == {
        "local": ("generated", None, "generated"),
        "qa": ("reference", REFERENCE, "qa.json"),
        "prod": ("hidden", None, "prod.json"),
    }
    assert _cells(result, "patches", "linkedServices/sql /x/password")[1]["qa"][0] == "hidden"
    assert _cells(result, "parameters", "default_properties_api_key_value")[1]["qa"][0] == "hidden"
    secrets = ("secret-literal", "Tell-nobody", "S3", "value-of-a-variable")
    for told in (as_text(result), as_markdown(result), as_html(result), repr(result)):
        assert not [secret for secret in secrets if secret in told]
    assert "Key Vault kv-qa/sql" in as_text(result)


def test_target_triggers_and_patches_stand_side_by_side(repository):
    """A default that nobody wrote counts like a written one; what only one environment does is absent elsewhere."""
    result = run(repository)
    assert _cells(result, "target", "location")[1]["qa"] == ("value", "westeurope", "default")
    assert _cells(result, "target", "location")[0].odd == ("prod",)
    _, cells = _cells(result, "triggers", "daily")
    assert (cells["qa"], cells["prod"]) == (("value", "Stopped", "qa.json"), ("value", "keep", "default"))
    _, cells = _cells(result, "patches", "pipelines/load /properties/concurrency")
    assert (cells["qa"], cells["prod"]) == (("value", "add 2", "qa.json"), ("absent", None, ""))


def test_what_fits_nothing_is_shown_and_said(repository):
    """A value for a parameter that the template doesn't have, and a trigger that the factory doesn't have."""
    result = run(repository)
    assert _cells(result, "parameters", "gone")[0].note == "not a parameter of the template"
    assert _cells(result, "triggers", "hourly")[0].note == "not a trigger of the factory"


def test_variables_are_listed_with_who_takes_them_and_whether_they_are_set(repository):
    """Nothing needs to be set for a matrix."""
    found = {variable.name: (variable.environments, variable.is_set) for variable in run(repository).variables}
    assert found["USER_OF_SQL"] == (("prod",), True)
    assert found["SCOPE"] == (("local", "qa", "prod"), False)


def test_values_and_origins_are_those_of_a_deployment(monkeypatch):
    """The matrix and `invoke patch` agree on every parameter of the seed, in every environment."""
    settings = Settings(source=ROOT / "adf", overrides=ROOT / "parameter-overrides")
    result = run(settings)
    for variable in result.variables:
        monkeypatch.setenv(variable.name, f"${{{variable.name}}}")
    export, _ = exported(settings.source, None, None)
    rows = [row for row in result.rows if row.section == "parameters"]
    for name in result.environments:
        environment = load_environment(settings, name)
        for value in patch_template(Template(export.template, {}), environment).values:
            (cell,) = (row.values[name] for row in rows if row.name == value.name)
            assert cell.origin == value.origin, (name, value.name)
            assert value.secure or cell.value == value.value, (name, value.name)


def test_no_environment_is_wrong_use(repository, tmp_path):
    """There is nothing to compare."""
    with pytest.raises(UsageError, match="no environment in"):
        run(Settings(source=repository.source, overrides=tmp_path / "none"))


def _matrix(name, value, note=""):
    values = {"qa": Value("value", value, "qa.json", 3), "prod": Value("value", "elsewhere", "template")}
    return Matrix("f<&|`", ("qa", "prod"), (Row("parameters", name, values, note=note),), ())


def test_a_narrow_terminal_gets_blocks_and_a_wide_one_a_table(repository, monkeypatch):
    """No line of either is wider than the terminal, other than by a name; every value is there."""
    result = run(repository)
    for columns in (60, 200):
        monkeypatch.setenv("COLUMNS", str(columns))
        lines = as_text(result, only_differences=True).splitlines()
        assert any("https://qa" in line for line in lines)
        assert max(map(len, lines[:-2])) <= columns
    assert "qa: https://qa" not in "\n".join(lines)


@given(st.text(), st.text("|`\\ab", max_size=6))
def test_markdown_keeps_its_columns_whatever_stands_in_a_value(name, value):
    """Pipes, backticks, line ends and tags stay inside their cell."""
    lines = as_markdown(_matrix(name, value, note=value)).split("\n")
    rows = [line for line in lines if line.startswith("| ≠")]
    assert len(rows) == 1
    assert len(re.findall(r"(?:\\.|[^|])*\|", rows[0])) == 5  # a backslash takes the next sign with it
    assert len(lines) == len(as_markdown(_matrix("a", "a", note="a")).split("\n"))


HOSTILE = ["</td><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "&lt;b&gt;", "]]>", "{{x}}", "a\x00b"]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_a_page_is_read_as_markup(text):
    """Names and values are text: the page has the same tags as one with harmless ones."""
    page, harmless = Page(as_html(_matrix(text, text, note=text))), Page(as_html(_matrix("a", "a", note="a")))
    assert sorted(page.tags) == sorted(harmless.tags)
    assert any(text in found for _, found in page.texts)


def test_a_page_loads_nothing_and_lets_only_its_own_script_run(repository):
    """No address, no event handler, no style attribute; the policy's hashes are those of the style and script."""
    assert loads_nothing(as_html(run(repository)))


def test_the_matrix_of_the_seed_is_written_in_every_format(tmp_path):
    """`invoke matrix` needs no variable set; a file gets the format, stdout says so, and JSON is one document."""
    for format, start in (("markdown", "### Environments of"), ("html", "<!doctype html>"), ("text", "target")):
        done = _invoke("--format", format, "--output", str(tmp_path / format), COLUMNS="80")
        assert (done.returncode, done.stdout) == (0, f"wrote {(tmp_path / format).as_posix()}\n"), done.stderr
        assert (tmp_path / format).read_text(encoding="utf-8").startswith(start)
    done = _invoke("--env", "qa", "--env", "prod", "--json", "--output", str(tmp_path / "both"))
    assert json.loads(done.stdout)["environments"] == ["qa", "prod"]
    assert (tmp_path / "both").is_file()


def test_an_unknown_format_or_environment_is_wrong_use():
    """Exit code 2, and what there is."""
    format, environment = _invoke("--format", "htm"), _invoke("--env", "qq")
    assert (format.returncode, environment.returncode) == (2, 2)
    assert 'did you mean "html"?' in format.stderr and "environments: dev, local" in environment.stderr
