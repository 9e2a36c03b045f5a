"""What is to be deployed, made ready: template, parameters, global parameters and notebooks, and the way there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from arm import jsontext, pointers
from arm.commands import patch
from arm.commands.artifacts import Notebook, obtain_notebooks, obtain_template
from arm.commands.deployment.comparison import Wanted, wanted_resources
from arm.commands.deployment.digests import digest
from arm.commands.deployment.manifest import digest_of
from arm.commands.deployment.options import Part
from arm.commands.deployment.triggers import PREFIX
from arm.commands.deployment.versions import with_versions
from arm.commands.patch import Patched
from arm.commands.target import connect
from arm.errors import did_you_mean
from arm.events import Event, Notify, State
from arm.settings import Environment, Settings
from arm.template.patches import resource_key

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
        for told in _unknown_triggers(environment, patched.template):
            notify(Event(State.WARNED, "triggers", told))
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


def _unknown_triggers(environment: Environment, template: Mapping[str, Any]) -> Iterator[str]:
    """What to say of each trigger that the environment names and the template doesn't have: its state is nobody's."""
    keys = [resource_key(resource) for resource in template["resources"]]
    there = [key.removeprefix(PREFIX) for key in keys if key.startswith(PREFIX)]
    for name in environment.triggers:
        if name not in there:
            hint = did_you_mean(name, there)
            told = f'{_place_of(environment, name)}: the template has no trigger "{name}"'
            yield f"{told} — {hint}" if hint else told


def _place_of(environment: Environment, trigger: str) -> str:
    """File and line of the state that an environment, or what it extends, gives a trigger."""
    files = (file for file in reversed(environment.files) if trigger in jsontext.read(file).get("triggers", {}))
    file = next(files)
    line, _ = jsontext.locate_in(file, pointers.join(["triggers", trigger]))
    return f"{file.as_posix()}:{line}"


def global_parameters_beside(folder: Path | None, template: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The global parameters in the file that Studio publishes beside a template which has none itself."""
    types = {str(resource.get("type", "")).lower() for resource in template.get("resources", ())}
    if folder is None or types & _WITH_GLOBAL_PARAMETERS:
        return None
    found = sorted((folder / "globalParameters").glob("*_GlobalParameters.json"))
    return dict(jsontext.read(found[0])) if len(found) == 1 else None
