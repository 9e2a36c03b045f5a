"""`invoke diff`: what has changed since a commit, which parameters were renamed, and what that does to overrides."""

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from arm.commands import diff
from arm.commands.diff import Change, Problem
from arm.errors import SourceError, UsageError
from arm.history.renames import Reason
from arm.report import history as report
from arm.settings import Settings
from tests.history.conftest import pipeline, wait

ROOT = Path(__file__).resolve().parents[2]
RULES = {
    "Microsoft.DataFactory/factories/pipelines": {
        "properties": {"activities": [{"typeProperties": {"waitTimeInSeconds": "="}}]}
    }
}
OVERRIDES = "parameter-overrides/qa.json"


def seconds(index: object) -> str:
    """The name of the parameter for a wait's time, by its index or label."""
    return f"load_properties_{index}_typeProperties_waitTimeInSeconds"


@pytest.fixture
def work(repo, monkeypatch):
    """A repository with a definition that names parameters by index, and a way to save the pipeline."""
    monkeypatch.chdir(repo.folder)
    repo.save("adf/arm-template-parameters-definition.json", RULES)

    def save(*activities, rules=None, name="load"):
        repo.save(f"adf/pipeline/{name}.json", {"name": name, "properties": pipeline(*activities)})
        if rules:
            repo.save("adf/arm-template-parameters-definition.json", rules)

    repo.write = save
    return repo


def run(**options):
    """The difference between HEAD, unless another base is given, and the work tree."""
    return diff.run(Settings(), **{"base": "HEAD", **options})


def overrides(repo, values, path=OVERRIDES, **more) -> bytes:
    """Write an override file that gives parameters these values; its bytes."""
    repo.save(path, {"parameters": values, **more})
    return (repo.folder / path).read_bytes()


def renames(result):
    """The renames as pairs of old and new names."""
    return {(rename.old, rename.new) for rename in result.renames}


def changes(result):
    """What happened to which parameters."""
    return {(change.change, change.name) for change in result.parameters}


def test_parameters_and_resources_are_compared(work):
    """Added, dropped, retyped and changed ones are told apart, with counts on both sides."""
    rules = {
        **RULES,
        "Microsoft.DataFactory/factories/linkedServices": {
            "HttpServer": {"properties": {"typeProperties": {"*": "="}}}
        },
    }
    work.write(wait("a"), wait("b"), rules=rules)
    work.commit()
    work.write(wait("a", 2))
    service = {"type": "HttpServer", "typeProperties": {"url": 8, "userName": "u", "authenticationType": "Anonymous"}}
    work.save("adf/linkedService/web.json", {"name": "web", "properties": {"annotations": [], **service}})
    work.save("adf/pipeline/second.json", {"name": "second", "properties": pipeline()})
    result = run()
    assert changes(result) == {
        (Change.DEFAULT, seconds(0)),
        (Change.DROPPED, seconds(1)),
        (Change.RETYPED, "web_properties_typeProperties_url"),
        (Change.ADDED, "web_properties_typeProperties_userName"),
    }
    assert [(c.change, c.resource, c.pointer) for c in result.resources] == [
        (Change.CHANGED, "pipelines/load", "/properties/activities"),
        (Change.ADDED, "pipelines/second", ""),
        (Change.CHANGED, "linkedServices/web", "/properties/typeProperties/userName"),
    ]
    assert (result.base.parameters, result.head.parameters, result.limit) == (5, 5, 256)
    assert (result.base.resources, result.head.resources) == (2, 3)
    assert result.ok


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([wait("a", 1), wait("b", 2)], [wait("b", 2), wait("a", 1)], {(0, 1), (1, 0)}),
        ([wait("a", 1), wait("b", 1)], [wait("b", 1), wait("a", 1)], {(0, 1), (1, 0)}),
        ([wait("a", 1)], [wait("new", 9), wait("a", 1)], {(0, 1)}),
        ([wait("gone", 9), wait("a", 1)], [wait("a", 5)], {(1, 0)}),
        ([wait("a", 1)], [wait("renamed", 1)], set()),
        ([wait("a", 1)], [wait("renamed", 7)], set()),
        ([wait("a", 1), wait("b", 2)], [wait("x", 2), wait("y", 1)], {(0, 1), (1, 0)}),
        ([wait("a", 1), wait("a", 1)], [wait("a", 1), wait("a", 1)], set()),
    ],
    ids=["swapped", "swapped, equal", "inserted", "deleted", "renamed", "renamed and changed", "both", "same names"],
)
def test_moved_activities_rename_their_parameters(work, before, after, expected):
    """A parameter follows its activity by name, or by its value where that was renamed too."""
    work.write(*before)
    work.commit()
    work.write(*after)
    assert renames(run()) == {(seconds(old), seconds(new)) for old, new in expected}


def test_moved_containers_rename_what_is_inside(work):
    """Indexes on every level count: an activity moves with the container it stands in."""
    inner = {"typeProperties": {"activities": [{"typeProperties": {"waitTimeInSeconds": "="}}]}}
    rules = {"Microsoft.DataFactory/factories/pipelines": {"properties": {"activities": [inner]}}}

    def loop(name, *activities):
        inside = {"items": {"value": "@x", "type": "Expression"}, "activities": list(activities)}
        return {"name": name, "type": "ForEach", "dependsOn": [], "userProperties": [], "typeProperties": inside}

    work.write(loop("one", wait("a")), loop("two", wait("b"), wait("c")), rules=rules)
    work.commit()
    work.write(loop("two", wait("c"), wait("b")), loop("one", wait("a")))
    name = "load_properties_{}_typeProperties_{}_typeProperties_waitTimeInSeconds"
    assert renames(run()) == {
        (name.format(*old), name.format(*new)) for old, new in [((0, 0), (1, 0)), ((1, 0), (0, 1)), ((1, 1), (0, 0))]
    }


def test_labels_definitions_and_resources_rename_too(work):
    """An activity renamed under a label, a leaf with another name, a pipeline renamed: each with its reason."""
    by_name = {"properties": {"activities": [{"typeProperties": {"waitTimeInSeconds": "="}}, "name"]}}
    work.write(wait("a"), rules={"Microsoft.DataFactory/factories/pipelines": by_name})
    work.commit()
    work.write(wait("b"))
    (rename,) = run().renames
    assert (rename.old, rename.new, rename.reason) == (seconds("a"), seconds("b"), Reason.ELEMENT)
    work.write(wait("a"), rules=RULES)
    (rename,) = run().renames
    assert (rename.old, rename.new, rename.reason) == (seconds("a"), seconds(0), Reason.DEFINITION)
    work.write(wait("a"), name="load2", rules={"Microsoft.DataFactory/factories/pipelines": by_name})
    work.save("adf/pipeline/load.json", None)
    (rename,) = run().renames
    assert (rename.new, rename.reason) == (seconds("a").replace("load", "load2"), Reason.RESOURCE)
    assert rename.resource == "pipelines/load2"


def test_what_stands_for_another_value_is_told(work):
    """Where an activity takes the place of one that is gone, an override of the old name would hit the new one."""
    work.write(wait("gone", 9), wait("a", 1))
    overrides(work, {seconds(0): 90})
    work.commit()
    work.write(wait("a", 1))
    result = run()
    (stale,) = result.overrides
    assert (stale.name, stale.problem, stale.line, result.ok) == (seconds(0), Problem.MEANING, 3, False)
    assert changes(result) == {(Change.DROPPED, seconds(0))}


def test_overrides_of_old_names_are_told_and_rewritten(work):
    """In override files and the ARM parameter files they name; only keys change, and once is enough."""
    work.write(wait("a", 1), wait("b", 2))
    text = (
        '\ufeff{\r\n\t"parameterFiles": ["../arm/qa.parameters.json"],\r\n\t"parameters" : {\r\n'
        f'\t\t"{seconds(0)}":10,   "{seconds(1)}"  : 20 ,"other": "{seconds(0)}"\r\n\t}}\r\n}}'
    )
    work.save(OVERRIDES, text)
    overrides(work, {seconds(1): {"value": 30}}, "arm/qa.parameters.json")
    work.commit()
    work.write(wait("b", 2), wait("a", 1))
    result = run()
    assert not result.ok
    assert [(s.file.name, s.line, s.name, s.becomes) for s in result.overrides] == [
        ("qa.json", 4, seconds(0), seconds(1)),
        ("qa.json", 4, seconds(1), seconds(0)),
        ("qa.parameters.json", 3, seconds(1), seconds(0)),
    ]
    assert result.command == "invoke diff --base HEAD --rewrite"
    for _ in range(2):
        assert run(rewrite=True).ok
        swapped = text.replace(f'"{seconds(0)}":', '"?":').replace(f'"{seconds(1)}"', f'"{seconds(0)}"')
        swapped = swapped.replace('"?":', f'"{seconds(1)}":')
        assert (work.folder / OVERRIDES).read_bytes().decode() == swapped
        entry = json.loads((work.folder / "arm/qa.parameters.json").read_text(encoding="utf-8"))
        assert entry == {"parameters": {seconds(0): {"value": 30}}}


def test_a_name_that_is_taken_is_not_overwritten(work):
    """The file is left as it is, and what stands in the way is said."""
    work.write(wait("gone", 9), wait("a", 1))
    before = overrides(work, {seconds(0): 90, seconds(1): 10})
    work.commit()
    work.write(wait("a", 1))
    result = run(rewrite=True)
    assert [stale.problem for stale in result.overrides] == [Problem.MEANING, Problem.RENAMED]
    assert result.overrides[1].obstacle == f"{seconds(0)} has a value there already: see to that one first"
    assert (work.folder / OVERRIDES).read_bytes() == before
    assert (result.ok, result.command) == (False, "")


def test_overrides_written_since_mean_what_they_say(work):
    """A file or a name that the base didn't have was written for the parameters of today."""
    work.write(wait("a", 1), wait("b", 2))
    work.commit()
    work.write(wait("b", 2), wait("a", 1))
    overrides(work, {seconds(0): 20})
    assert run().ok
    overrides(work, {"load_properties_7_typeProperties_waitTimeInSeconds": 20})
    assert run().ok  # never declared: that is for validate to say


def test_patches_through_moved_elements_are_told(work):
    """A path with an index that leads to another activity, or to none; a path written since means what it says."""
    work.write(wait("a", 1), wait("b", 2))
    paths = [f"/properties/activities/{index}/typeProperties/waitTimeInSeconds" for index in (0, 1)]
    patch = {
        "resource": "pipelines/load",
        "operations": [
            {"op": "replace", "path": paths[0], "value": 5},
            {"op": "move", "from": paths[1], "path": "/properties/annotations/-"},
        ],
    }
    overrides(work, {}, patches=[patch])
    work.commit()
    assert run().ok
    work.write(wait("b", 2))
    result = run()
    assert [(stale.problem, stale.name, stale.obstacle) for stale in result.overrides] == [
        (Problem.MOVED, f"pipelines/load {paths[0]}", "/properties/activities/0 was [a], and is [b]"),
        (Problem.MOVED, f"pipelines/load {paths[1]}", "/properties/activities/1 was [b], and is gone"),
    ]
    assert (result.ok, result.command) == (False, "")
    assert "leads to another element now; /properties/activities/0 was [a], and is [b]" in report.diff(result)
    overrides(work, {}, patches=[{"resource": "pipelines/load", "operations": [{"op": "remove", "path": "/tags/0"}]}])
    assert run().ok


def test_dropped_names_are_told(work):
    """A deployment would refuse a value for a parameter that isn't there."""
    work.write(wait("a", 1))
    overrides(work, {seconds(0): 90}, path="parameter-overrides/common.json")
    work.commit()
    work.write()
    result = run(rewrite=True)
    assert [(stale.file.name, stale.problem) for stale in result.overrides] == [("common.json", Problem.DROPPED)]
    assert not result.ok


def test_the_base_is_where_the_branch_left_the_main_one(work):
    """Without --base; and HEAD where there is no main branch. A name that is no commit is wrong use."""
    work.write(wait("a", 1))
    left = work.commit()
    work.git("checkout", "--quiet", "-b", "feature")
    work.write(wait("a", 2))
    head = work.commit()
    assert run(base=None).base.commit == left
    assert run(base="feature").base.commit == head
    assert (run(base="main", head="feature").head.commit, len(run(base="main", head="feature").parameters)) == (
        head,
        1,
    )
    work.git("branch", "--quiet", "-D", "main")
    assert run(base=None).base.commit == head
    with pytest.raises(UsageError, match="there is no commit 'feture' — did you mean \"feature\""):
        run(base="feture")
    with pytest.raises(UsageError, match="holds no factory"):
        run(base=work.git("commit-tree", work.git("mktree", "--missing"), "-m", "empty"))


def test_the_sources_may_have_moved_since(work):
    """The factory is found in the base where it stood then."""
    work.write(wait("a", 1))
    work.commit()
    work.git("mv", "adf", "sources")
    result = diff.run(Settings(source=Path("sources")), base="HEAD")
    assert (result.parameters, result.resources, result.renames) == ((), (), ())


def test_another_generation_of_default_rules(work):
    """What it would add or drop, no repository needed; a definition file replaces whatever generation."""
    note = run(base=None, default_rules="2020-06").note
    assert note == "adf/arm-template-parameters-definition.json replaces the default rules, of whatever generation"
    work.save("adf/arm-template-parameters-definition.json", None)
    function = {"type": "AzureFunction", "typeProperties": {"functionAppUrl": "u", "authentication": "Anonymous"}}
    work.save("adf/linkedService/web.json", {"name": "web", "properties": {"annotations": [], **function}})
    result = run(base=None, default_rules="2019-10")
    assert changes(result) == {(Change.DROPPED, "web_properties_typeProperties_functionAppUrl")}
    assert changes(diff.run(Settings(default_rules="2019-10"), default_rules="2025-02")) == {
        (Change.ADDED, "web_properties_typeProperties_functionAppUrl")
    }
    assert (result.base.rules, result.head.rules) == ("default rules of 2025-02", "default rules of 2019-10")
    with pytest.raises(UsageError, match="--default-rules compares two generations"):
        run(default_rules="2019-10")
    with pytest.raises(UsageError, match="did you mean 2019-10"):
        run(base=None, default_rules="2019-11x")


def test_secrets_stay_hidden(work):
    """A default that holds a password is not shown, whatever its type."""
    rules = {"Microsoft.DataFactory/factories/linkedServices": {"*": {"properties": {"typeProperties": {"*": "="}}}}}
    work.write(rules=rules)
    for password in ("hunter-one", "hunter-two"):
        service = {"type": "Sybase", "typeProperties": {"server": "s", "extra": f"Server=s;Password={password}"}}
        work.save("adf/linkedService/web.json", {"name": "web", "properties": {"annotations": [], **service}})
        work.commit()
    result = run(base="HEAD~1")
    assert changes(result) == {(Change.DEFAULT, "web_properties_typeProperties_extra")}
    assert "hunter" not in report.diff(result) + repr(result)


def test_broken_sources_are_told_with_their_place(work):
    """Of the work tree as everywhere, of a commit as Git writes it; a rewrite goes with the work tree only."""
    work.write(wait("a"))
    work.commit()
    work.save("adf/pipeline/load.json", '{"name": "load",}')
    with pytest.raises(SourceError, match=r"adf/pipeline/load\.json:1:17: not JSON"):
        run()
    broken = work.commit()
    work.write(wait("a"))
    with pytest.raises(UsageError, match=rf"^{broken[:10]}:adf/pipeline/load\.json:1:17: not JSON"):
        run()
    with pytest.raises(UsageError, match="--rewrite changes files of the work tree"):
        run(head="HEAD", rewrite=True)


def test_the_text_tells_it_all(work):
    """Both sides, every section, and the command that brings overrides up to date."""
    work.write(wait("a", 1))
    overrides(work, {seconds(0): 90})
    work.commit()
    work.write(wait("new", 9), wait("a", 2))
    lines = report.diff(run()).splitlines()
    assert lines[0].startswith("  base  HEAD           2 of 256 parameters, 2 resources  by arm-template")
    assert lines[2:4] == ["renamed parameters:", f"  {seconds(0)}  → {seconds(1)}  ({Reason.ORDER})"]
    assert f"  added    {seconds(0)}  int = 9" in lines
    assert f"  default  {seconds(1)}  int = 1 → int = 2" in lines
    assert "  changed  pipelines/load  first at /properties/activities, in 1 place" in lines
    assert f"  {OVERRIDES}:3  {seconds(0)}  is called {seconds(1)} now" in lines
    assert lines[-1] == "give them the new names with: invoke diff --base HEAD --rewrite"
    work.git("stash", "--quiet")
    assert report.diff(run()).splitlines()[-1] == "nothing differs"


def test_the_command_it_prints_works(work):
    """Exit code 1 while an override is behind, 0 once the printed command was run; --json is one document."""
    work.save("tasks.py", f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom arm.collection import namespace\n")
    work.write(wait("a", 1))
    overrides(work, {seconds(0): 90})
    work.commit()
    work.write(wait("new", 9), wait("a", 1))

    def invoke(*arguments):
        command = [sys.executable, "-m", "invoke", *arguments]
        return subprocess.run(command, cwd=work.folder, capture_output=True, text=True, encoding="utf-8", check=False)

    done = invoke("diff", "--json")
    document = json.loads(done.stdout)
    assert (done.returncode, document["overrides"][0]["problem"]) == (1, "renamed")
    done = invoke(*shlex.split(document["command"])[1:])
    assert (done.returncode, f"rewritten as {seconds(1)}" in done.stdout) == (0, True)
    assert seconds(1) in (work.folder / OVERRIDES).read_text(encoding="utf-8")
