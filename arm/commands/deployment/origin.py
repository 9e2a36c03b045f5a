"""Where a release comes from: the commit, and the parameterization definition."""

import subprocess
from pathlib import Path

from arm.commands.deployment.digests import digest
from arm.settings import Settings

_DEFINITION = "arm-template-parameters-definition.json"


def commit_of(folder: Path) -> str:
    """The checkout's commit; "unknown" outside a Git repository or without git."""
    command = ["git", "rev-parse", "HEAD"]
    try:
        found = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True, timeout=10)
    except (OSError, subprocess.SubprocessError):
        return "unknown"
    return found.stdout.strip()


def definition_digest(settings: Settings) -> str:
    """The digest of the factory's own parameterization definition, "" if it has none."""
    file = settings.source / _DEFINITION
    return digest(file.read_text(encoding="utf-8-sig")) if file.is_file() else ""
