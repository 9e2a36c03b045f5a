"""Blob Storage, through azure-storage-blob."""

import pytest
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError


@pytest.fixture
def container(local):
    """A container `raw` of account `acct`."""
    return local.blobs("acct").create_container("raw")


def test_a_blob_is_the_file_itself(local, container):
    """What is uploaded lies in the container's folder, and a file that a person puts there is a blob."""
    container.upload_blob("in/a.csv", b"1,2\n")
    folder = local.state / "storage/acct/raw"
    assert (folder / "in/a.csv").read_bytes() == b"1,2\n"
    (folder / "in/b.csv").write_bytes(b"3,4\n")
    assert container.download_blob("in/b.csv").readall() == b"3,4\n"
    assert [(each.name, each.size) for each in container.list_blobs()] == [("in/a.csv", 4), ("in/b.csv", 4)]


def test_deleting_the_last_blob_of_a_folder_removes_it(local, container):
    """A folder is only a part of a blob's name, so an empty one goes; the container stays."""
    container.upload_blob("a/b/c", b"x")
    container.delete_blob("a/b/c")
    assert list((local.state / "storage/acct/raw").iterdir()) == []
    with pytest.raises(ResourceNotFoundError):
        container.delete_blob("a/b/c")


def test_a_blob_and_a_folder_of_one_name_are_refused(container):
    """Files and folders can't share a name: it is told, not swallowed."""
    container.upload_blob("a", b"x")
    with pytest.raises(HttpResponseError) as caught:
        container.upload_blob("a/b", b"x")
    assert caught.value.error_code == "BlobNameConflict"


def test_what_is_not_done_here_says_so(container):
    """An operation that isn't there answers 501, and nothing is changed."""
    with pytest.raises(HttpResponseError) as caught:
        container.get_blob_client("a").create_append_blob()
    assert caught.value.status_code == 501
    assert list(container.list_blobs()) == []
