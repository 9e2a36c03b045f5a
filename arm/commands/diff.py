"""`invoke diff`: parameters and resources of two commits, or of two generations of default rules."""

import shlex
import tempfile
from dataclasses import dataclass
from pathlib import Path

from arm import jsontext
from arm.armlanguage.template import LIMITS
from arm.commands.collector import without_collection
from arm.commands.export import exported
from arm.commands.stale_overrides import Problem, Stale, TextThen, rewritten, stale_overrides
from arm.commands.stale_patches import stale_patches
from arm.commands.values import Value, default_of, key_of
from arm.errors import UsageError, did_you_mean
from arm.events import Notify, ignore, step
from arm.history.changes import Change, Changes, ParameterChange, ResourceChange, compare_exports
from arm.history.git import Repository
from arm.history.publishes import extract
from arm.history.renames import Rename
from arm.history.sources import find_sources
from arm.settings import Settings
from arm.template import Export, generation

__all__ = ["Change", "DiffResult", "Difference", "Problem", "ResourceChange", "Side", "Stale", "run"]

_TRUNKS = ("refs/remotes/origin/HEAD", "refs/remotes/origin/main", "main", "refs/remotes/origin/master", "master")


@dataclass(frozen=True)
class Side:
    """One side: what it is in words, its commit ("" for the work tree), the rules that applied, and its counts."""

    name: str
    commit: str
    rules: str
    parameters: int
    resources: int


@dataclass(frozen=True)
class Difference:
    """A parameter's change, with its type and its default on either side; a type is "" where it isn't declared."""

    change: Change
    name: str
    type_before: str
    type_after: str
    default_before: Value
    default_after: Value


@dataclass(frozen=True)
class DiffResult:
    """What differs between the base and the head, and which override files that leaves behind.

    `limit` is the number of parameters that Resource Manager allows, `command` what rewrites the overrides, "" if
    nothing can be rewritten, `note` what else has to be known. `ok`: no override file is behind any more.
    """

    base: Side
    head: Side
    limit: int
    parameters: tuple[Difference, ...]
    renames: tuple[Rename, ...]
    resources: tuple[ResourceChange, ...]
    overrides: tuple[Stale, ...]
    command: str
    note: str
    ok: bool


def run(
    settings: Settings,
    *,
    base: str | None = None,
    head: str | None = None,
    source: Path | None = None,
    factory: str | None = None,
    default_rules: str | None = None,
    rewrite: bool = False,
    notify: Notify = ignore,
) -> DiffResult:
    """Compare the export of the commit `base` with that of the work tree, or of the commit `head`.

    The base is by default where the current branch left the main one (origin's default branch, else `main` or
    `master`), and HEAD where there is no such branch. With `default_rules`, a generation or date, the work tree is
    compared with itself under those. `rewrite` gives overrides of renamed parameters their new names.
    UsageError for a revision that isn't there, or one without the factory; SourceError as exporting raises it.
    """
    if default_rules and (base or head or rewrite):
        raise UsageError("--default-rules compares two generations for the work tree: without other revisions")
    if head and rewrite:
        raise UsageError("--rewrite changes files of the work tree: it goes without --head")
    own = source is None or source.resolve() == settings.source.resolve()
    name = factory or (settings.factory if own else None)
    place = source or settings.source
    with step(notify, "compare"), without_collection():
        if default_rules:
            return _of_generations(settings, place, name, default_rules, overrides=own)
        with Repository(Path()) as repository:
            comparer = _Comparer(repository, settings, place, name, own)
            return comparer.compared(base, head, rewrite=rewrite)


def _of_generations(
    settings: Settings, source: Path, factory: str | None, rules: str, *, overrides: bool
) -> DiffResult:
    wanted = generation(rules)
    base, _ = exported(source, factory, settings.default_rules)
    head, _ = exported(source, factory, wanted)
    changes = compare_exports(base, head)
    declared = head.template["parameters"]
    behind = stale_overrides(settings, changes, declared, jsontext.read_text) if overrides else []
    note = ""
    if base.definition.file is not None:
        note = f"{base.definition.file.as_posix()} replaces the default rules, of whatever generation"
    return _result(_side("the work tree", "", base), _side("the work tree", "", head), changes, behind, "", note)


class _Comparer:
    """Compares commits of a repository, and the work tree, whose factory stands in `source`.

    The repository's override files count if `own` says that they are for this factory.
    """

    def __init__(
        self, repository: Repository, settings: Settings, source: Path, factory: str | None, own: bool
    ) -> None:
        self.repository = repository
        self.settings = settings
        self.source = source
        self.factory = factory
        self.own = own

    def compared(self, base: str | None, head: str | None, *, rewrite: bool) -> DiffResult:
        """What differs between two revisions, the work tree if there is no head; overrides rewritten if asked."""
        commit = self._resolved(base) if base else self._usual_base()
        after = self._of_commit(self._resolved(head)) if head else self._of_work_tree()
        before = self._of_commit(commit, after.factory.name)
        changes = compare_exports(before, after)
        declared = after.template["parameters"]
        behind = stale_overrides(self.settings, changes, declared, self._then(commit)) if self.own else []
        if rewrite:
            behind = rewritten(behind)
        if self.own:
            behind += stale_patches(self.settings, before.template, after.template, self._then(commit))
        command = "" if head else shlex.join(self._command(base or commit))
        now = _side(head or "the work tree", self._resolved(head) if head else "", after)
        return _result(_side(base or commit[:10], commit, before), now, changes, behind, command, "")

    def _resolved(self, revision: str) -> str:
        commit = self.repository.resolve(revision)
        if commit is None:
            hint = did_you_mean(revision, self.repository.branches())
            raise UsageError(f"there is no commit {revision!r}", hint=hint)
        return commit

    def _usual_base(self) -> str:
        """Where the current branch left the main one; HEAD where there is none."""
        head = self.repository.resolve("HEAD")
        if head is None:
            raise UsageError("this repository has no commit yet", hint="there is nothing to compare with")
        trunks = (self.repository.resolve(name) for name in _TRUNKS)
        trunk = next((found for found in trunks if found is not None), head)
        return self.repository.merge_base(head, trunk) or head

    def _of_work_tree(self) -> Export:
        return exported(self.source, self.factory, self.settings.default_rules)[0]

    def _of_commit(self, commit: str, factory: str | None = None) -> Export:
        usual = self.repository.place(self.source)
        name = factory or self.factory
        sources = find_sources(self.repository, commit, name or "", usual)
        if sources is None:
            raise UsageError(f"the commit {commit[:10]} holds no factory", hint="name another with --base")
        with tempfile.TemporaryDirectory() as room:
            extract(self.repository, sources.files, Path(room))
            try:
                return exported(Path(room), name, self.settings.default_rules)[0]
            except UsageError as error:
                raise UsageError(str(error).replace(room, f"{commit[:10]}:{sources.root}")) from None

    def _then(self, commit: str) -> TextThen:
        def text(path: Path) -> str | None:
            place = self.repository.place(path)
            folder, _, name = (place or "").rpartition("/")
            blobs = self.repository.files(commit, folder) if place else []
            found = next((blob for blob in blobs if blob.path.as_posix() == name), None)
            return self.repository.read(found).decode("utf-8-sig", "replace") if found else None

        return text

    def _command(self, base: str) -> list[str]:
        options = ["--base", base]
        if self.source != self.settings.source:
            options += ["--source", self.source.as_posix()]
        if self.factory and self.factory != self.settings.factory:
            options += ["--factory", self.factory]
        return ["invoke", "diff", *options, "--rewrite"]


def _side(name: str, commit: str, export: Export) -> Side:
    template = export.template
    return Side(name, commit, export.definition.origin, len(template["parameters"]), len(template["resources"]))


def _result(base: Side, head: Side, changes: Changes, behind: list[Stale], command: str, note: str) -> DiffResult:
    can_rewrite = any(one.becomes and not one.rewritten and not one.obstacle for one in behind)
    return DiffResult(
        base=base,
        head=head,
        limit=LIMITS["parameters"],
        parameters=tuple(_difference(change) for change in changes.parameters),
        renames=changes.renames,
        resources=changes.resources,
        overrides=tuple(behind),
        command=command if can_rewrite else "",
        note=note,
        ok=all(one.rewritten for one in behind),
    )


def _difference(change: ParameterChange) -> Difference:
    before, after = change.before or {}, change.after or {}
    key = key_of(change.pointer)
    return Difference(
        change=change.change,
        name=change.name,
        type_before=str(before.get("type", "")),
        type_after=str(after.get("type", "")),
        default_before=default_of(before, key),
        default_after=default_of(after, key),
    )
