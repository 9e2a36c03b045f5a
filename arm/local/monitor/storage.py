"""Storage as the page shows it: accounts and containers, and one folder at a time."""

import os
from pathlib import Path
from typing import Any

from arm.local.azure import LocalAzure
from arm.local.monitor import preview
from arm.local.names import inside
from arm.local.storage.errors import StorageError
from arm.local.storage.lists import content_type
from arm.local.times import of_seconds
from arm.local.wire import CloudError

Document = dict[str, Any]
MOST_ENTRIES = 5000
_PART = ".part"


def accounts(azure: LocalAzure) -> Document:
    """The containers of all accounts under `containers`: account, name, when it was changed."""
    root = azure.storage.root
    names = sorted(each.name for each in root.iterdir() if each.is_dir()) if root.is_dir() else []
    return {"containers": [each for name in names for each in _containers(azure, name)]}


def folder(azure: LocalAzure, account: str, container: str, path: str) -> Document:
    """What is directly in a folder of a container under `entries`, folders first; and how many under `total`."""
    below = _place(azure, account, container, path)
    if not below.is_dir():
        raise CloudError(404, "FolderNotFound", f"There is no folder {path} in {account}/{container}.")
    with os.scandir(below) as scan:
        found = [each for each in scan if not each.name.endswith(_PART)]
    found.sort(key=lambda each: (not each.is_dir(), each.name))
    return {"total": len(found), "entries": [_entry(each) for each in found[:MOST_ENTRIES]]}


def file(azure: LocalAzure, account: str, container: str, path: str) -> Document:
    """The head of a blob, as a table where it is one; its size, when it was changed, and its file on this machine."""
    found = _place(azure, account, container, path)
    if not found.is_file():
        raise CloudError(404, "BlobNotFound", "The specified blob does not exist.")
    known = found.stat()
    return {
        "name": found.name,
        "path": str(found),
        "size": known.st_size,
        "modified": of_seconds(known.st_mtime),
        "contentType": content_type(found),
        "preview": preview.of(found),
    }


def _containers(azure: LocalAzure, account: str) -> list[Document]:
    try:
        return [
            {
                "account": account,
                "name": name,
                "modified": of_seconds(azure.storage.container_folder(account, name).stat().st_mtime),
            }
            for name in azure.storage.containers(account)
        ]
    except StorageError:  # a folder that somebody put there and that is no account
        return []


def _place(azure: LocalAzure, account: str, container: str, path: str) -> Path:
    """The file or folder a path means. CloudError if it leads out of its container, or that isn't there."""
    try:
        root = azure.storage.existing(account, container)
    except StorageError as error:
        raise CloudError(error.status, error.code, error.message) from None
    found = inside(root, path.strip("/")) if path.strip("/") else root
    if found is None or found.name.endswith(_PART):
        raise CloudError(400, "InvalidUri", f"{path} is no name of a blob.")
    return found


def _entry(each: "os.DirEntry[str]") -> Document:
    known = each.stat(follow_symlinks=False)
    is_folder = each.is_dir(follow_symlinks=False)
    return {
        "name": each.name,
        "folder": is_folder,
        "size": None if is_folder else known.st_size,
        "modified": of_seconds(known.st_mtime),
    }
