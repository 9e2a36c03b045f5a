"""`invoke validate` as a whole: what it looks at, what it makes of broken input, and when it fails."""

import shutil
from pathlib import Path

import pytest

from arm.commands import validate
from arm.errors import UsageError
from arm.events import State
from arm.findings import Severity
from arm.settings import RuleSetting, Settings

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def seed(tmp_path, monkeypatch):
    """A copy of the seed factory with its notebooks and overrides, as the working folder."""
    for folder in ("adf", "notebooks", "parameter-overrides"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def change(file, old, new):
    """Put a defect into a file."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_the_seed_factory_has_no_findings(seed):
    """The factory that the suite comes with is an example."""
    result = validate.run(Settings())
    assert result.findings == ()
    assert result.ok


def test_broken_files_are_findings_and_the_rest_is_checked(seed):
    """What can't be read is told with its place, and hides nothing else."""
    (seed / "adf" / "dataset" / "RawFile.json").write_text("{", encoding="utf-8")
    change(seed / "adf" / "trigger" / "daily-ingestion.json", '"frequency": "Day"', '"frequency": "Daily"')
    change(seed / "parameter-overrides" / "qa.json", "AzureKeyVault_properties", "AzureKeyVaul_properties")
    found = {(finding.rule, finding.file) for finding in validate.run(Settings()).findings}
    assert found == {
        ("json-is-valid", "adf/dataset/RawFile.json"),
        ("schedule-is-valid", "adf/trigger/daily-ingestion.json"),
        ("override-names-a-parameter", "parameter-overrides/qa.json"),
        ("key-is-missing-in-one-environment", "parameter-overrides/qa.json"),
    }


def test_progress_says_how_the_check_ended(seed):
    """Errors end it as failed, with their number; without any it is well."""
    events = []
    validate.run(Settings(), notify=events.append)
    assert events[-1].state is State.SUCCEEDED
    change(seed / "adf" / "trigger" / "daily-ingestion.json", '"frequency": "Day"', '"frequency": "Daily"')
    validate.run(Settings(), notify=events.append)
    assert (events[-1].state, events[-1].detail) == (State.FAILED, "1 error")


def test_sources_elsewhere_are_checked_without_environments_and_notebooks(seed):
    """Overrides and notebooks belong to the repository's own sources."""
    shutil.move(seed / "adf", seed / "other")
    change(seed / "other" / "pipeline" / "data-ingestion-pipeline.json", '"AzureDatabricks"', '"Databricks"')
    (seed / "parameter-overrides" / "qa.json").write_text("{", encoding="utf-8")
    (seed / "notebooks" / "prepare_data.py").unlink()
    found = {finding.rule for finding in validate.run(Settings(), source=Path("other")).findings}
    assert found == {"reference-exists", "dependencies-are-in-the-template", "resource-is-used"}


def test_unset_variables_are_no_findings(seed, monkeypatch):
    """A laptop doesn't know the variables of a pipeline's run."""
    monkeypatch.delenv("DATABRICKS_HOST", raising=False)
    assert validate.run(Settings(), env="prod").ok


def test_one_environment_may_be_asked_about(seed):
    """The findings of other environments' files stay away."""
    (seed / "parameter-overrides" / "qa.json").write_text("{", encoding="utf-8")
    assert validate.run(Settings(), env="dev").findings == ()
    assert validate.run(Settings(), env="qa").failed


@pytest.mark.parametrize(("fail_on", "failed"), [("error", False), ("warning", True), ("info", True)])
def test_the_severity_from_which_on_it_fails(seed, fail_on, failed):
    """A warning fails the task only if that is asked for."""
    pipeline = seed / "adf" / "pipeline" / "data-ingestion-pipeline.json"
    change(pipeline, '"variables": {', '"variables": {"x": {"type": "String"},')
    result = validate.run(Settings(), fail_on=fail_on)
    assert result.counts[Severity.WARNING] == 1
    assert result.failed is failed


def test_settings_silence_a_rule(seed):
    """`adfops: rules:` of invoke.yaml is obeyed."""
    change(seed / "adf" / "trigger" / "daily-ingestion.json", '"frequency": "Day"', '"frequency": "Daily"')
    setting = RuleSetting("schedule-is-valid", "ignore", "because", resource="triggers/*")
    assert validate.run(Settings(rules=(setting,))).ok


def test_a_setting_that_applies_to_nothing_is_told(seed):
    """What a suppression was for is mended or has moved: it would silence the next defect unseen."""
    (seed / "invoke.yaml").write_text("adfops:\n  rules:\n    schedule-is-valid: {}\n", encoding="utf-8")
    change(seed / "adf" / "trigger" / "daily-ingestion.json", '"frequency": "Day"', '"frequency": "Daily"')
    used = RuleSetting("schedule-is-valid", "ignore", "because", resource="triggers/*")
    moved = RuleSetting("schedule-is-valid", "ignore", "because", file="adf/trigger/other.json")
    (found,) = validate.run(Settings(rules=(used, moved))).findings
    assert (found.rule, found.severity, found.file, found.line) == ("setting-is-stale", "warning", "invoke.yaml", 3)
    assert "file adf/trigger/other.json" in found.message
    assert validate.run(Settings(rules=(used, moved)), env="qa").findings == ()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"source": Path("nowhere")}, "no such folder"),
        ({"env": "qaa"}, 'no environment "qaa"'),
        ({"fail_on": "fatal"}, '"fatal" is no severity'),
    ],
)
def test_wrong_use_is_told(seed, arguments, message):
    """What isn't there is no finding: the question was wrong."""
    with pytest.raises(UsageError, match=message):
        validate.run(Settings(), **arguments)


PROPERTIES = (
    "activities", "parameters", "variables", "typeProperties", "pipelines", "globalParameters", "type", "pipeline",
    "linkedServiceName", "policy", "annotations", "runtimeState",
)  # fmt: skip


def test_nothing_but_hostile_sources_make_no_rule_crash(tmp_path, monkeypatch):
    """Every property of another type than expected: rules find that, none fails itself."""
    import json

    monkeypatch.chdir(tmp_path)
    shapes = [None, 7, True, "x", [], {}, [7], [[]], {"x": 7}, "@", "@{", {"type": 7}, [{"name": 7, "type": "Until"}]]
    pipeline = json.loads((ROOT / "adf" / "pipeline" / "data-ingestion-pipeline.json").read_text(encoding="utf-8"))
    for number, shape in enumerate(shapes):
        for folder in ("pipeline", "dataset", "linkedService", "trigger", "factory", "dataflow", "credential"):
            path = tmp_path / "adf" / folder / f"r{number}.json"
            path.parent.mkdir(parents=True, exist_ok=True)
            properties = dict.fromkeys(PROPERTIES, shape)
            path.write_text(json.dumps({"name": f"r{number}", "properties": properties}), encoding="utf-8")
    for number, mutated in enumerate(_mutations(pipeline, shapes)):
        path = tmp_path / "adf" / "pipeline" / f"m{number}.json"
        path.write_text(json.dumps({**mutated, "name": f"m{number}"}), encoding="utf-8")
    crashes = [f.message for f in validate.run(Settings()).findings if f.rule == "rule-crashed"]
    assert sorted(set(crashes)) == []


def _mutations(document, shapes):
    """Copies of a document with one value each replaced by another shape."""
    import copy

    places = []

    def collect(value, path):
        places.append(path)
        pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, inner in pairs:
            collect(inner, (*path, key))

    collect(document["properties"], ("properties",))
    for number, path in enumerate(places):
        changed = copy.deepcopy(document)
        holder = changed
        for part in path[:-1]:
            holder = holder[part]
        holder[path[-1]] = shapes[number % len(shapes)]
        yield changed
