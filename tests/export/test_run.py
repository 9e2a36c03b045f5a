"""`invoke export` as a command: what it returns, warns of and refuses, and how it leaves the output folder."""

import json
import shutil
from pathlib import Path

import pytest

from arm import files
from arm.commands.export import run
from arm.errors import SourceError, UsageError
from arm.events import State

CASES = Path(__file__).parent
PREFIX = "Microsoft.DataFactory/factories"


def exported(tmp_path, case="order", **options):
    """The result of exporting a case to tmp_path/out, and the warnings that were told meanwhile."""
    told = []
    result = run(CASES / case / "source", "fab", tmp_path / "out", **options, notify=told.append)
    return result, [event for event in told if event.state is State.WARNED]


def saved(tmp_path, definition, **resources):
    """A source folder with a definition and linked services or pipelines by `<folder>__<name>`."""
    source = tmp_path / "source"
    for name, properties in resources.items():
        folder, _, stem = name.partition("__")
        (source / folder).mkdir(parents=True, exist_ok=True)
        body = json.dumps({"name": stem, "properties": properties}, indent=1)
        (source / folder / f"{stem}.json").write_text(body, encoding="utf-8")
    text = json.dumps(definition, indent=1)
    (source / "arm-template-parameters-definition.json").write_text(text, encoding="utf-8")
    return source


def test_the_result_counts_what_was_written(tmp_path):
    """Files, resources, parameters and the rules that applied."""
    result, _ = exported(tmp_path)
    assert (result.factory, result.resources, result.parameters) == ("fab", 9, 10)
    assert result.definition == "default rules of 2025-02"
    assert [path.is_file() for path in result.files] == [True] * 6
    assert exported(tmp_path, default_rules="2021-01-01")[0].definition == "default rules of 2020-11"


@pytest.mark.parametrize(
    ("case", "rule", "file", "line"),
    [
        ("definition-not-json", "definition-unreadable", "arm-template-parameters-definition.json", 1),
        ("unknown-connector", "unknown-credential", "novelty.json", 9),
        ("definition-invalid-leaves", "definition-invalid-leaf", "arm-template-parameters-definition.json", 6),
    ],
)
def test_what_deserves_a_look_is_a_warning_with_its_place(tmp_path, case, rule, file, line):
    """It stands in the result, and is told while it happens."""
    result, told = exported(tmp_path, case)
    first = result.warnings[0]
    assert (first.rule, Path(first.file).name, first.line) == (rule, file, line)
    assert len(told) == len(result.warnings)
    assert told[0].subject.endswith(f"{file}:{line}")


def test_different_values_of_one_parameter_are_refused(tmp_path):
    """A definition that makes two siblings collide is an error at the leaf, and nothing is written."""
    definition = {f"{PREFIX}/pipelines": {"properties": {"parameters": {"a": "=::object", "b": "=::object"}}}}
    source = saved(tmp_path, definition, pipeline__p={"parameters": {"a": {"x": 1}, "b": {"x": 2}}})
    with pytest.raises(
        SourceError, match=r"definition\.json:6:\d+: the parameter p_properties_parameters would stand"
    ):
        run(source, "fab", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_equal_values_may_share_a_parameter(tmp_path):
    """One parameter for the same value in several places is what a short name is for."""
    rules = {"properties": {"activities": [{"typeProperties": {"url": "=:-url"}}]}}
    activities = [{"name": name, "type": "WebActivity", "typeProperties": {"url": "u"}} for name in "ab"]
    source = saved(tmp_path, {f"{PREFIX}/pipelines": rules}, pipeline__p={"activities": activities})
    assert run(source, "fab", tmp_path / "out").parameters == 2


def test_one_leaf_that_meets_several_values_is_a_warning(tmp_path):
    """A short name inside an array gives all elements one parameter, as Studio publishes it; it is told."""
    rules = {"properties": {"activities": [{"typeProperties": {"url": "=:-url"}}]}}
    activities = [{"name": name, "type": "WebActivity", "typeProperties": {"url": name}} for name in "ab"]
    source = saved(tmp_path, {f"{PREFIX}/pipelines": rules}, pipeline__p={"activities": activities})
    warnings = run(source, "fab", tmp_path / "out").warnings
    assert [(warning.rule, Path(warning.file).name) for warning in warnings] == [("parameter-collision", "p.json")]


def test_a_leaf_that_drops_the_last_segment_of_siblings_is_refused(tmp_path):
    """`=::string` under * gives all siblings the name of what they stand in."""
    rules = {"properties": {"variables": {"a": {"*": "=::string"}}}}
    variables = {"a": {"type": "String", "defaultValue": "x"}}
    source = saved(tmp_path, {f"{PREFIX}/pipelines": rules}, pipeline__p={"variables": variables})
    with pytest.raises(SourceError, match="p_properties_variables_a would stand for two different values"):
        run(source, "fab", tmp_path / "out")


def test_a_trigger_that_starts_a_pipeline_twice_is_a_warning(tmp_path):
    """The default rules give both the same parameters; the last one's value is the default, as Studio has it."""
    started = [
        {"pipelineReference": {"referenceName": "p", "type": "PipelineReference"}, "parameters": {"x": value}}
        for value in (1, 2)
    ]
    source = saved(tmp_path, {}, trigger__t={"type": "ScheduleTrigger", "pipelines": started})
    (source / "arm-template-parameters-definition.json").unlink()
    warnings = run(source, "fab", tmp_path / "out").warnings
    assert [warning.rule for warning in warnings] == ["parameter-collision"]
    values = json.loads((tmp_path / "out" / "ARMTemplateParametersForFactory.json").read_text(encoding="utf-8"))
    assert values["parameters"]["t_properties_p_parameters_x"] == {"value": 2}


def test_a_wanted_factory_without_a_source_is_a_warning(tmp_path):
    """includeFactoryTemplate and no factory/<name>.json: the template can't say where the factory is."""
    source = tmp_path / "source"
    shutil.copytree(CASES / "factory-template" / "source", source)
    warnings = run(source, "nobody", tmp_path / "out").warnings
    assert [warning.rule for warning in warnings] == ["missing-factory-file"]


def test_files_of_others_stay_and_old_ones_of_ours_go(tmp_path):
    """A smaller export leaves no chunk of the larger one behind, and touches nothing it didn't write."""
    exported(tmp_path, "linked-templates")
    out = tmp_path / "out"
    foreign = [out / "README.md", out / "linkedTemplates" / "notes.json", out / "other" / "ArmTemplate_1.json"]
    for path in foreign:
        path.parent.mkdir(exist_ok=True)
        path.write_text("mine", encoding="utf-8")
    assert (out / "linkedTemplates" / "ArmTemplate_1.json").exists()
    exported(tmp_path, "empty-factory")
    assert not (out / "linkedTemplates" / "ArmTemplate_1.json").exists()
    assert [path.read_text(encoding="utf-8") for path in foreign] == ["mine"] * 3
    assert sorted(path.name for path in out.iterdir() if path.name.startswith(".")) == []


def test_a_failed_swap_puts_everything_back(tmp_path, monkeypatch):
    """When a file can't be moved in, the folder is what it was before."""
    exported(tmp_path, "order")
    out = tmp_path / "out"
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    move, moves = files._move, []

    def breaks(source, target, moved):
        moves.append(target)
        if len(moves) == 9:
            raise PermissionError(13, "in use")
        move(source, target, moved)

    monkeypatch.setattr(files, "_move", breaks)
    with pytest.raises(UsageError, match="can't be written: in use"):
        exported(tmp_path, "activities")
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("depth", [300, 900])
def test_deep_nesting_is_exported_or_told(tmp_path, depth):
    """What is nested beyond reason is one line with the file; what can be written is, and equals its source."""
    value = "x"
    for _ in range(depth):
        value = [value]
    source = saved(tmp_path, {}, pipeline__p={"activities": [], "annotations": value})
    if depth == 300:
        run(source, "fab", tmp_path / "out")
        template = json.loads((tmp_path / "out" / "ARMTemplateForFactory.json").read_text(encoding="utf-8"))
        assert template["resources"][0]["properties"]["annotations"] == value
    else:
        with pytest.raises(SourceError, match=r"p\.json: nested too deeply"):
            run(source, "fab", tmp_path / "out")
        assert not (tmp_path / "out").exists()


def test_half_a_character_is_escaped_as_javascript_does(tmp_path):
    """A lone surrogate, which is no character, goes through all files as an escape."""
    source = saved(tmp_path, {}, pipeline__p={"activities": [], "description": "half: \ud83d"})
    run(source, "fab", tmp_path / "out")
    for name in ("ARMTemplateForFactory.json", "linkedTemplates/ArmTemplate_0.json"):
        assert '"description": "half: \\ud83d"' in (tmp_path / "out" / name).read_text(encoding="utf-8")


def test_names_that_differ_in_letter_case_are_a_warning(tmp_path):
    """Resource Manager takes them for one resource: told with the place of the second."""
    source = saved(tmp_path, {}, pipeline__Load={"activities": []})
    saved(tmp_path, {}, dataset__load={"type": "Json"})
    (source / "pipeline" / "other.json").write_text('{"properties": {},\n "name": "load"}', encoding="utf-8")
    (warning,) = run(source, "fab", tmp_path / "out").warnings
    assert (warning.rule, Path(warning.file).name, warning.line) == ("resource-case", "other.json", 2)


def test_a_folder_that_cant_be_is_wrong_use(tmp_path):
    """The output's place is taken by a file."""
    (tmp_path / "out").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="can't be written"):
        exported(tmp_path)


def test_every_parameter_tells_where_it_comes_from():
    """File, pointer, the definition's leaf, type and default of each, for `invoke explain`."""
    from arm.factory import load
    from arm.template import default_rules, export_factory

    origins = export_factory(load(CASES / "order" / "source", "fab"), default_rules()).origins
    assert len(origins) == 9
    parameter = origins["t_properties_a_parameters_p"]
    assert Path(parameter.origin.file).name == "t.json"
    assert parameter.origin.pointer == "/properties/pipelines/0/parameters/p"
    assert (
        parameter.origin.definition == f"/{PREFIX.replace('/', '~1')}~1triggers/properties/pipelines/0/parameters/*"
    )
    assert (parameter.type, parameter.default) == ("int", 1)
    assert origins["z_accountKey"].origin.definition == ""
