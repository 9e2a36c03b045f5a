"""Writing an export: every file aside first, then swapped in; files of others stay."""

from pathlib import Path

from arm import files, jsontext
from arm.template.export import Export


def write(export: Export, out: Path) -> list[Path]:
    """Write the export's files below `out` and return them; UsageError if that can't be done."""
    documents = {
        "ARMTemplateForFactory.json": export.template,
        "ARMTemplateParametersForFactory.json": export.parameters,
        **{f"linkedTemplates/{name}": document for name, document in export.linked.items()},
        f"globalParameters/{export.factory.name}_GlobalParameters.json": export.global_parameters,
    }
    for name, document in documents.items():
        files.write_text(out / name, jsontext.dumps(document))
    return [out / name for name in documents]
