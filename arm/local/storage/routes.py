"""Routes of Blob Storage, with the account in the path: /blob/ACCOUNT/CONTAINER/BLOB."""

import re
from pathlib import Path
from xml.etree import ElementTree

from arm.local.azure import LocalAzure
from arm.local.routing import Routes
from arm.local.storage import lists
from arm.local.storage.errors import StorageError
from arm.local.storage.state import etag
from arm.local.wire import CloudError, Request, Response

ROUTES = Routes("Blob Storage", "/blob/", "arm/local/storage/routes.py")
ACCOUNT = "/blob/{account}"
CONTAINER = ACCOUNT + "/{container}"
BLOB = CONTAINER + "/{blob...}"
DOCS = "https://learn.microsoft.com/rest/api/storageservices/"


def _where(request: Request) -> tuple[str, str, str]:
    return request.path["account"], request.path["container"], request.path["blob"]


def _unknown(request: Request) -> CloudError:
    asked = request.query.get("comp") or request.query.get("restype") or "(nothing)"
    return CloudError(
        501, "NotImplemented", f"Local Azure has no {request.method} with {asked}: add it in {ROUTES.file}"
    )


@ROUTES.add("GET", ACCOUNT, link=DOCS + "list-containers2")
def list_containers(azure: LocalAzure, request: Request) -> Response:
    """Lists the containers of an account."""
    account = request.path["account"]
    if request.query.get("comp") != "list":
        raise _unknown(request)
    return lists.containers(request, azure.storage.containers(account), azure.storage.account_folder(account))


@ROUTES.add("PUT", CONTAINER, link=DOCS + "create-container")
def create_container(azure: LocalAzure, request: Request) -> Response:
    """Creates a container."""
    account, container = request.path["account"], request.path["container"]
    if request.query.keys() & {"comp"}:
        raise _unknown(request)
    azure.storage.create_container(account, container)
    return Response(201, headers=_container_headers(azure, account, container))


@ROUTES.add("GET", CONTAINER, link=DOCS + "list-blobs")
def list_blobs(azure: LocalAzure, request: Request) -> Response:
    """Lists the blobs of a container (prefix, delimiter, maxresults, marker), or gets its properties."""
    account, container = request.path["account"], request.path["container"]
    if request.query.get("comp") == "list":
        found = azure.storage.blobs(account, container, request.query.get("prefix", ""))
        return lists.blobs(request, container, found)
    if "comp" in request.query:
        raise _unknown(request)
    return Response(200, headers=_container_headers(azure, account, container))


@ROUTES.add("HEAD", CONTAINER, link=DOCS + "get-container-properties")
def container_properties(azure: LocalAzure, request: Request) -> Response:
    """Says whether a container is there."""
    return Response(200, headers=_container_headers(azure, request.path["account"], request.path["container"]))


@ROUTES.add("DELETE", CONTAINER, link=DOCS + "delete-container")
def delete_container(azure: LocalAzure, request: Request) -> Response:
    """Deletes a container with its blobs."""
    azure.storage.delete_container(request.path["account"], request.path["container"])
    return Response(202)


@ROUTES.add("PUT", BLOB, link=DOCS + "put-blob")
def put_blob(azure: LocalAzure, request: Request) -> Response:
    """Writes a blob, whole or in blocks (Put Block, Put Block List). Metadata and content type aren't kept."""
    path = azure.storage.path(*_where(request))
    comp = request.query.get("comp", "")
    if comp == "block":
        azure.blocks.put(path, request.query.get("blockid", ""), request.body)
        return Response(201)
    if comp not in ("", "blocklist") or (not comp and request.header("x-ms-blob-type") != "BlockBlob"):
        raise _unknown(request)
    if path.is_file() and request.header("If-None-Match") == "*":
        raise StorageError(409, "BlobAlreadyExists", "The specified blob already exists.")
    if comp:
        with azure.blocks.joined(path, _block_list(request)) as stream:
            azure.storage.write(path, stream)
    else:
        azure.storage.write(path, request.body)
    return Response(201, headers={"ETag": etag(path), "Last-Modified": lists.modified(path)})


@ROUTES.add("GET", BLOB, link=DOCS + "get-blob")
def get_blob(azure: LocalAzure, request: Request) -> Response:
    """Reads a blob, or a range of it."""
    path = azure.storage.blob(*_where(request))
    size = path.stat().st_size
    headers = _blob_headers(path)
    asked = request.header("x-ms-range") or request.header("Range")
    if not asked:
        return Response(200, headers=headers, file=path, end=size)
    start, end = _range(asked, size)
    headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return Response(206, headers=headers, file=path, start=start, end=end)


@ROUTES.add("HEAD", BLOB, link=DOCS + "get-blob-properties")
def blob_properties(azure: LocalAzure, request: Request) -> Response:
    """Gets a blob's size and when it was changed."""
    path = azure.storage.blob(*_where(request))
    return Response(200, headers={**_blob_headers(path), "Content-Length": str(path.stat().st_size)})


@ROUTES.add("DELETE", BLOB, link=DOCS + "delete-blob")
def delete_blob(azure: LocalAzure, request: Request) -> Response:
    """Deletes a blob."""
    azure.storage.delete(*_where(request))
    return Response(202)


def _container_headers(azure: LocalAzure, account: str, container: str) -> dict[str, str]:
    folder = azure.storage.existing(account, container)
    return {"ETag": etag(folder), "Last-Modified": lists.modified(folder)}


def _blob_headers(path: Path) -> dict[str, str]:
    return {
        "Content-Type": lists.content_type(path),
        "ETag": etag(path),
        "Last-Modified": lists.modified(path),
        "x-ms-blob-type": "BlockBlob",
        "Accept-Ranges": "bytes",
    }


def _range(text: str, size: int) -> tuple[int, int]:
    """The first byte and the one after the last of a range. StorageError InvalidRange if it isn't in the blob."""
    match = re.fullmatch(r"bytes=(\d+)-(\d*)", text)
    if not match or int(match[1]) >= size:
        raise StorageError(
            416, "InvalidRange", "The range specified is invalid for the current size of the resource."
        )
    return int(match[1]), min(int(match[2]) + 1, size) if match[2] else size


def _block_list(request: Request) -> list[str]:
    try:
        root = ElementTree.fromstring(request.body.read(16 * 1024 * 1024))
    except ElementTree.ParseError:
        raise StorageError(400, "InvalidXmlDocument", "The specified XML is not syntactically valid.") from None
    return [element.text or "" for element in root]
