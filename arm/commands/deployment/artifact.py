"""A release's artifact: what was deployed, kept in `build/<env>/releases/`, so that it can be deployed again."""

import shutil
from pathlib import Path

from arm import files, jsontext
from arm.commands.artifacts import FACTORY_ARTIFACT, NOTEBOOKS_ARTIFACT, PARAMETERS, TEMPLATE
from arm.commands.deployment.prepared import Prepared

_KEPT = 10
RELEASE = "release.json"


def store(folder: Path, prepared: Prepared, release: str) -> None:
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
