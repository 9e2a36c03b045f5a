"""Lists of containers and blobs as XML."""

from collections.abc import Iterable
from email.utils import formatdate
from mimetypes import guess_type
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from arm.local.storage.state import etag
from arm.local.wire import Request, Response


def modified(path: Path) -> str:
    """When a file was changed, as an HTTP date."""
    return formatdate(path.stat().st_mtime, usegmt=True)


def content_type(path: Path) -> str:
    """A blob's content type, guessed from its name: a plain file keeps none."""
    return guess_type(path.name)[0] or "application/octet-stream"


def containers(request: Request, names: Iterable[str], folder: Path) -> Response:
    """`List Containers`."""
    entries = "".join(
        f"<Container><Name>{escape(name)}</Name><Properties><Last-Modified>{modified(folder / name)}</Last-Modified>"
        f"<Etag>{escape(etag(folder / name))}</Etag></Properties></Container>"
        for name in names
    )
    endpoint = quoteattr(f"{request.base}/blob/{folder.name}/")
    return _xml(f"<EnumerationResults ServiceEndpoint={endpoint}><Containers>{entries}</Containers><NextMarker/>")


def blobs(request: Request, container: str, found: Iterable[tuple[str, Path]]) -> Response:
    """`List Blobs`, in pages, by folders if a delimiter is asked for."""
    prefix, delimiter = request.query.get("prefix", ""), request.query.get("delimiter", "")
    size = min(int(request.query.get("maxresults", 5000)), 5000)
    entries: dict[str, str] = {}
    for name, path in found:
        head, cut, _ = name[len(prefix) :].partition(delimiter) if delimiter else (name, "", "")
        if cut:
            entries.setdefault(
                prefix + head + cut, f"<BlobPrefix><Name>{escape(prefix + head + cut)}</Name></BlobPrefix>"
            )
        else:
            entries[name] = _blob(name, path)
    names = sorted(name for name in entries if name > request.query.get("marker", ""))
    marker = f"<NextMarker>{escape(names[size - 1])}</NextMarker>" if len(names) > size else "<NextMarker/>"
    body = "".join(entries[name] for name in names[:size])
    return _xml(
        f"<EnumerationResults ServiceEndpoint={quoteattr(request.base)} ContainerName={quoteattr(container)}>"
        f"<Prefix>{escape(prefix)}</Prefix><Blobs>{body}</Blobs>{marker}"
    )


def _blob(name: str, path: Path) -> str:
    return (
        f"<Blob><Name>{escape(name)}</Name><Properties><Last-Modified>{modified(path)}</Last-Modified>"
        f"<Etag>{escape(etag(path))}</Etag><Content-Length>{path.stat().st_size}</Content-Length>"
        f"<Content-Type>{content_type(path)}</Content-Type><BlobType>BlockBlob</BlobType></Properties></Blob>"
    )


def _xml(body: str) -> Response:
    text = f'<?xml version="1.0" encoding="utf-8"?>{body}</EnumerationResults>'
    return Response(200, text.encode(), {"Content-Type": "application/xml"})
