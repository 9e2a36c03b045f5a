"""The page for people: factories, deployments and runs at a glance."""

import base64
from collections.abc import Iterable
from hashlib import sha256
from html import escape

from arm.local.azure import LocalAzure
from arm.local.wire import Response

_STYLE = (
    "body{font:15px system-ui,sans-serif;margin:2rem;max-width:70rem}"
    "table{border-collapse:collapse;margin-bottom:2rem}td,th{text-align:left;padding:.25rem 1rem .25rem 0}"
)
_HASH = base64.b64encode(sha256(_STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def page(azure: LocalAzure) -> Response:
    """The page; every name in it is escaped, and its policy lets nothing run or load."""
    store = azure.store
    groups = [
        (subscription, group)
        for subscription in store.below("groups")
        for group in store.below("groups", subscription)
    ]
    factories = [(group, each) for group in groups for each in azure.factories.all(*group)]
    deployments = [each for group in groups for each in azure.deployments.all(*group)]
    runs = [run for group, factory in factories for run in azure.runs.all((*group, factory["name"]))]
    body = (
        _table("Factories", ("name", "location"), ((each["name"], each["location"]) for _, each in factories))
        + _table("Deployments", ("name", "state", "when"), (_deployment(each) for each in deployments))
        + _table("Runs", ("pipeline", "status", "started", "message"), (_run(each) for each in runs))
        + _table("Problems", ("what",), ((each,) for each in store.problems))
    )
    text = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Local Azure</title><style>{_STYLE}</style>'
        f"<h1>Local Azure</h1><p>State: {escape(str(azure.state))}</p>{body}</html>"
    )
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": POLICY,
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
    }
    return Response(200, text.encode(errors="replace"), headers)


def _deployment(record: dict[str, dict[str, str]]) -> tuple[str, ...]:
    return str(record["name"]), record["properties"]["provisioningState"], record["properties"]["timestamp"]


def _run(record: dict[str, str]) -> tuple[str, ...]:
    return record["pipelineName"], record["status"], record["runStart"], record["message"]


def _table(title: str, heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A heading and a table; nothing where there are no rows."""
    lines = ["".join(f"<td>{escape(str(cell))}</td>" for cell in row) for row in rows]
    if not lines:
        return ""
    head = "".join(f"<th>{escape(each)}</th>" for each in heads)
    return (
        f"<h2>{escape(title)}</h2><table><tr>{head}</tr>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"
    )
