"""Copy between containers, and how a dataset leads to a file."""

import csv
import io

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


@pytest.mark.parametrize(
    ("source", "sink", "properties", "told"),
    [
        (dataset("in", NAMED), dataset("out", NAMED, "Parquet"), {}, "DelimitedText to Parquet of another shape"),
        (dataset("in", NAMED), dataset("out", NAMED, columnDelimiter=";"), {}, "of another shape"),
        (dataset("in", {}), dataset("out", NAMED), {}, "a whole folder"),
        (dataset("in", NAMED), dataset("out", NAMED), {"translator": {"type": "TabularTranslator"}}, "translator"),
        (
            dataset("in", NAMED),
            dataset("out", NAMED),
            {"source": {"storeSettings": {"wildcardFileName": "*.csv"}}},
            "wildcardFileName",
        ),
        (
            {**dataset("in", NAMED), "type": "AzureSqlTable", "typeProperties": {"table": "t"}},
            dataset("out", NAMED),
            {},
            "dataset 'In' of type AzureSqlTable has no location in a storage container",
        ),
    ],
)
def test_a_copy_that_would_come_out_otherwise_ends_the_run(azure, source, sink, properties, told):
    """What isn't there is named, and nothing is copied in its stead."""
    (azure.container("in") / "data.csv").write_text("a\n1\n", encoding="utf-8")
    _, run = run_copy(azure, source, sink, copy_activity(**properties))
    assert run.status == "Failed"
    assert told in run.message
    assert not list(azure.container("out").iterdir())


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
