"""A graph in the format that is asked for: Mermaid, DOT or HTML."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from arm.report.documents import deliver
from arm.report.graph_html import as_html
from arm.report.graph_text import as_dot, as_mermaid

if TYPE_CHECKING:
    from arm.commands.graph import Graph

FORMATS: dict[str, Callable[["Graph"], str]] = {"mermaid": as_mermaid, "dot": as_dot, "html": as_html}


_MERMAID_LINES, _MERMAID_SIGNS = 500, 50_000
"""What Mermaid refuses to draw unless a page raises its `maxEdges` and `maxTextSize`, which a diagram can't."""


def warning(result: "Graph", format: str) -> str:
    """Why the graph may not be drawn where it goes, "" if it will be."""
    too_large = len(result.edges) >= _MERMAID_LINES or len(as_mermaid(result)) > _MERMAID_SIGNS
    if format != "mermaid" or not too_large:
        return ""
    told = f"Mermaid's defaults draw fewer than {_MERMAID_LINES} references, and this has {len(result.edges)}"
    return f"{told}: narrow it with --resource, or take --format html"


def publish(result: "Graph", format: str, output: Path | None) -> str:
    """What to print on stdout: the graph, or where it was written."""
    return deliver(FORMATS[format](result), output)
