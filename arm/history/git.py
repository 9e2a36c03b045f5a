"""A Git repository read by plumbing commands: commits, trees and blobs, the work tree and the index untouched.

Blobs are taken as they are stored, the way ADF Studio reads them through a host's API: no line ends are converted.
"""

import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO

from arm.errors import UsageError

_ID = re.compile(r"(?<![0-9a-z])(?:[0-9a-f]{64}|[0-9a-f]{40})(?![0-9a-z])", re.IGNORECASE)
_OF_HOOKS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")
_REGULAR = ("100644", "100755", "100664")


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: its full id, its parents' ids, when it was written (UTC; a rebase keeps that), and its message."""

    id: str
    parents: tuple[str, ...]
    moment: datetime
    message: str

    @property
    def date(self) -> str:
        """The day it was written, YYYY-MM-DD (UTC)."""
        return self.moment.date().isoformat()

    @property
    def named_ids(self) -> list[str]:
        """The full object ids that the message names, in any language."""
        return [match.lower() for match in _ID.findall(self.message)]


@dataclass(frozen=True, slots=True)
class Blob:
    """A file of a commit's tree: its path from the listed folder down, and its object id."""

    path: PurePosixPath
    id: str


class Repository:
    """The repository that `folder` lies in, bare ones and linked worktrees too. Use as a context manager.

    UsageError (exit code 2) if git isn't on PATH, the folder is in no repository, or git refuses.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._git = _executable()
        self._objects: subprocess.Popen[bytes] | None = None
        self.directory = Path(os.fsdecode(self._run("rev-parse", "--absolute-git-dir")).strip())

    def __enter__(self) -> "Repository":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._objects is not None and self._objects.stdin and self._objects.stdout:
            self._objects.stdin.close()
            self._objects.stdout.close()
            self._objects.wait()

    @property
    def is_shallow(self) -> bool:
        """Whether history is cut off: a clone made with `--depth`."""
        return self._run("rev-parse", "--is-shallow-repository").strip() == b"true"

    def place(self, path: Path) -> str | None:
        """Where a path of the work tree stands in a tree, with forward slashes; None outside of it or if bare."""
        if self._run("rev-parse", "--is-inside-work-tree").strip() != b"true":
            return None
        top = Path(os.fsdecode(self._run("rev-parse", "--show-toplevel")).rstrip("\n")).resolve()
        whole = (self.folder / path).resolve()
        return whole.relative_to(top).as_posix() if whole.is_relative_to(top) else None

    def resolve(self, revision: str) -> str | None:
        """The id of the commit that a revision names, None if it names none."""
        found = self._try("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        return found.decode().strip() if found is not None else None

    def branches(self) -> list[str]:
        """Every branch: local ones by name, those of remotes as `origin/name`."""
        lines = self._run("for-each-ref", "--format=%(refname)", "refs/heads", "refs/remotes").decode().splitlines()
        names = [line.removeprefix("refs/heads/").removeprefix("refs/remotes/") for line in lines]
        return [name for name in names if not name.endswith("/HEAD")]

    def merge_base(self, one: str, other: str) -> str | None:
        """The id of the best common ancestor of two commits, None if there is none."""
        found = self._try("merge-base", one, other)
        return found.decode().strip() if found is not None else None

    def history(self, revision: str, patterns: Iterable[str]) -> list[str]:
        """The ids of the commits reachable from a commit that touch files matching globs, newest first; no merges."""
        pathspecs = [f":(top,glob){pattern}" for pattern in patterns]
        found = self._run("rev-list", "--full-history", "--no-merges", "--topo-order", revision, "--", *pathspecs)
        return found.decode().split()

    def touched(self, commits: Iterable[str]) -> dict[str, list[PurePosixPath]]:
        """The files that each commit changes against its parent, by commit; of merges none."""
        lines = "".join(f"{commit}\n" for commit in commits).encode()
        options = ("--stdin", "-r", "-z", "--root", "--no-renames", "--name-only")
        found: dict[str, list[PurePosixPath]] = {}
        current: list[PurePosixPath] = []
        for name in self._run("diff-tree", *options, data=lines).split(b"\0"):
            text = os.fsdecode(name)
            if _ID.fullmatch(text):
                current = found.setdefault(text, [])
            elif text:
                current.append(PurePosixPath(text))
        return found

    def commit(self, id: str) -> Commit | None:
        """The commit with that id, None if it isn't in this clone or is no commit."""
        kind, data = self._object(id)
        return _commit(id, data) if kind == "commit" else None

    def files(self, commit: str, folder: str = "") -> list[Blob]:
        """The files of a commit below a folder (forward slashes), symbolic links and submodules left out.

        [] if the commit has no such folder.
        """
        tree = commit if folder in ("", ".") else f"{commit}:{folder}"
        found = self._try("ls-tree", "-r", "-z", "--full-tree", tree)
        return list(_blobs(found or b""))

    def read(self, blob: Blob) -> bytes:
        """A file's content as it is stored. UsageError if this clone doesn't have it."""
        kind, data = self._object(blob.id)
        if kind != "blob":
            raise _missing(blob)
        return data

    def read_all(self, blobs: Iterable[Blob]) -> Iterator[bytes]:
        """The contents of many files in their order, all asked for at once. UsageError as `read` raises it."""
        wanted = list(blobs)
        answer = io.BytesIO(
            self._run("cat-file", "--batch", data="".join(f"{blob.id}\n" for blob in wanted).encode())
        )
        for blob in wanted:
            kind, data = _answered(answer)
            if kind != "blob":
                raise _missing(blob)
            yield data

    def _object(self, id: str) -> tuple[str, bytes]:
        """An object's type and content; ("", b"") if it isn't there."""
        if self._objects is None:
            self._objects = subprocess.Popen(
                [self._git, "cat-file", "--batch"],
                cwd=self.folder,
                env=_environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        asked, answer = self._objects.stdin, self._objects.stdout
        assert asked and answer
        try:
            asked.write(f"{id}\n".encode())
            asked.flush()
        except OSError:
            raise UsageError(f"{self.folder}: git cat-file ended early", hint="run git fsck") from None
        return _answered(answer)

    def _run(self, *arguments: str, data: bytes | None = None) -> bytes:
        done = self._done(arguments, data)
        if done.returncode:
            raise UsageError(f"{self.folder}: git {arguments[0]} failed: {_first_line(done.stderr)}")
        return done.stdout

    def _try(self, *arguments: str) -> bytes | None:
        done = self._done(arguments, None)
        return done.stdout if done.returncode == 0 else None

    def _done(self, arguments: tuple[str, ...], data: bytes | None) -> subprocess.CompletedProcess[bytes]:
        command = [self._git, *arguments]
        return subprocess.run(
            command, cwd=self.folder, env=_environment(), input=data or b"", capture_output=True, check=False
        )


def _executable() -> str:
    found = shutil.which("git")
    if found is None:
        raise UsageError("git isn't on PATH", hint="install it: https://git-scm.com/downloads")
    return found


def _environment() -> dict[str, str]:
    """This process's environment, git told to ask nothing, to lock nothing and to speak English.

    In a hook git names a repository there, but it is the folder that tells which one is meant.
    """
    return {
        **{name: value for name, value in os.environ.items() if name not in _OF_HOOKS},
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "LC_ALL": "C",
    }


def _answered(stream: IO[bytes]) -> tuple[str, bytes]:
    """The next object that git cat-file tells of: its type and content; ("", b"") if it isn't there."""
    header = stream.readline().split()
    if len(header) != 3:
        return "", b""
    return header[1].decode(), stream.read(int(header[2]) + 1)[:-1]


def _missing(blob: Blob) -> UsageError:
    hint = "make a full clone, without --filter"
    return UsageError(f"{blob.path}: its content {blob.id[:10]} isn't in this clone", hint=hint)


def _first_line(text: bytes) -> str:
    lines = text.decode("utf-8", "replace").strip().splitlines()
    return lines[0].removeprefix("fatal: ") if lines else "no reason given"


def _commit(id: str, data: bytes) -> Commit:
    head, _, message = data.partition(b"\n\n")
    lines = [line.partition(b" ") for line in head.split(b"\n")]
    parents = tuple(value.decode() for key, _, value in lines if key == b"parent")
    fields = {key: value for key, _, value in lines}
    seconds = int(fields[b"author"].rsplit(b" ", 2)[1])
    encoding = fields.get(b"encoding", b"utf-8").decode("ascii", "replace")
    return Commit(id, parents, datetime.fromtimestamp(seconds, UTC), _decoded(message, encoding))


def _decoded(message: bytes, encoding: str) -> str:
    try:
        return message.decode(encoding, "replace")
    except LookupError:
        return message.decode("utf-8", "replace")


def _blobs(listing: bytes) -> Iterator[Blob]:
    for entry in filter(None, listing.split(b"\0")):
        about, _, name = entry.partition(b"\t")
        mode, _, id = about.decode().split(" ")
        if mode in _REGULAR:
            yield Blob(PurePosixPath(os.fsdecode(name)), id)
