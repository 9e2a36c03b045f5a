"""A release's artifact: what was deployed, kept in `build/<env>/releases/`, so that it can be deployed again."""

import shutil
from dataclasses import asdict
from pathlib import Path

from arm import files, jsontext
from arm.commands.artifacts import FACTORY_ARTIFACT, NOTEBOOKS_ARTIFACT, PARAMETERS, TEMPLATE
from arm.commands.deployment.prepared import Prepared
from arm.commands.deployment.release import Release

_KEPT = 10
RELEASE = "release.json"


def keep(out: Path, release: Release, prepared: Prepared) -> None:
    """Write `release.json` into the environment's folder, and keep a new release's artifact there."""
    text = jsontext.dumps_pretty(asdict(release))
    if release.fresh:
        _store(out / "releases" / release.id, prepared, text)
    files.write_text(out / RELEASE, text)


def _store(folder: Path, prepared: Prepared, release: str) -> None:
    """Keep what a release deployed; of secure parameters only the reference or the variable's name.

    Only the latest releases are kept.
    """
    patched = prepared.patched
    contents = {RELEASE: release}
    if patched.template.get("resources"):
        contents[f"{FACTORY_ARTIFACT}/{TEMPLATE}"] = jsontext.dumps_pretty(patched.template)
        contents[f"{FACTORY_ARTIFACT}/{PARAMETERS}"] = jsontext.dumps_pretty({"parameters": patched.parameters})
    if prepared.global_parameters is not None:
        globals_ = jsontext.dumps_pretty(dict(prepared.global_parameters))
        contents[f"{FACTORY_ARTIFACT}/globalParameters/factory_GlobalParameters.json"] = globals_
    for notebook in prepared.notebooks:
        text = prepared.sources[notebook.path][1]
        contents[f"{NOTEBOOKS_ARTIFACT}/{notebook.path}{notebook.file.suffix}"] = text
    files.write_folder(folder, ((name, [text.encode("utf-8")]) for name, text in contents.items()), lambda _: False)
    for old in sorted(folder.parent.iterdir(), key=lambda each: each.stat().st_mtime)[:-_KEPT]:
        shutil.rmtree(old)
