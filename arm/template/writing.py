"""Writing an export: all files or none, only files of ours replaced.

A resource stands in the template and again in a linked template: its properties are written once and used twice.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from arm import files, jsontext
from arm.template.documents import Document
from arm.template.export import Export

TEMPLATE = "ARMTemplateForFactory.json"
PARAMETERS = "ARMTemplateParametersForFactory.json"
_PUBLISHED = re.compile(
    r"ARMTemplate(?:Parameters)?ForFactory\.json|globalParameters/.*_GlobalParameters\.json"
    r"|linkedTemplates/ArmTemplate(?:Parameters)?_(?:\d+|master)\.json"
)


def is_published(name: str) -> bool:
    """Whether ADF Studio publishes a file of that name: its path below the factory's folder, forward slashes."""
    return bool(_PUBLISHED.fullmatch(name))


def write(export: Export, out: Path) -> list[Path]:
    """Write the export's files below `out` and return them; the folder is never left half-written.

    Files of an earlier export that this one doesn't have go, files of others stay. UsageError if it can't be done.
    """
    return files.write_folder(out, _rendered(export), is_published)


def _rendered(export: Export) -> Iterator[tuple[str, Iterable[bytes]]]:
    rendering = _Rendering()
    yield TEMPLATE, rendering.template(export.template)
    yield PARAMETERS, [jsontext.dump_bytes(export.parameters)]
    for name, document in export.linked.items():
        yield f"linkedTemplates/{name}", rendering.template(document)
    globals_ = jsontext.dump_bytes(export.global_parameters)
    yield f"globalParameters/{export.factory.name}_GlobalParameters.json", [globals_]


class _Rendering:
    """Documents as bytes in pieces, with the bytes of every resource's properties kept for their second use."""

    def __init__(self) -> None:
        self._kept: dict[int, bytes] = {}

    def template(self, document: Document) -> Iterator[bytes]:
        """The document, its resources put together one by one."""
        resources = document.get("resources")
        if not resources:
            yield jsontext.dump_bytes(document)
            return
        yield jsontext.dump_bytes({**document, "resources": []}).removesuffix(b"]\n}")
        for index, resource in enumerate(resources):
            yield b",\n\t\t" if index else b"\n\t\t"
            yield from self._resource(resource)
        yield b"\n\t]\n}"

    def _resource(self, resource: dict[str, Any]) -> tuple[bytes, ...]:
        properties = resource["properties"]
        inside = self._kept.pop(id(properties), None)
        if inside is None:
            inside = self._kept[id(properties)] = jsontext.dump_bytes(properties, 3)
        frame = jsontext.dump_bytes({**resource, "properties": 0}, 2)
        before, mark, after = frame.partition(b'\n\t\t\t"properties": 0')
        return before, mark[:-1], inside, after
