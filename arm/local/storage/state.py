"""Storage accounts as plain folders: a container is a folder, a blob the file in it."""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from hashlib import md5
from pathlib import Path
from typing import BinaryIO

from arm.local.names import inside
from arm.local.storage.errors import StorageError

# https://learn.microsoft.com/azure/storage/common/storage-account-overview#storage-account-name
_ACCOUNT = re.compile(r"[a-z0-9]{3,24}")
# https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata
_CONTAINER = re.compile(r"(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]|\$root|\$web|\$logs")
_PART = ".part"


class Storage:
    """The storage accounts; every account exists, containers are created."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def account_folder(self, account: str) -> Path:
        """The folder of an account's containers. StorageError if it can't be an account's name."""
        if not _ACCOUNT.fullmatch(account):
            raise StorageError(400, "InvalidResourceName", f"'{account}' is no name of a storage account.")
        return self.root / account

    def container_folder(self, account: str, container: str) -> Path:
        """The folder of a container, there or not. StorageError if it can't be a container's name."""
        if not _CONTAINER.fullmatch(container):
            raise StorageError(400, "InvalidResourceName", f"'{container}' is no name of a container.")
        return self.account_folder(account) / container

    def containers(self, account: str) -> list[str]:
        """The names of an account's containers."""
        folder = self.account_folder(account)
        return sorted(each.name for each in folder.iterdir() if each.is_dir()) if folder.is_dir() else []

    def create_container(self, account: str, container: str) -> None:
        """Create a container. StorageError ContainerAlreadyExists if it is there."""
        folder = self.container_folder(account, container)
        if folder.is_dir():
            raise StorageError(409, "ContainerAlreadyExists", "The specified container already exists.")
        folder.mkdir(parents=True)

    def delete_container(self, account: str, container: str) -> None:
        """Delete a container with its blobs. StorageError ContainerNotFound if it isn't there."""
        shutil.rmtree(self.existing(account, container))

    def existing(self, account: str, container: str) -> Path:
        """The folder of a container that is there. StorageError ContainerNotFound if it isn't."""
        folder = self.container_folder(account, container)
        if not folder.is_dir():
            raise StorageError(404, "ContainerNotFound", "The specified container does not exist.")
        return folder

    def blob(self, account: str, container: str, name: str) -> Path:
        """The file of a blob that is there. StorageError BlobNotFound if it isn't."""
        path = self.path(account, container, name)
        if not path.is_file():
            raise StorageError(404, "BlobNotFound", "The specified blob does not exist.")
        return path

    def path(self, account: str, container: str, name: str) -> Path:
        """The file that a blob's name means; StorageError if the name isn't safe as one."""
        found = inside(self.existing(account, container), name)
        if found is None or found.name.endswith(_PART):
            raise StorageError(400, "InvalidUri", "The requested URI does not represent any resource on the server.")
        return found

    def write(self, path: Path, stream: BinaryIO) -> None:
        """Write a blob aside and swap it in. StorageError if it needs a folder where a blob is, or the reverse."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.is_dir():
                raise FileExistsError
            handle, name = tempfile.mkstemp(prefix=f".{path.name[:50]}.", suffix=_PART, dir=path.parent)
        except (FileExistsError, NotADirectoryError):
            raise StorageError(
                409, "BlobNameConflict", "Here a blob is a file: no blob can have a name that is a folder of another."
            ) from None
        aside = Path(name)
        try:
            with os.fdopen(handle, "wb") as target:
                shutil.copyfileobj(stream, target, 1024 * 1024)
            aside.replace(path)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise

    def delete(self, account: str, container: str, name: str) -> None:
        """Delete a blob, and the folders that are then empty."""
        path = self.blob(account, container, name)
        path.unlink()
        root = self.existing(account, container)
        for folder in path.parents:
            if folder == root or any(folder.iterdir()):
                break
            folder.rmdir()

    def blobs(self, account: str, container: str, prefix: str = "") -> Iterator[tuple[str, Path]]:
        """The names and files of a container's blobs that start with `prefix`, by name."""
        root = self.existing(account, container)
        found = ((path.relative_to(root).as_posix(), path) for path in root.rglob("*") if path.is_file())
        yield from sorted(each for each in found if each[0].startswith(prefix) and not each[0].endswith(_PART))


def etag(path: Path) -> str:
    """A blob's ETag: another one whenever its file changes."""
    status = path.stat()
    version = f"{status.st_mtime_ns}-{status.st_size}".encode()
    return f'"0x{md5(version, usedforsecurity=False).hexdigest()[:15].upper()}"'
