"""The commits of a publish branch that ADF Studio made, and the source commit each of them names.

Studio keeps what it publishes in a folder named like the factory, and names the commit it published from in the
message, in the user's language: the one thing all messages share is the commit's full id.
https://learn.microsoft.com/azure/data-factory/source-control#publish-code-changes
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path, PurePosixPath

from arm import jsontext
from arm.errors import UsageError, did_you_mean
from arm.history.git import Blob, Commit, Repository
from arm.template.writing import TEMPLATE, is_published

_FILES = (
    "**/ARMTemplate*ForFactory.json",
    "**/linkedTemplates/ArmTemplate*.json",
    "**/globalParameters/*_GlobalParameters.json",
)
_ONE_PUBLISH = timedelta(minutes=5)
"""Commits of one publish follow each other in seconds. https://github.com/MicrosoftDocs/azure-docs/issues/8515"""


@dataclass(frozen=True)
class Publish:
    """What one commit published of one factory: the folder it stands in, and the source commit it names."""

    commit: Commit
    source: str
    factory: str
    folder: str


@dataclass(frozen=True)
class Branch:
    """A publish branch: the reference it was read from, its publishes, newest first, and other commits.

    `unnamed` are commits that changed published files and name no commit they were published from.
    """

    reference: str
    publishes: tuple[Publish, ...]
    unnamed: tuple[Commit, ...]


def publish_branch(repository: Repository, name: str) -> Branch:
    """The publishes of the branch called `name`, of this clone or else of a remote.

    UsageError if the clone is shallow, if there is no such branch, or if none of its commits touches a template.
    """
    if repository.is_shallow:
        raise UsageError(
            f"{repository.folder}: this clone is shallow: the commits that were published from aren't there",
            hint="run git fetch --unshallow (in Azure Pipelines: fetchDepth: 0)",
        )
    reference, tip = _tip(repository, name)
    ids = repository.history(tip, _FILES)
    if not ids:
        raise UsageError(f"{reference}: no commit of this branch touches an {TEMPLATE}", hint="name it with --branch")
    touched = repository.touched(ids)
    publishes: list[Publish] = []
    unnamed: list[Commit] = []
    for id in ids:
        commit = repository.commit(id)
        if commit is None:
            continue
        source = next((named for named in commit.named_ids if named not in touched), None)
        if source is None:
            unnamed.append(commit)
        else:
            publishes += _publishes(repository, commit, source, touched[id])
    return Branch(reference, tuple(_last_of_each(publishes)), tuple(unnamed))


def _last_of_each(publishes: list[Publish]) -> Iterator[Publish]:
    """The publishes without those that were only a part: some portals wrote a file a commit, one after the other."""
    newer: dict[str, Publish] = {}
    for publish in publishes:
        after = newer.get(publish.folder)
        is_part = (
            after is not None
            and after.source == publish.source
            and after.commit.moment - publish.commit.moment < _ONE_PUBLISH
        )
        if not is_part:
            yield publish
        newer[publish.folder] = publish


def _tip(repository: Repository, name: str) -> tuple[str, str]:
    """The reference to read and the id it stands at: a remote's where this clone's own branch is behind it."""
    branches = repository.branches()
    remotes = sorted(
        (found for found in branches if found.partition("/")[2] == name), key=lambda found: found != f"origin/{name}"
    )
    local = repository.resolve(f"refs/heads/{name}")
    remote = repository.resolve(f"refs/remotes/{remotes[0]}") if remotes else None
    if remote is not None and (local is None or repository.merge_base(local, remote) == local):
        return remotes[0], remote
    tip = local or repository.resolve(name)
    if tip is None:
        hint = did_you_mean(name, branches) or "there are none yet: fetch it with git fetch origin"
        raise UsageError(f"there is no branch {name!r}, neither here nor at a remote", hint=hint)
    return name, tip


def _publishes(repository: Repository, commit: Commit, source: str, paths: list[PurePosixPath]) -> Iterator[Publish]:
    folders = sorted({folder for path in paths if (folder := _folder(path)) is not None})
    for folder in folders:
        files = published_files(repository, commit.id, folder)
        if TEMPLATE in files:
            yield Publish(commit, source, _factory(repository, folder, files[TEMPLATE]), folder)


def _folder(path: PurePosixPath) -> str | None:
    """The folder of a publish that a file belongs to, None if Studio writes no such file."""
    for folder in (path.parent, path.parent.parent):
        if is_published(path.relative_to(folder).as_posix()):
            return folder.as_posix()
    return None


def _factory(repository: Repository, folder: str, template: Blob) -> str:
    """The factory's name: the folder's, or in the root of a branch what the template itself says."""
    if folder != ".":
        return PurePosixPath(folder).name
    document = jsontext.parse(repository.read(template).decode("utf-8-sig", "replace"), template.path.name)
    declared = document.get("parameters", {}).get("factoryName", {}) if isinstance(document, dict) else {}
    return str(declared.get("defaultValue", ""))


def published_files(repository: Repository, commit: str, folder: str) -> dict[str, Blob]:
    """The files in a folder of a commit that Studio publishes, by their path inside that folder."""
    return {name: blob for blob in repository.files(commit, folder) if is_published(name := blob.path.as_posix())}


def extract(repository: Repository, files: dict[str, Blob], target: Path) -> None:
    """Write files of a commit below the folder `target`, by their path inside it, as they are stored in Git."""
    for name, data in zip(files, repository.read_all(files.values()), strict=True):
        parts = PurePosixPath(name).parts
        if ".." in parts or PurePosixPath(name).is_absolute():
            raise UsageError(f"{name}: a path that leads out of its folder", hint="run git fsck")
        path = target.joinpath(*parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
