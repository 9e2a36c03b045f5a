"""Templates and parameters that a deployment links to instead of bringing them: read from our own storage."""

import json
import uuid
from typing import Any
from urllib.parse import unquote, urlsplit

from arm.armlanguage.secure import Secure
from arm.local.guards import LOOPBACK
from arm.local.storage.errors import StorageError
from arm.local.storage.state import Storage
from arm.local.wire import CloudError


class Links:
    """Reads what links lead to. Nothing is fetched over the network: whatever isn't a blob of ours isn't there."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def read(self, link: Any) -> dict[str, Any]:
        """The document that `{"uri": …}` leads to; a shared access signature isn't looked at.

        CloudError InvalidContentLink if there is none, as in https://github.com/ecalder6/azure-gaming/issues/52
        """
        uri = _uri(link)
        where = _blob(uri)
        try:
            data = self._storage.blob(*where).read_bytes() if where else None
            document = json.loads(data) if data is not None else None
        except (StorageError, ValueError):
            document = None
        if not isinstance(document, dict):
            raise CloudError(
                400,
                "InvalidContentLink",
                f"Unable to download deployment content from '{without_signature(uri)}'. The tracking Id is "
                f"'{uuid.uuid4()}'. Please see https://aka.ms/arm-deploy for usage details.",
            )
        return document


def without_signature(uri: str) -> str:
    """A link's URI without what gives access to it."""
    return uri.partition("?")[0]


def _uri(link: Any) -> str:
    if not isinstance(link, dict) or not link.get("uri"):
        raise CloudError(
            501,
            "NotImplemented",
            "Local Azure follows links by uri only: add others in arm/local/resource_manager/links.py.",
        )
    uri = link["uri"]
    return str(uri.reveal() if isinstance(uri, Secure) else uri)


def _blob(uri: str) -> tuple[str, str, str] | None:
    """Account, container and name of a blob in Azure's form (`https://ACCOUNT.blob…/C/B`) or ours; else None."""
    parts = urlsplit(uri)
    segments = [unquote(each) for each in parts.path.split("/") if each]
    host = parts.hostname or ""
    if host in LOOPBACK and segments[:1] == ["blob"]:
        segments = segments[1:]
    elif ".blob." in host:
        segments = [host.partition(".")[0], *segments]
    else:
        return None
    return (segments[0], segments[1], "/".join(segments[2:])) if len(segments) > 2 else None
