"""Names that become file names: what can't be one is refused, above all what would leave its folder."""

import os
import re
from pathlib import Path

# Windows can't store these; elsewhere only the separators and what is invisible are refused.
_FORBIDDEN = re.compile(r'[\x00-\x1f\\:*?"<>|]' if os.name == "nt" else r"[\x00-\x1f\\]")


def checked_segments(path: str) -> list[str]:
    """The segments of a slash-separated path; [] if one of them is empty, `.`, `..` or no file name."""
    segments = path.split("/")
    if any(segment in ("", ".", "..") or _FORBIDDEN.search(segment) for segment in segments):
        return []
    return segments


def inside(root: Path, path: str) -> Path | None:
    """The file at a slash-separated path below `root`; None if the path isn't safe, or a link leads out of it."""
    segments = checked_segments(path)
    if not segments:
        return None
    found = root.joinpath(*segments)
    return found if found.resolve().is_relative_to(root.resolve()) else None
