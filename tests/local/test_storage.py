"""Blob Storage, through azure-storage-blob."""

import pytest
from azure.core.exceptions import HttpResponseError, ResourceExistsError, ResourceNotFoundError


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


def test_containers_come_and_go(local, container):
    """They are created once, listed, and deleted with their blobs."""
    client = local.blobs("acct")
    container.upload_blob("a", b"x")
    with pytest.raises(ResourceExistsError) as caught:
        client.create_container("raw")
    assert caught.value.error_code == "ContainerAlreadyExists"
    assert [each.name for each in client.list_containers()] == ["raw"]
    assert container.exists()
    client.delete_container("raw")
    assert not container.exists()
    assert list(client.list_containers()) == []


def test_what_is_not_there_is_told(local, container):
    """A missing blob and a missing container are told apart."""
    with pytest.raises(ResourceNotFoundError) as caught:
        container.download_blob("nope")
    assert caught.value.error_code == "BlobNotFound"
    with pytest.raises(ResourceNotFoundError) as caught:
        local.blobs("acct").get_container_client("nope").upload_blob("a", b"x")
    assert caught.value.error_code == "ContainerNotFound"


def test_a_blob_is_overwritten_only_if_asked(container):
    """Without `overwrite` the upload of a blob that is there is refused."""
    container.upload_blob("a", b"1")
    with pytest.raises(ResourceExistsError) as caught:
        container.upload_blob("a", b"2")
    assert caught.value.error_code == "BlobAlreadyExists"
    container.upload_blob("a", b"2", overwrite=True)
    assert container.download_blob("a").readall() == b"2"


def test_large_blobs_go_in_blocks_and_come_in_ranges(local):
    """A blob larger than the client's limits is put together from blocks, and read in pieces."""
    from azure.storage.blob import BlobServiceClient

    token = {"Authorization": "Bearer the-token-of-this-instance"}
    client = BlobServiceClient(
        f"{local.url}/blob/acct", raw_request_hook=lambda request: request.http_request.headers.update(token),
        max_single_put_size=1000, max_block_size=700, max_single_get_size=900, max_chunk_get_size=900,
    )  # fmt: skip
    container = client.create_container("raw")
    data = bytes(range(256)) * 20
    container.upload_blob("big.bin", data)
    assert container.download_blob("big.bin").readall() == data
    assert container.download_blob("big.bin", offset=100, length=50).readall() == data[100:150]
    assert not list((local.state / "blocks").rglob("*.*")) and not any((local.state / "blocks").iterdir())


def test_names_with_spaces_and_other_letters(container):
    """Names are kept as they are."""
    for name in ("größe & <x>.csv", "a b/c+d%20e.txt", "ünï/çø∂é"):
        container.upload_blob(name, b"x")
        assert container.download_blob(name).readall() == b"x"
    assert {each.name for each in container.list_blobs()} == {"größe & <x>.csv", "a b/c+d%20e.txt", "ünï/çø∂é"}


def test_lists_know_prefixes_folders_and_pages(container):
    """A prefix narrows, a delimiter makes folders, and pages follow each other."""
    for name in ("a/1", "a/2", "b/1", "c"):
        container.upload_blob(name, b"x")
    assert [each.name for each in container.list_blobs(name_starts_with="a/")] == ["a/1", "a/2"]
    assert [each.name for each in container.walk_blobs()] == ["a/", "b/", "c"]
    assert [each.name for each in container.walk_blobs("a/")] == ["a/1", "a/2"]
    pages = container.list_blobs(results_per_page=3).by_page()
    assert [[each.name for each in page] for page in pages] == [["a/1", "a/2", "b/1"], ["c"]]


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


def test_properties_of_a_blob(container):
    """Its size, and an ETag that changes with it."""
    first = container.upload_blob("a.csv", b"123").get_blob_properties()
    second = container.upload_blob("a.csv", b"1234", overwrite=True).get_blob_properties()
    assert (first.size, second.size, second.content_settings.content_type) == (3, 4, "text/csv")
    assert first.etag != second.etag


def test_what_is_not_done_here_says_so(container):
    """An operation that isn't there answers 501, and nothing is changed."""
    with pytest.raises(HttpResponseError) as caught:
        container.get_blob_client("a").create_append_blob()
    assert caught.value.status_code == 501
    assert list(container.list_blobs()) == []
