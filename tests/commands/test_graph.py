"""`invoke graph`: what the factory's resources refer to, whole or around one of them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arm.commands.graph import Edge, Graph, Node, run
from arm.errors import UsageError
from arm.report.graph_html import as_html
from arm.report.graph_layout import columns
from arm.report.graph_text import as_dot, as_mermaid
from arm.settings import Settings
from tests.html_pages import Page, loads_nothing

ROOT = Path(__file__).resolve().parents[2]
SEED = Settings(source=ROOT / "adf")


def _invoke(*arguments):
    command = [sys.executable, "-m", "invoke", "graph", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")


def _keys(graph):
    return {node.key for node in graph.nodes}


def test_every_resource_and_reference_of_the_seed_is_there():
    """Each reference is told with where it stands."""
    graph = run(SEED)
    assert _keys(graph) >= {"triggers/daily-ingestion", "pipelines/data-ingestion-pipeline", "datasets/RawFile"}
    edge = Edge("datasets/RawFile", "linkedServices/AzureBlobStorage", "/properties/linkedServiceName")
    assert edge in graph.edges
    assert not [node for node in graph.nodes if node.missing]


@pytest.mark.parametrize(
    ("direction", "depth", "expected"),
    [
        ("down", 0, {"datasets/RawFile", "linkedServices/AzureBlobStorage"}),
        ("up", 1, {"datasets/RawFile", "pipelines/data-ingestion-pipeline"}),
        ("up", 0, {"datasets/RawFile", "pipelines/data-ingestion-pipeline", "triggers/daily-ingestion"}),
        ("both", 1, {"datasets/RawFile", "pipelines/data-ingestion-pipeline", "linkedServices/AzureBlobStorage"}),
    ],
)
def test_the_neighbourhood_of_a_resource(direction, depth, expected):
    """Down is what it needs, up what needs it; a name is enough, in any letter case."""
    graph = run(SEED, resource="rawfile", direction=direction, depth=depth)
    assert (_keys(graph), graph.around) == (expected, "datasets/RawFile")


@pytest.fixture
def sources(tmp_path):
    """A factory in which a pipeline and a dataset share a name and one pipeline calls what isn't there."""

    def call(name):
        return {"name": "c", "type": "ExecutePipeline", "typeProperties": {"pipeline": _reference(name)}}

    def _reference(name):
        return {"referenceName": name, "type": "PipelineReference"}

    documents = {
        "pipeline/a.json": {"name": "a", "properties": {"activities": [call("SHARED"), call("gone")]}},
        "pipeline/shared.json": {"name": "shared", "properties": {"activities": [call("a")]}},
        "dataset/shared.json": {"name": "shared", "properties": {}},
    }
    for name, document in documents.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(json.dumps(document), encoding="utf-8")
    return Settings(source=tmp_path)


def test_what_is_missing_is_shown_and_letter_case_does_not_matter(sources):
    """A reference to nothing gets a node that says so; one in other letters is the resource's."""
    graph = run(sources)
    assert [node.key for node in graph.nodes if node.missing] == ["pipelines/gone"]
    assert Edge("pipelines/a", "pipelines/shared", "/properties/activities/0/typeProperties/pipeline") in graph.edges
    assert "classDef missing" in as_mermaid(graph) and "dashed" in as_dot(graph)


def test_a_name_of_several_and_one_of_none_are_wrong_use(sources):
    """The message says which there are, or the nearest."""
    with pytest.raises(UsageError, match="name one of pipelines/shared, datasets/shared"):
        run(sources, resource="shared")
    with pytest.raises(UsageError, match='did you mean "datasets/shared"'):
        run(sources, resource="datasets/sharde")
    with pytest.raises(UsageError, match="--direction"):
        run(sources, direction="left")


_NAMES = st.text(min_size=1, max_size=8)
_GRAPHS = st.builds(
    lambda names, pairs: Graph(
        "f",
        tuple(Node(f"{type}/{name}", type, name) for type, name in names),
        tuple(Edge("/".join(names[a % len(names)]), "/".join(names[b % len(names)]), "") for a, b in pairs if names),
    ),
    st.lists(st.tuples(st.sampled_from(["pipelines", "datasets", "other"]), _NAMES), max_size=12, unique=True),
    st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=20),
)


@given(_GRAPHS)
def test_every_resource_has_one_place_whatever_circles_there_are(graph):
    """The columns hold each resource once, a column only one kind, and callers stand left of what they call."""
    stacked = columns(graph)
    assert sorted(key for column in stacked for key in column.keys) == sorted(_keys(graph))
    assert all(key.startswith(f"{column.type}/") for column in stacked for key in column.keys)


@given(_GRAPHS)
def test_names_are_text_in_every_language(graph):
    """No name ends a string or a tag: each statement stays on its line, each page has the tags it should have."""
    page = Page(as_html(graph))
    assert page.tags.count("rect") == len(graph.nodes) and page.tags.count("path") == len(graph.edges)
    assert page.values("data-key") == [key for column in columns(graph) for key in column.keys]
    boxes = [line for line in as_mermaid(graph).split("\n") if ":::" in line]
    assert len(boxes) == len(graph.nodes) and all(line.count('"') == 2 for line in boxes)
    statements = [line for line in as_dot(graph).split("\n") if " -> " in line and line.endswith(";")]
    assert len(statements) >= len(graph.edges)


def test_a_page_loads_nothing_and_lets_only_its_own_script_run():
    """No address, no event handler, no style attribute; the policy's hashes are those of the style and script."""
    assert loads_nothing(as_html(run(SEED)))


def test_the_graph_of_the_seed_is_written_in_every_format(tmp_path):
    """A file gets the format, stdout says so; JSON is one document."""
    for format, start in (
        ("mermaid", "flowchart LR"),
        ("dot", 'digraph "devops-ds-adf"'),
        ("html", "<!doctype html>"),
    ):
        file = tmp_path / format
        done = _invoke("--format", format, "--output", str(file))
        assert (done.returncode, done.stdout) == (0, f"wrote {file.as_posix()}\n"), done.stderr
        assert file.read_text(encoding="utf-8").startswith(start)
    done = _invoke("--resource", "RawFile", "--direction", "down", "--depth", "1", "--json")
    assert [node["name"] for node in json.loads(done.stdout)["nodes"]] == ["RawFile", "AzureBlobStorage"]


def test_an_unknown_resource_is_wrong_use():
    """Exit code 2, and the names there are."""
    done = _invoke("--resource", "RawFiel")
    assert done.returncode == 2 and 'did you mean "RawFile"?' in done.stderr


def test_a_graph_too_large_for_mermaid_says_so(tmp_path):
    """The text is written all the same; a warning names the way out."""
    activities = [
        {
            "name": str(n),
            "type": "X",
            "linkedServiceName": {"referenceName": f"l{n}", "type": "LinkedServiceReference"},
        }
        for n in range(500)
    ]
    (tmp_path / "pipeline").mkdir()
    body = {"name": "p", "properties": {"activities": activities}}
    (tmp_path / "pipeline" / "p.json").write_text(json.dumps(body), encoding="utf-8")
    done = _invoke("--source", str(tmp_path))
    assert done.returncode == 0 and done.stdout.count("-->") == 500
    assert "narrow it with --resource, or take --format html" in done.stderr
