"""Blob Storage's protocol, through azure-storage-blob: Local Azure's endpoint and a real one answer alike.

The real one is Azurite, Microsoft's emulator; `nox -s azurite` installs it and runs these tests against both.
"""

import base64
import os
import re
import secrets
import subprocess
from collections.abc import Callable, Iterator

import pytest
from azure.core.exceptions import ResourceExistsError, ResourceNotFoundError
from azure.storage.blob import BlobServiceClient, ContentSettings

Blobs = Callable[..., BlobServiceClient]


@pytest.fixture(scope="module")
def azurite() -> Iterator[str]:
    """A connection string for Azurite, which keeps everything in memory."""
    command = os.environ.get("ADFOPS_AZURITE")
    if not command:
        pytest.skip("no Azurite here: nox -s azurite installs it")
    key = base64.b64encode(secrets.token_bytes(32)).decode("ascii")
    arguments = ["--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry"]
    address = ["--blobHost", "127.0.0.1", "--blobPort", "0"]
    environment = {**os.environ, "AZURITE_ACCOUNTS": f"acct:{key}"}
    with subprocess.Popen(
        [command, *arguments, *address], env=environment, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        try:
            found = next(filter(None, (re.search(r"listens on (http://\S+)", line) for line in process.stdout)))
            yield f"AccountName=acct;AccountKey={key};BlobEndpoint={found[1]}/acct"
        finally:
            process.terminate()


@pytest.fixture(params=["Local Azure", pytest.param("Azurite", marks=pytest.mark.azurite)])
def blobs(request) -> Blobs:
    """Makes clients of an account without containers, with the options they are given."""
    if request.param == "Local Azure":
        return lambda **options: request.getfixturevalue("local").blobs("acct", **options)
    string = request.getfixturevalue("azurite")
    client = BlobServiceClient.from_connection_string(string)
    for container in client.list_containers():
        client.delete_container(container.name)
    return lambda **options: BlobServiceClient.from_connection_string(string, **options)


@pytest.fixture
def container(blobs):
    """A container `raw`."""
    return blobs().create_container("raw")


def test_containers_come_and_go(blobs, container):
    """They are created once, listed, and deleted with their blobs."""
    client = blobs()
    container.upload_blob("a", b"x")
    with pytest.raises(ResourceExistsError) as caught:
        client.create_container("raw")
    assert caught.value.error_code == "ContainerAlreadyExists"
    assert [each.name for each in client.list_containers()] == ["raw"]
    assert container.exists()
    client.delete_container("raw")
    assert not container.exists()
    assert list(client.list_containers()) == []


def test_what_is_not_there_is_told(blobs, container):
    """A missing blob and a missing container are told apart."""
    with pytest.raises(ResourceNotFoundError) as caught:
        container.download_blob("nope")
    assert caught.value.error_code == "BlobNotFound"
    with pytest.raises(ResourceNotFoundError) as caught:
        blobs().get_container_client("nope").upload_blob("a", b"x")
    assert caught.value.error_code == "ContainerNotFound"


def test_a_blob_is_overwritten_only_if_asked(container):
    """Without `overwrite` the upload of a blob that is there is refused."""
    container.upload_blob("a", b"1")
    with pytest.raises(ResourceExistsError) as caught:
        container.upload_blob("a", b"2")
    assert caught.value.error_code == "BlobAlreadyExists"
    container.upload_blob("a", b"2", overwrite=True)
    assert container.download_blob("a").readall() == b"2"


def test_large_blobs_go_in_blocks_and_come_in_ranges(blobs):
    """A blob larger than the client's limits is put together from blocks, and read in pieces."""
    limits = ("max_single_put_size", "max_block_size", "max_single_get_size", "max_chunk_get_size")
    container = blobs(**dict(zip(limits, (1000, 700, 900, 900), strict=True))).create_container("raw")
    data = bytes(range(256)) * 20
    container.upload_blob("big.bin", data)
    assert container.download_blob("big.bin").readall() == data
    assert container.download_blob("big.bin", offset=100, length=50).readall() == data[100:150]


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


def test_properties_of_a_blob(container):
    """Its size, its type, and an ETag that changes with it."""
    csv = ContentSettings("text/csv")
    first = container.upload_blob("a.csv", b"123", content_settings=csv).get_blob_properties()
    second = container.upload_blob("a.csv", b"1234", overwrite=True, content_settings=csv).get_blob_properties()
    assert (first.size, second.size, second.content_settings.content_type) == (3, 4, "text/csv")
    assert first.etag != second.etag
