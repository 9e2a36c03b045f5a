"""Results of `invoke check` as the page shows them: the verdict and its expectations, one document an environment."""

from pathlib import Path
from typing import Any

from arm import jsontext
from arm.errors import AdfopsError
from arm.local.monitor.secrets import hidden
from arm.local.times import of_seconds

Document = dict[str, Any]
FILE = "check.json"


def listed(state: Path) -> Document:
    """The last check of each environment whose results lie beside the state folder, under `checks`, newest first."""
    found = [_shown(path) for path in sorted(state.parent.glob(f"*/{FILE}")) if path.is_file()]
    return {"checks": sorted(found, key=lambda each: str(each["when"]), reverse=True)}


def _shown(path: Path) -> Document:
    known = {"file": str(path), "folder": path.parent.name, "when": of_seconds(path.stat().st_mtime)}
    try:
        document = jsontext.read(path)
    except AdfopsError as error:
        return {**known, "problem": error.message}
    if not isinstance(document, dict) or "status" not in document:
        return {**known, "problem": "not a result of invoke check"}
    return {**known, "result": hidden(document)}
