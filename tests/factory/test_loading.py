"""Reading a factory's sources: what is found, in which order, and what is refused with its place."""

import json

import pytest

from arm.errors import SourceError, UsageError
from arm.factory import load
from arm.factory.sources import javascript_order


def save(root, path, document):
    """Write a source; a plain string is written as it is."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(document if isinstance(document, str) else json.dumps(document, indent=2), encoding="utf-8")


@pytest.fixture
def source(tmp_path):
    """A factory of one pipeline."""
    save(tmp_path, "factory/fab.json", {"name": "fab", "properties": {"globalParameters": {"a": {"value": 1}}}})
    save(tmp_path, "pipeline/p.json", {"name": "p", "properties": {}})
    return tmp_path


def test_a_factory_is_called_like_its_only_file(source):
    """Without a name the one file in factory/ tells it, and its global parameters are the factory's."""
    factory = load(source)
    assert (factory.name, factory.global_parameters) == ("fab", {"a": {"value": 1}})
    assert [resource.key for resource in factory.resources] == ["pipelines/p"]


def test_several_factory_files_need_a_name(source):
    """With several files in factory/ the error names them, and a name chooses."""
    save(source, "factory/other.json", {"name": "other", "properties": {}})
    with pytest.raises(UsageError, match="name one of fab, other with"):
        load(source)
    assert load(source, "other").global_parameters == {}


def test_a_name_without_a_file_is_a_factory_without_properties(source):
    """A factory that has no source of its own can be exported under any name."""
    factory = load(source, "elsewhere")
    assert (factory.factory_file, factory.global_parameters) == (None, {})


def test_a_missing_folder_is_wrong_use(tmp_path):
    """The message says which folder, and which option names it."""
    with pytest.raises(UsageError, match="no such folder — --source"):
        load(tmp_path / "nowhere")


def test_no_factory_file_and_no_name(tmp_path):
    """The message says which option is wanted."""
    with pytest.raises(UsageError, match="--factory"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"name": "q",\n  "properties": {,}}', r"q\.json:2:18: not JSON"),
        ('{"name": "q",\n "x": NaN}', r"q\.json:2:7: not JSON: NaN"),
        ("[]", r"q\.json:1:1: not a JSON object"),
        ('{"properties": {}}', r"q\.json:1: the resource has no name"),
        ('{"name": "q",\n "properties": 3}', r"q\.json:2:16: properties is not an object"),
        ('{\n "name": "p", "properties": {}}', r"q\.json:2:10: the name 'p' is taken by p\.json"),
    ],
    ids=["broken", "not a number", "not an object", "nameless", "properties", "duplicate"],
)
def test_a_source_that_cant_be_read_is_told_with_its_place(source, text, message):
    """File, line and column stand in front of the reason."""
    save(source, "pipeline/q.json", text)
    with pytest.raises(SourceError, match=message):
        load(source)


def test_the_publish_settings_are_read(source):
    """publish_config.json tells the branch and what goes into the template; a flag that is none is refused."""
    save(source, "publish_config.json", {"publishBranch": "main", "includeFactoryTemplate": True})
    assert load(source).publish_config.publish_branch == "main"
    assert load(source).publish_config.include_factory_template
    save(source, "publish_config.json", '{\n  "includeGlobalParamsTemplate": "yes"}')
    with pytest.raises(
        SourceError, match=r"publish_config\.json:2:34: includeGlobalParamsTemplate is not true or false"
    ):
        load(source)


def test_global_parameters_that_are_no_object_are_refused(source):
    """With the place in the factory's file."""
    save(source, "factory/fab.json", '{"name": "fab",\n "properties": {"globalParameters": [1]}}')
    with pytest.raises(SourceError, match=r"fab\.json:2:37: globalParameters is not an object"):
        load(source)


def test_private_endpoints_belong_to_the_network_they_stand_below(source):
    """Their sources are found in managedVirtualNetwork/<network>/managedPrivateEndpoint/."""
    save(source, "managedVirtualNetwork/default/managedPrivateEndpoint/pe.json", {"name": "pe", "properties": {}})
    endpoint = load(source).resources[-1]
    assert (endpoint.key, endpoint.network) == ("managedPrivateEndpoints/pe", "default")


def test_keys_that_are_indexes_come_first():
    """As in any JavaScript object; what only looks like an index stays where it is."""
    ordered = javascript_order({"b": 1, "2": [{"z": 0, "1": 0}], "01": 2, "0": 3, "4294967295": 4})
    assert list(ordered) == ["0", "2", "b", "01", "4294967295"]
    assert list(ordered["2"][0]) == ["1", "z"]
