"""azure-pipelines.yml and its templates against the JSON Schema that Azure DevOps publishes for its editors."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import yaml
from jsonschema import Draft7Validator
from jsonschema.exceptions import best_match


@cache
def _schema(path: Path) -> tuple[dict[str, Any], Any]:
    schema = json.loads(path.read_text(encoding="utf-8"))
    return schema, jsonschema_rs.validator_for(schema)


def schema_problems(root: Path, schema_file: Path) -> Iterator[str]:
    """Where the pipeline, or a template wrapped as a pipeline, doesn't fit the schema."""
    schema, validator = _schema(schema_file)
    for file in [root / "azure-pipelines.yml", *sorted((root / "azure-pipelines").glob("*.yml"))]:
        document = yaml.safe_load(file.read_text(encoding="utf-8"))
        # A template is `parameters:` and one list, stages or steps: by itself the schema's pipeline of that kind.
        wrapped = {"trigger": "none", **document}
        if not validator.is_valid(wrapped):
            # jsonschema takes long, but finds the place in a union of a thousand tasks.
            error = best_match(Draft7Validator(schema).iter_errors(wrapped))
            place = "/".join(str(part) for part in error.absolute_path) if error else ""
            yield f"{file.name}: {place} doesn't fit the schema"
