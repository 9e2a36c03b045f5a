"""Copy between containers, and how a dataset leads to a file."""

import csv
import gzip
import io
import json
import os
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arm.errors import NotInOrder
from arm.runtime.delimited import RecordCounter
from arm.runtime.storage import account_name

CSV = {"columnDelimiter": ",", "escapeChar": "\\", "firstRowAsHeader": True, "quoteChar": '"'}
LINKED = {"Store": {"type": "AzureBlobStorage", "typeProperties": {"serviceEndpoint": "https://data.blob.x.net/"}}}


def dataset(container, file, kind="DelimitedText", **settings):
    """A dataset of a file in a container; `file` may ask for the parameter `name`."""
    location = {"type": "AzureBlobStorageLocation", "container": container, **file}
    return {
        "linkedServiceName": {"referenceName": "Store", "type": "LinkedServiceReference"},
        "parameters": {"name": {"type": "string"}},
        "type": kind,
        "typeProperties": {"location": location, **(settings or (CSV if kind == "DelimitedText" else {}))},
    }


NAMED = {"fileName": {"value": "@dataset().name", "type": "Expression"}}


def copy_activity(name="data.csv", **properties):
    """A Copy of In to Out, both given the same file name."""
    references = {
        key: [{"referenceName": dataset_name, "type": "DatasetReference", "parameters": {"name": name}}]
        for key, dataset_name in (("inputs", "In"), ("outputs", "Out"))
    }
    return {"name": "C", "type": "Copy", "dependsOn": [], "typeProperties": properties, **references}


def run_copy(azure, source, sink, activity=None):
    """The Copy's run and the pipeline's."""
    run = azure.run([activity or copy_activity()], datasets={"In": source, "Out": sink}, linked_services=LINKED)
    return run.activities[0], run


def test_a_file_is_copied_as_it_is_and_counted(azure):
    """Every byte, into a folder that is made, with the counts Azure reports."""
    (azure.container("in") / "data.csv").write_bytes(b'a,b\n1,"x\ny"\n2,z')
    sink = dataset("out", {**NAMED, "folderPath": "new/folder"})
    copied, run = run_copy(azure, dataset("in", NAMED), sink)
    assert run.message == ""
    assert (azure.container("out") / "new" / "folder" / "data.csv").read_bytes() == b'a,b\n1,"x\ny"\n2,z'
    figures = {key: copied.output[key] for key in ("dataRead", "dataWritten", "filesRead", "rowsRead", "rowsCopied")}
    assert figures == {"dataRead": 15, "dataWritten": 15, "filesRead": 1, "rowsRead": 2, "rowsCopied": 2}
    (details,) = copied.output["executionDetails"]
    assert (details["source"], details["sink"], details["status"]) == (
        {"type": "AzureBlobStorage"}, {"type": "AzureBlobStorage"}, "Succeeded",
    )  # fmt: skip
    assert details["detailedDurations"]["transferDuration"] == copied.output["copyDuration"]


def test_binary_files_are_copied_without_counting_rows(azure):
    """A sink that names only a folder keeps the file's name."""
    (azure.container("in") / "data.csv").write_bytes(b"\x00\n\xff")
    copied, _ = run_copy(azure, dataset("in", NAMED, "Binary"), dataset("out", {"folderPath": "f"}, "Binary"))
    assert (azure.container("out") / "f" / "data.csv").read_bytes() == b"\x00\n\xff"
    assert "rowsRead" not in copied.output


def test_a_copy_replaces_what_was_there(azure):
    """The old file is gone, and nothing lies beside the new one."""
    for container, text in (("in", "new"), ("out", "old and longer")):
        (azure.container(container) / "data.csv").write_text(text, encoding="utf-8")
    run_copy(azure, dataset("in", NAMED), dataset("out", NAMED))
    (file,) = azure.container("out").iterdir()
    assert (file.name, file.read_text(encoding="utf-8")) == ("data.csv", "new")


@pytest.mark.parametrize("name", ["../../secret.txt", "a/../../x", "..\\x", "C:\\x"])
def test_no_name_leads_out_of_its_container(azure, name):
    """A path that would leave is refused, whoever made it up."""
    (azure.folder / "secret.txt").write_text("x", encoding="utf-8")
    copied, _ = run_copy(azure, dataset("in", NAMED), dataset("out", NAMED), copy_activity(name))
    assert copied.error["errorCode"] == "UserErrorInvalidPath"


CASES = sorted((Path(__file__).parent / "copy").glob("*.json"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_copy(azure, path):
    """What lies in the sink afterwards, and what the activity tells, is as documented."""
    case = json.loads(path.read_text(encoding="utf-8"))
    if case.get("posix") and os.name == "nt":
        pytest.skip("Windows has no such file names")
    for name, content in case["files"].items():
        place = azure.container("in") / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(encoded(content))
    copied, run = run_copy(
        azure, placed(case["source"], "in"), placed(case["sink"], "out"), copy_activity(**case["properties"])
    )
    expected = case["expected"]
    out = azure.container("out")
    found = {file.relative_to(out).as_posix(): file.read_bytes() for file in out.rglob("*") if file.is_file()}
    assert found == {name: content.encode() for name, content in expected.pop("files").items()}, run.message
    if "left" in expected:
        assert [file for file in azure.container("in").rglob("*") if file.is_file()] == expected.pop("left")
    if "message" in expected:
        assert run.message.split(" — ")[0] == expected["message"]
    else:
        assert copied.error.get("message") == expected.pop("error", None), case["comment"]
        assert {key: copied.output[key] for key in expected} == expected


def encoded(content):
    """A file's bytes: text in UTF-8, or as the case says."""
    if isinstance(content, str):
        return content.encode()
    ((how, text),) = content.items()
    return gzip.compress(text.encode()) if how == "gzip" else text.encode(how)


def placed(given, container):
    """A case's dataset in a container of the test's storage."""
    location = {**given["typeProperties"]["location"], "container": container}
    return {
        "linkedServiceName": {"referenceName": "Store", "type": "LinkedServiceReference"},
        "parameters": {"name": {"type": "string"}},
        **given,
        "typeProperties": {**given["typeProperties"], "location": location},
    }


def test_a_dataset_outside_of_storage_containers_ends_the_run(azure):
    """The line names the dataset and says what to do; nothing is copied in its stead."""
    table = {**dataset("in", NAMED), "type": "AzureSqlTable", "typeProperties": {"table": "t"}}
    _, run = run_copy(azure, table, dataset("out", NAMED))
    assert run.message == (
        "dataset 'In' of type AzureSqlTable has no location in a storage container — give the activity an answer"
    )
    assert not list(azure.container("out").iterdir())


def test_a_data_lake_names_its_container_file_system(azure):
    """The location of a Data Lake Gen2 dataset leads to the same folder."""
    (azure.container("in") / "data.csv").write_bytes(b"a\n1\n")
    lake = {"type": "AzureBlobFSLocation", "fileSystem": "in", "fileName": "data.csv"}
    source = dataset("in", NAMED)
    source["typeProperties"]["location"] = lake
    run_copy(azure, source, dataset("out", NAMED))
    assert (azure.container("out") / "data.csv").read_bytes() == b"a\n1\n"


def test_text_becomes_parquet_and_text_again(azure):
    """Mapped columns have the types the mapping says; back as text they read as .NET writes them."""
    (azure.container("in") / "data.csv").write_text("n,when,flag\n1,2024-05-06 07:08:09,true\n,,\n", encoding="utf-8")
    mappings = [
        {"source": {"name": name}, "sink": {"name": name, "type": kind}}
        for name, kind in (("n", "Int32"), ("when", "DateTime"), ("flag", "Boolean"))
    ]
    parquet = dataset("mid", {"fileName": "data.parquet"}, "Parquet", compressionCodec="gzip")
    translator = {"type": "TabularTranslator", "mappings": mappings}
    copied, _ = run_copy(azure, dataset("in", NAMED), parquet, copy_activity(translator=translator))
    assert copied.error == {}
    frame = pd.read_parquet(azure.container("mid") / "data.parquet", dtype_backend="pyarrow")
    assert [str(kind) for kind in frame.dtypes] == ["int32[pyarrow]", "timestamp[us][pyarrow]", "bool[pyarrow]"]
    run_copy(azure, parquet, dataset("out", NAMED))
    text = (azure.container("out") / "data.csv").read_text(encoding="utf-8")
    assert text == "n,when,flag\n1,2024-05-06 07:08:09.0000000,True\n,,\n"


def test_a_dataset_parameter_without_a_value_fails_the_copy(azure):
    """The line names dataset and parameter."""
    activity = copy_activity()
    activity["inputs"][0]["parameters"] = {}
    copied, _ = run_copy(azure, dataset("in", NAMED), dataset("out", NAMED), activity)
    assert copied.error["message"] == "dataset 'In' was given no value for its parameter 'name'"


@pytest.mark.parametrize(
    ("properties", "account"),
    [
        ({"serviceEndpoint": "https://acct.blob.core.windows.net/"}, "acct"),
        ({"url": "https://lake.dfs.core.windows.net"}, "lake"),
        ({"connectionString": "DefaultEndpointsProtocol=https;AccountName=conn;EndpointSuffix=x"}, "conn"),
        ({"connectionString": {"type": "SecureString", "value": "AccountName=conn;AccountKey=k=="}}, "conn"),
        ({}, None),
        ({"connectionString": "BlobEndpoint=x"}, None),
    ],
)
def test_a_linked_service_names_its_storage_account(properties, account):
    """By the host of its endpoint or in its connection string; one that names none is told."""
    linked = {"type": "AzureBlobStorage", "typeProperties": properties}
    if account:
        assert account_name(linked) == account
        return
    with pytest.raises(NotInOrder, match="of type AzureBlobStorage names no storage account"):
        account_name(linked)


cells = st.text(alphabet='ab,"\n é', max_size=6)


@given(st.lists(st.lists(cells, min_size=2, max_size=2), max_size=8), st.integers(1, 7), st.booleans())
def test_rows_are_counted_as_a_csv_reader_counts_them(rows, size, header):
    """Whatever the quoting, and wherever the pieces of the file are cut."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    data = stream.getvalue().encode()
    counter = RecordCounter({"quoteChar": '"', "escapeChar": "\\", "firstRowAsHeader": header})
    for start in range(0, len(data), size):
        counter.feed(data[start : start + size])
    assert counter.rows == max(0, len(rows) - header)


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_an_escaped_quote_opens_nothing(size):
    """Backslash and quote are one character, cut apart or not."""
    data = b'"a\\"\nb",1\n"c",2\n'
    counter = RecordCounter({"quoteChar": '"', "escapeChar": "\\"})
    for start in range(0, len(data), size):
        counter.feed(data[start : start + size])
    assert counter.rows == 2


values = st.text(alphabet='ab,;"\\ \r\né', max_size=6).map(lambda text: text or "-")


@given(
    st.lists(st.lists(values, min_size=2, max_size=2), max_size=5),
    st.sampled_from([("\\", '"'), ('"', '"'), ("", '"')]),
    st.booleans(),
)
def test_written_text_reads_back(rows, marks, quote_all):
    """Whatever a value holds, the reader of the same dataset finds it again."""
    import pyarrow as pa

    from arm.runtime.formats import delimited_text

    settings = {"columnDelimiter": ";", "firstRowAsHeader": True, "escapeChar": marks[0], "quoteChar": marks[1]}
    schema = pa.schema([("x", pa.string()), ("y;", pa.string())])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.csv"
        with path.open("wb") as stream:
            writer = delimited_text.DelimitedTextWriter(stream, schema, settings, {"quoteAllText": quote_all})
            writer.write(pa.RecordBatch.from_pylist([{"x": x, "y;": y} for x, y in rows], schema))
        read = delimited_text.read(path, settings, {})
        assert read.schema == schema
        assert [[row["x"], row["y;"]] for batch in read.batches for row in batch.to_pylist()] == rows


@given(
    st.lists(
        st.recursive(
            st.none() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        ).map(lambda value: {"v": value}),
        max_size=4,
    ),
    st.integers(1, 9),
    st.booleans(),
    st.integers(0, 2),
)
def test_objects_are_read_however_the_file_is_cut(objects, size, array, indent):
    """In pieces of any length, as an array or one after the other."""
    from arm.runtime.formats import json_text

    parts = [json.dumps(value, indent=indent or None) for value in objects]
    text = f"[{', '.join(parts)}]" if array else "\n".join(parts)
    pieces = (text[start : start + size] for start in range(0, len(text), size))
    assert list(json_text._lines_or_objects(pieces)) == objects
