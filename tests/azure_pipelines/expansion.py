"""azure-pipelines.yml with its templates expanded, as Azure Pipelines does before a run, and the steps in it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
_PARAMETER = re.compile(r"parameters\.(\w+)")


class CannotExpand(ValueError):
    """A template that Azure Pipelines would refuse, or an expression this module doesn't know."""


@dataclass(frozen=True)
class Step:
    """A step of the expanded pipeline, with its job and its stage."""

    stage: Mapping[str, Any]
    job: Mapping[str, Any]
    body: Mapping[str, Any]

    @property
    def place(self) -> str:
        """Where the step is: stage/job/step."""
        job = self.job.get("job") or self.job.get("deployment")
        return f"{self.stage['stage']}/{job}/{self.body.get('displayName') or next(iter(self.body.values()))}"

    @property
    def task(self) -> str:
        """The task's name and version; "" for a step that is no task."""
        return str(self.body.get("task", ""))

    @property
    def inputs(self) -> Mapping[str, Any]:
        """The task's inputs, by lower-case name: Azure Pipelines takes them in any case."""
        return {name.lower(): value for name, value in (self.body.get("inputs") or {}).items()}

    @property
    def env(self) -> Mapping[str, Any]:
        """The variables that the step maps into its process."""
        return self.body.get("env") or {}


def expand(path: Path, given: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The document in `path` with every template reference replaced by what the template holds."""
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    values = _values(document.pop("parameters", []), given or {}, path)
    expanded: dict[str, Any] = _expanded(document, values, path)
    return expanded


def _values(declared: Any, given: Mapping[str, Any], path: Path) -> dict[str, Any]:
    names = {parameter["name"] for parameter in declared}
    for name in given.keys() - names:
        raise CannotExpand(f"{path.name} declares no parameter {name}")
    values = {parameter["name"]: parameter["default"] for parameter in declared if "default" in parameter} | given
    for name in names - values.keys():
        raise CannotExpand(f"{path.name} is not given its parameter {name}")
    return values


def _expanded(value: Any, values: Mapping[str, Any], path: Path) -> Any:
    if isinstance(value, str):
        return _EXPRESSION.sub(lambda match: str(_parameter(match[1], values, path)), value)
    if isinstance(value, list):
        return [one for item in value for one in _items(_expanded(item, values, path), path)]
    if isinstance(value, dict):
        return {_expanded(key, values, path): _expanded(inner, values, path) for key, inner in value.items()}
    return value


def _parameter(expression: str, values: Mapping[str, Any], path: Path) -> Any:
    match = _PARAMETER.fullmatch(expression)
    if match is None or match[1] not in values:
        raise CannotExpand(f"{path.name}: ${{{{ {expression} }}}} is no parameter")
    return values[match[1]]


def _items(item: Any, path: Path) -> list[Any]:
    """What stands for one item of a list: a template's stages, jobs or steps, or the item itself."""
    if not isinstance(item, dict) or "template" not in item:
        return [item]
    template = path.parent / item["template"]
    if not template.is_file():
        raise CannotExpand(f"{path.name}: there is no template {item['template']}")
    (items,) = expand(template, item.get("parameters")).values()
    return list(items)


def steps(pipeline: Mapping[str, Any]) -> Iterator[Step]:
    """Every step of an expanded pipeline, those of every hook of a deployment's strategy included."""
    for stage in pipeline["stages"]:
        for job in stage["jobs"]:
            for body in _steps_below(job):
                yield Step(stage, job, body)


def _steps_below(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, list):
        for item in value:
            yield from _steps_below(item)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from inner if key == "steps" else _steps_below(inner)
