"""`invoke conform` on repositories as users have them: every publish found, compared and explained."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from arm.commands import conform
from arm.errors import UsageError
from arm.events import State
from arm.report import history as report
from arm.settings import Settings
from tests.history.conftest import Repo, pipeline, wait

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = "ARMTemplateForFactory.json"
MESSAGES = (
    "Publishing {id} to adf_publish",
    "Veröffentlichung auf Grundlage von Commit {id}, Größe unverändert",
    "コミット{id}から発行",
    "Publication depuis {id}.\n\nCo-authored-by: É <e@example.com>\n",
    "Опубликовано: «{id}»",
)


def run(repo: Repo, **options):
    """The result of comparing a repository's publishes."""
    return conform.run(Settings(), folder=repo.folder, **options)


def edit(repo: Repo, *activities) -> str:
    """Commit another version of the pipeline."""
    repo.save("adf/pipeline/load.json", {"name": "load", "properties": pipeline(*activities)})
    return repo.commit()


def changed(path: str, *steps, to: object):
    """A change to a published file: the value at `steps` is set, or deleted if `to` is None."""

    def change(folder: Path) -> None:
        file = folder / path
        document = json.loads(file.read_text(encoding="utf-8"))
        *way, last = steps
        inside = document
        for step in way:
            inside = inside[step]
        if to is None:
            del inside[last]
        else:
            inside[last] = to
        file.write_text(json.dumps(document, indent="\t", ensure_ascii=False), encoding="utf-8", newline="")

    return change


def deviations(publish):
    """What differs in a publish, but for consequences: how, where, and the kind of cause."""
    return {(d.found, d.resource or d.file, d.pointer, d.kind) for d in publish.differences if d.kind != "follows"}


SECONDS = ("resources", 0, "properties", "activities", 0, "typeProperties", "waitTimeInSeconds")
POINTER = "/properties/activities/0/typeProperties/waitTimeInSeconds"


def test_publishes_are_found_in_messages_of_any_language(repo):
    """Each names its source commit somewhere; all are identical to the byte, newest first."""
    for number, message in enumerate(MESSAGES):
        edit(repo, wait("a", number))
        repo.publish(message=message)
    result = run(repo)
    assert result.ok and len(result.publishes) == len(MESSAGES)
    assert all(level == (5, 5) for level in result.shares["all"].values())
    assert [one.published for one in result.publishes] == sorted(
        (p.published for p in result.publishes), reverse=True
    )
    assert {one.rules for one in result.publishes} == {"default rules of 2025-02"}


def test_a_publish_in_several_commits_counts_once(repo):
    """Some portals committed file by file within seconds: the last commit is the whole."""
    edit(repo, wait("a", 1))
    repo.publish()
    edit(repo, wait("a", 2))
    old = (repo.folder.parent / "publisher" / "fab" / TEMPLATE).read_bytes()

    def without_template(folder):
        (folder / TEMPLATE).write_bytes(old)

    repo.publish(change=without_template)
    repo.day -= 1  # the same minute
    whole = repo.publish()
    result = run(repo)
    assert result.ok and len(result.publishes) == 2
    assert result.publishes[0].commit == whole


def test_nothing_is_checked_out_or_changed(repo):
    """A work tree with changes of every kind is left as it is."""
    repo.publish()
    repo.save("adf/pipeline/load.json", "half-writ")
    repo.save("new.txt", "new")
    index = repo.folder / ".git" / "index"
    before = (repo.git("status", "--porcelain"), repo.git("for-each-ref"), index.read_bytes())
    assert run(repo).ok
    assert (repo.git("status", "--porcelain"), repo.git("for-each-ref"), index.read_bytes()) == before


def test_merges_hand_edits_and_reverts_are_no_publishes(repo):
    """What changes published files and names no source is counted apart; publishes behind a merge are found."""
    repo.publish()
    edit(repo, wait("a", 2))
    published = repo.publish()
    publisher = Repo(repo.folder.parent / "publisher", day=repo.day)
    changed("fab/" + TEMPLATE, "contentVersion", to="2.0.0.0")(publisher.folder)
    hand_made = publisher.commit("by hand")
    publisher.git("revert", "--no-edit", "HEAD")
    reverted = publisher.git("rev-parse", "HEAD")
    publisher.git("merge", "--quiet", "--allow-unrelated-histories", "--message", f"Merge {published}", "main")
    result = run(repo)
    assert result.ok and len(result.publishes) == 2
    assert set(result.unnamed) == {hand_made, reverted}


def test_the_folder_of_the_sources_may_move(repo):
    """At each commit the factory is found where it stood then: in a folder, another one, the root."""
    repo.publish()
    repo.git("mv", "adf", "factory-sources")
    repo.save("factory-sources/pipeline/second.json", {"name": "second", "properties": pipeline()})
    repo.commit()
    repo.publish("factory-sources")
    for name in ("factory", "pipeline", "linkedService"):
        repo.git("mv", f"factory-sources/{name}", name)
    repo.save("other/pipeline/load.json", {"name": "load", "properties": {}})
    repo.save("pipeline/third.json", {"name": "third", "properties": pipeline()})
    repo.commit()
    repo.publish(".")
    result = run(repo)
    assert result.ok and result.shares["all"]["bytes"] == (3, 3)


def test_a_branch_of_a_remote_will_do(repo, tmp_path):
    """A clone has no publish branch of its own; one that is behind the remote's doesn't count."""
    repo.publish()
    edit(repo, wait("a", 2))
    repo.publish()
    repo.git("clone", "--quiet", ".", str(tmp_path / "clone"))
    clone = Repo(tmp_path / "clone")
    assert (run(clone).branch, len(run(clone).publishes)) == ("origin/adf_publish", 2)
    clone.git("branch", "--no-track", "adf_publish", "origin/adf_publish~1")
    assert (run(clone).branch, len(run(clone).publishes)) == ("origin/adf_publish", 2)
    assert (run(repo).branch, len(run(repo, branch="adf_publish~1").publishes)) == ("adf_publish", 1)


def test_bare_repositories_and_worktrees_will_do(repo, tmp_path):
    """Whatever lies beside the objects, the publishes compare alike."""
    repo.publish()
    repo.git("clone", "--quiet", "--bare", ".", str(tmp_path / "bare.git"))
    repo.git("worktree", "add", "--quiet", "--detach", str(tmp_path / "tree"))
    results = [run(Repo(folder)) for folder in (repo.folder, tmp_path / "bare.git", tmp_path / "tree")]
    assert all(result.publishes == results[0].publishes and result.ok for result in results)


def test_a_shallow_clone_is_wrong_use(repo, tmp_path):
    """The commits that were published from aren't there: exit code 2, and how to get them."""
    repo.publish()
    edit(repo, wait("a", 2))
    repo.publish()
    repo.git("clone", "--quiet", "--depth", "1", repo.folder.as_uri(), str(tmp_path / "shallow"))
    with pytest.raises(UsageError, match=r"shallow.*git fetch --unshallow"):
        run(Repo(tmp_path / "shallow"))


def test_a_missing_branch_is_told_with_those_there_are(repo):
    """Exit code 2; the branch's name is publish_config.json's unless one is given."""
    with pytest.raises(UsageError, match=r"no branch 'adf_publish'.*there are: main"):
        run(repo)
    repo.save("adf/publish_config.json", {"publishBranch": "releases"})
    with pytest.raises(UsageError, match="no branch 'releases'"):
        run(repo)
    with pytest.raises(UsageError, match="no commit of this branch touches an ARMTemplateForFactory"):
        run(repo, branch="main")


def test_a_source_commit_that_is_gone_is_counted(repo):
    """A publish from a branch that was deleted can't be compared; neither can one whose commit has no factory."""
    repo.publish()
    repo.publish(id="1234567890" * 4, change=changed(TEMPLATE, "contentVersion", to="1.0.0.1"))
    first = repo.git("rev-list", "--max-parents=0", "adf_publish")
    empty = repo.git("commit-tree", f"{first}^{{tree}}", "-m", "nothing")
    repo.publish(id=empty)
    result = run(repo)
    assert (len(result.publishes), [one.source for one in result.missing]) == (1, ["1234567890" * 4])
    assert [one.source for one in result.without_sources] == [empty]
    assert result.ok
    assert not run(repo, limit=1).ok


def test_what_was_edited_in_between_is_shown_by_a_neighbour(repo):
    """A value that isn't in the named commit, and is in the one of the next publish."""
    repo.publish(change=changed(TEMPLATE, *SECONDS, to=2))
    edit(repo, wait("a", 2))
    repo.publish()
    newer, older = run(repo).publishes
    assert newer.levels["bytes"] and older.levels["parameters"] and not older.levels["resources"]
    assert deviations(older) == {("differs", "pipelines/load", POINTER, "edited")}
    cause = next(d.cause for d in older.differences)
    assert cause == f"edited in between: the source of the next publish ({newer.source[:10]}) has what was published"


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (changed(TEMPLATE, *SECONDS, to=9), ("differs", "pipelines/load", POINTER, "unknown")),
        (changed(TEMPLATE, *SECONDS, to=None), ("extra", "pipelines/load", POINTER, "unknown")),
        (changed(TEMPLATE, "resources", 0, "tags", to={}), ("missing", "pipelines/load", "/tags", "unknown")),
        (changed(TEMPLATE, "resources", 1, to=None), ("extra", "linkedServices/web", "", "unknown")),
        (changed(TEMPLATE, "parameters", "x", to={"type": "int"}), ("missing", TEMPLATE, "/parameters/x", "unknown")),
        (lambda folder: (folder / "linkedTemplates" / "ArmTemplate_7.json").write_text("{}"),
         ("missing", "linkedTemplates/ArmTemplate_7.json", "", "unknown")),
    ],
    ids=["value", "key too many", "key missing", "resource too many", "parameter missing", "file missing"],
)  # fmt: skip
def test_what_nobody_can_explain_is_told_as_such(repo, change, found):
    """With the place and how the export differs there; of today's format that is not in order."""
    repo.publish(change=change)
    result = run(repo)
    assert found in deviations(result.publishes[0])
    assert not result.ok


def test_an_order_of_the_session_is_recognised(repo):
    """A resource edited in the session that published stands last: equal once ordered so, and that is in order."""

    def turn(folder):
        template = json.loads((folder / TEMPLATE).read_text(encoding="utf-8"))
        template["resources"].reverse()
        (folder / TEMPLATE).write_text(json.dumps(template, indent="\t"), encoding="utf-8")

    repo.publish(change=turn)
    result = run(repo)
    assert result.ok
    assert deviations(result.publishes[0]) == {("order", TEMPLATE, "", "order")}
    assert (result.publishes[0].levels["resources"], result.publishes[0].levels["document"]) == (True, False)


def test_the_line_ends_of_windows_are_recognised(repo):
    """A publish that somebody committed with CRLF is equal but for its bytes, and that is said."""

    def with_crlf(folder):
        for file in folder.rglob("*.json"):
            file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))

    repo.save(".gitattributes", "* -text\n")
    repo.commit()
    repo.publish(change=with_crlf)
    result = run(repo)
    assert result.ok and deviations(result.publishes[0]) == {("bytes", TEMPLATE, "", "edited")}
    assert result.publishes[0].levels["document"]


@pytest.mark.parametrize(
    ("default", "kind"),
    [
        ("Data Source=s;Password=hunter", "choice"),
        ("[parameters('sql_connectionString')]", "choice"),
        ("x", "unknown"),
    ],
)
def test_what_the_exporter_chose_not_to_write_is_told(repo, default, kind):
    """A password as a default, a parameter that defaults to itself: the portal writes both."""
    service = {"type": "AzureSqlDatabase", "typeProperties": {"connectionString": "Data Source=s;Password=hunter"}}
    repo.save("adf/linkedService/sql.json", {"name": "sql", "properties": {"annotations": [], **service}})
    repo.commit()
    repo.publish(change=changed(TEMPLATE, "parameters", "sql_connectionString", "defaultValue", to=default))
    place = ("missing", TEMPLATE, "/parameters/sql_connectionString/defaultValue", kind)
    assert place in deviations(run(repo).publishes[0])


def test_older_formats_are_explained_by_their_day(repo):
    """What the portal wrote differently then is no failure, and default rules are those of the day."""
    policy = changed(TEMPLATE, "resources", 0, "properties", "policy", "cancelAfter", to={})
    repo.publish(change=policy, year=2022)
    result = run(repo)
    assert result.ok
    assert deviations(result.publishes[0]) == {
        ("missing", "pipelines/load", "/properties/policy/cancelAfter", "portal")
    }
    assert result.publishes[0].rules == "default rules of 2021-12"
    assert result.shares["today"]["ran"] == (0, 0)
    assert run(repo, default_rules="2020-06").publishes[0].rules == "default rules of 2020-06"


def test_sources_that_cant_be_exported_are_told(repo):
    """The reason stands with the publish, with the file's place below the root; it counts as not in order."""
    repo.publish()
    repo.save("adf/pipeline/load.json", '{"name": "load",}')
    broken = repo.commit()
    repo.save("adf/pipeline/load.json", {"name": "load", "properties": pipeline(wait("b"))})
    repo.publish(id=broken)
    result = run(repo)
    assert not result.ok
    assert result.publishes[0].error.startswith("adf/pipeline/load.json:1:17: not JSON")
    assert result.shares["all"]["ran"] == (1, 2)


def test_factories_of_one_branch_are_told_apart(repo):
    """Each is compared with its own sources; one can be chosen, and a wrong name is told with those there are."""
    repo.publish()
    repo.save("second/factory/sec.json", {"name": "sec", "properties": {}})
    repo.save("second/pipeline/p.json", {"name": "p", "properties": pipeline()})
    repo.commit()
    repo.factory = "sec"
    repo.publish("second")
    assert [one.factory for one in run(repo).publishes] == ["sec", "fab"]
    assert [one.factory for one in run(repo, factory="fab").publishes] == ["fab"]
    assert len(run(repo, limit=1).publishes) == len(run(repo, since=run(repo).publishes[0].published).publishes) == 1
    with pytest.raises(UsageError, match='did you mean "fab"'):
        run(repo, factory="fabs")
    with pytest.raises(UsageError, match="--since yesterday: not a date"):
        run(repo, since="yesterday")


def test_a_definition_file_applies_as_it_stood(repo):
    """The rules of the commit that was published, whatever they are today."""
    rules = {
        "Microsoft.DataFactory/factories/pipelines": {"properties": {"activities": [{"typeProperties": {"*": "="}}]}}
    }
    repo.save("adf/arm-template-parameters-definition.json", rules)
    repo.commit()
    repo.publish()
    repo.save("adf/arm-template-parameters-definition.json", {})
    repo.commit()
    result = run(repo)
    assert result.ok and result.publishes[0].rules == "arm-template-parameters-definition.json"


def test_progress_is_told(repo, monkeypatch):
    """Whoever waits longer hears how many publishes are done."""
    from arm.commands import conformance

    monkeypatch.setattr(conformance, "_SECONDS_BETWEEN_EVENTS", 0)
    repo.publish()
    edit(repo, wait("a", 2))
    repo.publish()
    told = []
    run(repo, notify=told.append)
    told = [event.detail for event in told if event.state is State.PROGRESSED]
    assert told == ["0 of 2 publishes compared", "1 of 2 publishes compared"]


def test_the_text_tells_shares_causes_and_places(repo):
    """A line a level, a line a cause, and every difference that nobody can explain."""
    repo.publish(change=changed(TEMPLATE, *SECONDS, to=9))
    lines = report.conform(run(repo)).splitlines()
    assert lines[0] == "1 publish on adf_publish compared: fab, 2026-01-04 to 2026-01-04"
    assert lines[3:5] == ["  parameters  1 of 1  1 of 1", "  resources   0 of 1  0 of 1"]
    assert "  by default rules of 2025-02 (1)" in lines
    assert lines[-1].endswith(f"differs  pipelines/load {POINTER}")


def test_the_command_prints_one_json_document(repo):
    """All of the result but the values of what differs; exit code 1 where today's format isn't explained."""
    repo.publish(change=changed(TEMPLATE, *SECONDS, to=987654))
    repo.save("tasks.py", f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom arm.collection import namespace\n")
    command = [sys.executable, "-m", "invoke", "conform", "--json", "--limit", "1"]
    done = subprocess.run(command, cwd=repo.folder, capture_output=True, text=True, encoding="utf-8", check=False)
    document = json.loads(done.stdout)
    assert done.returncode == 1
    (publish,) = document["publishes"]
    assert publish["differences"][0]["pointer"] == POINTER
    assert document["shares"]["all"]["ran"] == [1, 1]
    assert "987654" not in done.stdout
