"""Where the data of a dataset lies: a blob of a storage account is a plain file in a container's folder."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from arm.runtime.call import linked_service
from arm.runtime.failures import ActivityFailure, CannotRun
from arm.runtime.model import Json
from arm.runtime.scope import Scope

_ACCOUNT_NAME = re.compile(r"(?:^|;)\s*AccountName\s*=\s*([^;]+)", re.IGNORECASE)

_CONTAINERS = ("AzureBlobStorageLocation", "AzureBlobFSLocation")


@dataclass(frozen=True)
class Blob:
    """What a dataset points at: `format` is the dataset's type, `settings` its typeProperties, evaluated.

    `root` is the account's folder; `name` is empty where the dataset names no file, only a folder; `store` is the
    linked service's type.
    """

    root: Path
    container: str
    folder: str
    name: str
    format: str
    settings: Json
    store: str

    @property
    def path(self) -> Path:
        """The file it names. ActivityFailure for a name that would lead out of its container."""
        return self.at(self.folder, self.name)

    def at(self, *names: str) -> Path:
        """The file or folder at a path of its container. ActivityFailure for one that would lead out of it."""
        parts = [part for text in (self.container, *names) for part in re.split(r"[/\\]", text) if part]
        if any(part in (".", "..") or ":" in part for part in parts):
            raise ActivityFailure("UserErrorInvalidPath", f"not a blob's name: {self.title}")
        return self.root.joinpath(*parts)

    @property
    def title(self) -> str:
        """Container, folder and file, as a person names it."""
        return "/".join(part.strip("/") for part in (self.container, self.folder, self.name) if part)


def blob_of(scope: Scope, reference: Json) -> Blob:
    """The blob behind a dataset reference of an activity, the dataset's parameters applied."""
    name = reference.get("referenceName", "")
    dataset = scope.resource("datasets", name)
    declared = {key: entry.get("defaultValue") for key, entry in (dataset.get("parameters") or {}).items()}
    parameters = {**declared, **scope.evaluate(reference.get("parameters") or {})}
    for key in declared:
        if parameters[key] is None:
            raise ActivityFailure("BadRequest", f"dataset '{name}' was given no value for its parameter '{key}'")
    settings = scope.evaluate(dataset.get("typeProperties", {}), dataset=parameters)
    location = settings.get("location") or {}
    container = location.get("container") or location.get("fileSystem")
    if not container or location.get("type") not in _CONTAINERS:
        raise CannotRun(
            f"dataset '{name}' of type {dataset.get('type')} has no location in a storage container",
            hint="give the activity an answer",
        )
    _, linked = linked_service(scope, dataset.get("linkedServiceName") or {}, dataset=parameters)
    return Blob(
        root=scope.services.storage(account_name(linked)),
        container=container,
        folder=location.get("folderPath") or "",
        name=location.get("fileName") or "",
        format=dataset.get("type", ""),
        settings={key: value for key, value in settings.items() if key != "location"},
        store=str(linked.get("type")),
    )


def account_name(linked: Json) -> str:
    """The storage account of an evaluated linked service: of its endpoint's host, or of its connection string.

    CannotRun if it names none, as where the service keeps its connection string, encrypted or in a Key Vault.
    """
    properties = linked.get("typeProperties", {})
    endpoint = properties.get("serviceEndpoint") or properties.get("url") or ""
    host = urlsplit(endpoint).hostname if isinstance(endpoint, str) else None
    if host:
        return host.split(".")[0]
    connection = properties.get("connectionString")
    text = connection.get("value", "") if isinstance(connection, dict) else connection or ""
    if match := _ACCOUNT_NAME.search(text):
        return match[1].strip()
    raise CannotRun(
        f"a linked service of type {linked.get('type')} names no storage account",
        hint="give it a serviceEndpoint, or the activity an answer",
    )
