"""Running rules: crashes, places, and the severities that a repository gives."""

import pytest

from arm.errors import UsageError
from arm.findings import Finding, Severity
from arm.rules import Context, Rule, all_rules, check, read_sources
from arm.rules.rule import Problem
from arm.rules.suppression import suppress
from arm.settings import Settings
from arm.settings.severities import rule_settings


@pytest.fixture
def context(tmp_path, monkeypatch):
    """A factory of two pipelines."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "adf" / "pipeline").mkdir(parents=True)
    for name in ("a", "b"):
        text = f'{{\n\t"name": "{name}",\n\t"properties": {{"activities": [\n\t\t7]}}}}'
        (tmp_path / "adf" / "pipeline" / f"{name}.json").write_text(text, encoding="utf-8")
    settings = Settings()
    return Context(read_sources(settings.source), settings)


def made(body, subjects=lambda context: context.pipelines):
    """A rule that isn't in the registry."""
    return Rule("some-rule", "group", Severity.WARNING, "", "", "", subjects, body)


def test_a_crash_is_a_finding_and_the_rule_goes_on(context):
    """What a rule can't cope with is told with the file, and its other subjects are checked all the same."""

    def body(_, pipeline):
        if pipeline.name == "a":
            raise KeyError("x")
        yield pipeline.problem("seen", ("properties", "activities", 0))

    crash, seen = check(context, [made(body)])
    assert (crash.rule, crash.severity, crash.file, crash.resource) == (
        "rule-crashed", Severity.ERROR, "adf/pipeline/a.json", "pipelines/a",
    )  # fmt: skip
    assert "some-rule" in crash.message and "KeyError: 'x'" in crash.message
    assert seen == Finding(
        "some-rule", Severity.WARNING, "seen", "adf/pipeline/b.json", 4, 3, "/properties/activities/0", "pipelines/b"
    )


def test_a_rule_whose_subjects_crash_is_a_finding(context):
    """Even what goes wrong before the first subject is no traceback."""

    def subjects(_):
        raise ValueError("no subjects")

    (crash,) = check(context, [made(lambda *_: iter(()), subjects)])
    assert (crash.rule, crash.file) == ("rule-crashed", "")


def test_what_is_absent_is_found_at_the_object_it_belongs_in(context):
    """A path that leads nowhere stands for the nearest value that is there."""
    (finding, _) = check(context, [made(lambda _, p: iter([p.problem("m", ("properties", "activities", 3, "x"))]))])
    assert (finding.line, finding.path) == (3, "/properties/activities")


def test_many_findings_in_a_file_have_the_same_places_as_few(context):
    """Places are looked up one by one or all at once: the result is one."""
    paths = [("name",), ("properties",), ("properties", "activities"), ("properties", "activities", 0), ()]

    def places(chosen):
        rule = made(lambda _, pipeline: (Problem(str(path), pipeline.document, path) for path in chosen))
        return {(f.file, f.message): (f.line, f.column) for f in check(context, [rule])}

    together = places(paths)
    assert len(together) == 10
    assert all(together.items() >= places([path]).items() for path in paths)


def test_every_rule_says_what_must_be_so():
    """A rule's attributes are its documentation."""
    for rule in all_rules():
        assert rule.description.endswith("."), rule.id
        assert rule.link == "" or rule.link.startswith("https://"), rule.id
    assert len(all_rules()) > 20


FINDING = Finding("a-rule", Severity.ERROR, "m", "adf/pipeline/p.json", resource="pipelines/p")


@pytest.mark.parametrize(
    ("settings", "severity"),
    [
        ({"a-rule": {"severity": "info", "reason": "r"}}, "info"),
        ({"a-rule": {"severity": "ignore", "reason": "r"}}, None),
        ({"b-rule": {"severity": "ignore", "reason": "r"}}, "error"),
        ({"*": {"severity": "ignore", "reason": "r", "file": "adf/*/p.json"}}, None),
        ({"a-rule": {"severity": "ignore", "reason": "r", "resource": "datasets/*"}}, "error"),
        ({"a-rule": [{"severity": "ignore", "reason": "r"}, {"severity": "info", "reason": "r", "resource": "*/p"}]},
         "info"),
    ],
    ids=["rule", "ignored", "other", "file", "other-resource", "last-wins"],
)  # fmt: skip
def test_settings_change_severities(settings, severity):
    """For a rule, a file or a resource a finding's severity changes, or the finding goes."""
    found = suppress([FINDING], rule_settings(settings), {"a-rule", "b-rule"})
    assert [finding.severity for finding in found] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ([], "must be a mapping"),
        ({"a": "off"}, r"rules\.a must be a mapping"),
        ({"a": {"severity": "info"}}, "has no reason"),
        ({"a": {"reason": "r"}}, "has no severity"),
        ({"a": {"severity": "off", "reason": "r"}}, '"off" is none'),
        ({"a": {"severity": "info", "reason": " "}}, "must be text"),
        ({"a": {"severity": "info", "reason": "r", "files": "x"}}, "files is no setting"),
        ({"*": {"severity": "info", "reason": "r"}}, "names neither a file nor a resource"),
    ],
)
def test_a_setting_that_is_wrong_is_told(settings, message):
    """Every setting has a reason, and nothing in it goes unread."""
    with pytest.raises(UsageError, match=message):
        rule_settings(settings)


def test_a_setting_for_no_rule_is_told():
    """A misspelt rule would silence nothing."""
    with pytest.raises(UsageError, match=r"there is no such rule.*a-rule"):
        suppress([], rule_settings({"a-rul": {"severity": "info", "reason": "r"}}), {"a-rule"})


def test_settings_read_the_rules_of_invoke_yaml():
    """`adfops: rules:` ends up in the settings."""
    settings = Settings.from_mapping({"rules": {"a": {"severity": "info", "reason": "r"}}})
    assert [(entry.rule, entry.severity) for entry in settings.rules] == [("a", "info")]
