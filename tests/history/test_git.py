"""Reading a repository by plumbing: what is stored, and nothing changed by looking."""

from pathlib import Path

import pytest

from arm.errors import UsageError
from arm.history import git
from arm.history.git import Repository

LOAD = "pipeline/load.json"


def stored(folder: Path, commit: str, path: str, below: str = "adf") -> bytes:
    """A file's content in a commit."""
    with Repository(folder) as repository:
        return next(repository.read(blob) for blob in repository.files(commit, below) if blob.path.as_posix() == path)


def test_looking_changes_nothing(repo):
    """Work tree, index and HEAD are what they were, with changes staged and unstaged, and new files."""
    repo.save("adf/pipeline/load.json", {"name": "load", "properties": {}})
    repo.git("add", "--all")
    repo.save("adf/pipeline/load.json", "half-writ")
    repo.save("adf/pipeline/new.json", "{}")
    index = repo.folder / ".git" / "index"
    before = (repo.git("status", "--porcelain"), index.read_bytes(), index.stat().st_mtime_ns)
    head = repo.git("rev-parse", "HEAD")
    assert b'"Wait"' in stored(repo.folder, head, LOAD)
    after_index = (index.read_bytes(), index.stat().st_mtime_ns)
    assert (repo.git("status", "--porcelain"), *after_index) == before
    assert repo.git("rev-parse", "HEAD") == head


def test_line_ends_are_those_that_are_stored(repo):
    """core.autocrlf and attributes change what a checkout writes, not what is read here."""
    repo.git("config", "core.autocrlf", "true")
    repo.save(".gitattributes", "*.json text eol=crlf\n")
    repo.save("adf/pipeline/load.json", '{\r\n"name": "load"\r\n}')
    head = repo.commit()
    assert stored(repo.folder, head, LOAD) == b'{\n"name": "load"\n}'


def test_bare_repositories_and_worktrees_are_read_alike(repo, tmp_path):
    """A commit is the same wherever its repository's files lie, and whatever is checked out."""
    head = repo.git("rev-parse", "HEAD")
    repo.git("clone", "--quiet", "--bare", ".", str(tmp_path / "bare.git"))
    repo.git("worktree", "add", "--quiet", "--detach", str(tmp_path / "tree"), head)
    contents = {stored(folder, head, LOAD) for folder in (repo.folder, tmp_path / "bare.git", tmp_path / "tree")}
    assert len(contents) == 1
    with Repository(tmp_path / "bare.git") as bare, Repository(repo.folder / "adf") as inside:
        assert (bare.place(Path("adf")), inside.place(Path())) == (None, "adf")


def test_inside_a_hook_the_folder_tells_the_repository(repo, tmp_path, monkeypatch):
    """What git sets for its hooks doesn't lead to another repository."""
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "elsewhere" / "index"))
    assert b'"Wait"' in stored(repo.folder, repo.git("rev-parse", "HEAD"), LOAD)


def test_messages_are_read_in_the_encoding_they_say(repo):
    """An id is found in a message of any language and encoding."""
    repo.git("config", "i18n.commitEncoding", "ISO-8859-1")
    named = "0123456789abcdef0123456789abcdef01234567"
    file = repo.folder / ".git" / "message"
    file.write_bytes(f"Veröffentlicht für {named.upper()}".encode("latin-1"))
    repo.git("commit", "--quiet", "--allow-empty", "--file", str(file))
    with Repository(repo.folder) as repository:
        commit = repository.commit(repo.git("rev-parse", "HEAD"))
    assert commit.message.startswith("Veröffentlicht für")
    assert commit.named_ids == [named]


@pytest.mark.parametrize("text", ["a" * 39, "a" * 41, "g" * 40, "x" + "a" * 40, "a" * 64 + "b"])
def test_what_only_looks_like_an_id_is_none(repo, text):
    """An id has 40 hexadecimal digits (64 with SHA-256), no more and no fewer."""
    repo.commit(f"see {text}")
    with Repository(repo.folder) as repository:
        assert repository.commit(repo.git("rev-parse", "HEAD")).named_ids == []


def test_names_of_files_may_hold_anything(repo):
    """Spaces, letters of any script and quotes come out as they went in; links are left out."""
    repo.save("adf/pipeline/lädt 'täglich'.json", "{}")
    (repo.folder / "adf" / "pipeline" / "link.json").symlink_to("load.json")
    head = repo.commit()
    with Repository(repo.folder) as repository:
        names = {blob.path.name for blob in repository.files(head, "adf/pipeline")}
    assert names == {"load.json", "lädt 'täglich'.json"}


def test_a_file_that_this_clone_lacks_is_told(repo):
    """As in a clone made with --filter that can't fetch: the file, and what to do."""
    head = repo.git("rev-parse", "HEAD")
    id = repo.git("rev-parse", f"HEAD:adf/{LOAD}")
    stored_in = repo.folder / ".git" / "objects" / id[:2] / id[2:]
    stored_in.chmod(0o644)
    stored_in.unlink()
    with Repository(repo.folder) as repository:
        (blob,) = repository.files(head, "adf/pipeline")
        for read in (repository.read, lambda blob: next(repository.read_all([blob]))):
            with pytest.raises(UsageError, match=rf"load\.json: its content {id[:10]} isn't in this clone"):
                read(blob)


def test_a_folder_in_no_repository_is_wrong_use(tmp_path, monkeypatch):
    """The message is git's own, without its jargon."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(UsageError, match="not a git repository"):
        Repository(tmp_path)


def test_without_git_the_message_says_what_to_do(tmp_path, monkeypatch):
    """Exit code 2, and where to get it."""
    monkeypatch.setattr(git.shutil, "which", lambda _: None)
    with pytest.raises(UsageError, match="git isn't on PATH — install it") as raised:
        Repository(tmp_path)
    assert raised.value.exit_code == 2
