"""What is to be deployed, made ready: template, parameters, global parameters and notebooks, and the way there."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from arm import jsontext
from arm.commands import patch
from arm.commands.artifacts import Notebook, obtain_notebooks, obtain_template
from arm.commands.deployment.comparison import Wanted, wanted_resources
from arm.commands.deployment.digests import digest
from arm.commands.deployment.manifest import digest_of
from arm.commands.deployment.options import Part
from arm.commands.deployment.versions import with_versions
from arm.commands.patch import Patched
from arm.commands.target import connect
from arm.events import Notify
from arm.settings import Environment, Settings

if TYPE_CHECKING:
    from arm.cloud.connection import Connection

_WITH_GLOBAL_PARAMETERS = {"microsoft.datafactory/factories", "microsoft.datafactory/factories/globalparameters"}


@dataclass(frozen=True)
class Prepared:
    """All that a deployment needs. `global_parameters` are those that stand in no template, None if some do.

    `commit` is what it was made from, `definition` the digest of the parameterization definition.
    """

    environment: Environment
    patched: Patched
    notebooks: tuple[Notebook, ...]
    connection: "Connection"
    global_parameters: Mapping[str, Any] | None = None
    commit: str = "unknown"
    definition: str = ""

    @cached_property
    def wanted(self) -> dict[str, Wanted]:
        """The resources of the template, by `<type>/<name>`, in the order in which they are deployed."""
        parameters = with_versions(self.connection, self.patched.parameters)
        return wanted_resources(self.environment, self.patched.template, parameters)

    @cached_property
    def sources(self) -> dict[str, tuple[str, str]]:
        """Each notebook's language and text, line ends as Databricks has them, by its path below the folder."""
        found = {}
        for notebook in self.notebooks:
            text = jsontext.read_text(notebook.file).replace("\r\n", "\n")
            found[notebook.path] = (notebook.language, text)
        return found

    @property
    def digests(self) -> dict[str, str]:
        """Digests of what is to be deployed; of a secret only where its value comes from."""
        environment = self.environment
        notebooks = {path: digest_of(*source) for path, source in self.sources.items()}
        chosen = [dict(environment.triggers), environment.target.databricks.folder]
        return {
            "template": digest([self.patched.template, self.global_parameters]),
            "parameters": digest(self.patched.parameters),
            "notebooks": digest(notebooks),
            "environment": digest(chosen),
        }


def prepare(
    settings: Settings,
    environment: Environment,
    parts: tuple[Part, ...],
    *,
    from_dir: Path | None,
    sets: tuple[str, ...],
    notify: Notify,
    connect_with: Settings | None = None,
) -> Prepared:
    """Export (or take from `from_dir`), patch, write the environment's files, and connect to its target.

    `connect_with` are the settings that say where Local Azure is, if they are others.
    """
    from arm.commands.deployment.origin import commit_of, definition_digest

    notebooks: list[Notebook] = []
    if "notebooks" in parts:
        notebooks = obtain_notebooks(settings, from_dir, template_too="factory" in parts)
    patched, global_parameters = Patched({"resources": []}, {}), None
    if "factory" in parts:
        source = obtain_template(settings, from_dir, notify=notify)
        patched = patch.patch_template(source, environment, sets)
        patch.write(patched, environment, settings.out(environment.name))
        global_parameters = global_parameters_beside(source.folder, patched.template)
    return Prepared(
        environment,
        patched,
        tuple(notebooks),
        connect(connect_with or settings, environment, notify),
        global_parameters,
        commit_of(Path()),
        definition_digest(settings) if from_dir is None else "",
    )


def global_parameters_beside(folder: Path | None, template: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The global parameters in the file that Studio publishes beside a template which has none itself."""
    types = {str(resource.get("type", "")).lower() for resource in template.get("resources", ())}
    if folder is None or types & _WITH_GLOBAL_PARAMETERS:
        return None
    found = sorted((folder / "globalParameters").glob("*_GlobalParameters.json"))
    return dict(jsontext.read(found[0])) if len(found) == 1 else None
