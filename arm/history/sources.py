"""Where a factory's sources stand in a commit: the repository's root or a folder in it, which may move over time."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from arm.factory import DEFINITION, PUBLISH_CONFIG
from arm.factory.kinds import KINDS
from arm.history.git import Blob, Repository

_FOLDERS = {"factory", *(kind.folder for kind in KINDS)}
_FILES = {DEFINITION, PUBLISH_CONFIG}


@dataclass(frozen=True)
class Sources:
    """A factory's source files in a commit: the folder they stand in, and each by its path below that."""

    root: PurePosixPath
    files: dict[str, Blob]


def find_sources(repository: Repository, commit: str, factory: str, usual: str | None) -> Sources | None:
    """The sources of a factory in a commit, None if it has no such factory.

    The root is the folder that has `factory/<name>.json`; else the `usual` one, else the one with the most sources.
    """
    blobs = [blob for blob in repository.files(commit) if blob.path.suffix == ".json"]
    root = source_root([blob.path for blob in blobs], factory, usual)
    if root is None:
        return None
    return Sources(root, {name: blob for blob in blobs if (name := _below(root, blob.path)) is not None})


def source_root(paths: Iterable[PurePosixPath], factory: str, usual: str | None) -> PurePosixPath | None:
    """The root of a factory's sources among the paths of a commit, None if there are no sources."""
    counted: Counter[PurePosixPath] = Counter()
    named = set()
    for path in paths:
        for folder in path.parents:
            if folder.name in _FOLDERS:
                counted[folder.parent] += 1
                if path.parent == folder and folder.name == "factory" and path.stem == factory:
                    named.add(folder.parent)
    candidates = named or counted.keys()
    if usual is not None and PurePosixPath(usual) in candidates:
        return PurePosixPath(usual)
    return max(candidates, key=lambda root: (counted[root], -len(root.parts), root.as_posix()), default=None)


def _below(root: PurePosixPath, path: PurePosixPath) -> str | None:
    """A source's path below the root, None if it is none of the root's sources."""
    if not path.is_relative_to(root):
        return None
    inside = path.relative_to(root)
    is_source = inside.parts[0] in (_FOLDERS if len(inside.parts) > 1 else _FILES)
    return inside.as_posix() if is_source else None
