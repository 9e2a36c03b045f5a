"""What the steps that load an environment need: every variable its files use, and a credential for Azure."""

import json
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from unittest.mock import patch

from arm.settings import Environment, Settings, load_environment
from arm.settings.variables import names_in
from tests.azure_pipelines.commands import tasks
from tests.azure_pipelines.expansion import Step

# `validate` looks at the files as they are written; every other task with an --env fills their variables in.
UNFILLED = ("validate",)
CONNECTING = ("plan", "deploy", "rollback", "recover", "run", "check")
_NAME = re.compile(r"\$\{(\w+)\}")


@cache
def load(overrides: Path, name: str) -> Environment:
    """The environment, each of its variables set to something."""
    texts = [path.read_text(encoding="utf-8") for path in overrides.rglob("*.json")]
    something = dict.fromkeys((name for text in texts for name in _NAME.findall(text)), "something")
    with patch.dict(os.environ, something):
        return load_environment(Settings(overrides=overrides), name)


def used_variables(overrides: Path, name: str) -> dict[str, str]:
    """Each `${NAME}` in the environment's files, its parents and parameter files included → a file that uses it."""
    environment = load(overrides, name)
    origins = {Path(override.origin) for override in environment.parameters.values()}
    files = sorted({*environment.files, *origins})
    return {used: file.name for file in files for used in names_in(json.loads(file.read_text(encoding="utf-8")))}


def variable_problems(steps: list[Step], overrides: Path) -> Iterator[str]:
    """Variables of an environment's files that a step which loads the environment doesn't map under their name."""
    for step in steps:
        for task in tasks(step):
            if "env" not in task.values or task.name in UNFILLED:
                continue
            for name, file in sorted(used_variables(overrides, task.values["env"]).items()):
                mapped = step.env.get(name)
                if mapped != f"$({name})":
                    told = "doesn't map it" if mapped is None else f"maps it to {mapped}"
                    yield f"{step.place}: {file} uses ${{{name}}}, env: {told}"


def credential_problems(steps: list[Step], overrides: Path) -> Iterator[str]:
    """Steps that reach Azure without a service connection, or without the token that renews its credential."""
    for step in steps:
        connecting = [task for task in tasks(step) if task.name in CONNECTING]
        if not any(not load(overrides, task.values["env"]).target.is_local for task in connecting):
            continue
        if not (step.task.startswith("AzureCLI@") and step.inputs.get("azuresubscription")):
            yield f"{step.place}: no service connection"
        if step.env.get("SYSTEM_ACCESSTOKEN") != "$(System.AccessToken)":
            yield f"{step.place}: env: doesn't map SYSTEM_ACCESSTOKEN to $(System.AccessToken)"
