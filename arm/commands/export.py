"""`invoke export`: what ADF Studio's Publish does, offline."""

from dataclasses import dataclass, replace
from pathlib import Path

from arm.commands.collector import without_collection
from arm.errors import SourceError, UsageError
from arm.events import Event, Notify, State, ignore, step
from arm.factory import Factory, load
from arm.findings import Finding, Severity
from arm.template import (
    Definition,
    Export,
    default_rules,
    export_factory,
    generation,
    keeps_connection_strings,
    read_definition,
    write,
)


@dataclass(frozen=True)
class ExportResult:
    """What was exported: counts, the files written, which rules applied, and what deserves a look."""

    factory: str
    out: Path
    files: tuple[Path, ...]
    resources: int
    parameters: int
    definition: str
    warnings: tuple[Finding, ...]


def run(
    source: Path, factory: str | None, out: Path, default_rules: str | None = None, *, notify: Notify = ignore
) -> ExportResult:
    """Export the factory whose sources stand in `source` to the folder `out`, as `arm.template.write` does.

    `default_rules` names the generation of the portal's default rules, or a date; they apply where the factory has
    no definition file. UsageError and SourceError as `arm.factory.load` and `arm.template` raise them.
    """
    _require_outside(out, source)
    with step(notify, "export", str(source)), without_collection():
        export, warnings = exported(source, factory, default_rules)
        files = write(export, out)
    for warning in warnings:
        notify(Event(State.WARNED, _place(warning), warning.message))
    return ExportResult(
        factory=export.factory.name,
        out=out,
        files=tuple(files),
        resources=len(export.template["resources"]),
        parameters=len(export.template["parameters"]),
        definition=export.definition.origin,
        warnings=warnings,
    )


def _require_outside(out: Path, source: Path) -> None:
    """UsageError if a template would be written among the sources, where ADF Studio and Git would find it."""
    if out.resolve().is_relative_to(source.resolve()):
        raise UsageError(f"--out {out}: lies inside of the sources, {source}", hint="name a folder beside them")


def _place(warning: Finding) -> str:
    """Where a warning's reason stands, `file:line` as far as it is known."""
    return f"{warning.file}:{warning.line}" if warning.line else warning.file or "export"


def exported(source: Path, factory: str | None, default_rules: str | None) -> tuple[Export, tuple[Finding, ...]]:
    """The export of the factory whose sources stand in `source`, not written, and what deserves a look."""
    loaded = load(source, factory)
    definition, warnings = applied_definition(loaded, default_rules)
    export = export_factory(loaded, definition)
    return export, (*warnings, *export.findings)


def applied_definition(factory: Factory, pinned: str | None = None) -> tuple[Definition, tuple[Finding, ...]]:
    """The rules that apply to `factory`: its own definition file's, or the defaults of the `pinned` generation.

    A definition file that isn't JSON is ignored, as ADF Studio does, and a warning says so.
    """
    file = factory.definition_file
    if file is None:
        return default_rules(pinned), ()
    try:
        kept = keeps_connection_strings(generation(pinned))
        return replace(read_definition(file), keeps_connection_strings=kept), ()
    except SourceError as error:
        message = f"{error.reason}: the file is ignored and the default rules apply, as in ADF Studio"
        warning = Finding("definition-unreadable", Severity.WARNING, message, error.file, error.line, error.column)
        return default_rules(pinned), (warning,)
