"""No secret stands in a global parameter."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, once
from arm.rules.item import mapping, walk
from arm.rules.rule import Problem, rule
from arm.rules.secret import is_literal, named_like_a_secret, secret_in
from arm.rules.sources import Sources


@rule(
    Severity.ERROR,
    "Global parameters are plain text for everybody who may read the factory: no password, key or token is one.",
    over=once,
    link="https://learn.microsoft.com/azure/data-factory/author-global-parameters",
)
def check(context: Context, sources: Sources) -> Iterator[Problem]:
    """Parameters that are called like a secret, or hold one."""
    for document, name, spec in sources.global_parameters():
        start = ("properties", "globalParameters", name, "value")
        for path, value in walk(mapping(spec).get("value"), start):
            if not isinstance(value, str):
                continue
            key = next(str(part) for part in reversed((*start[:-1], *path[len(start) :])) if isinstance(part, str))
            if secret_in(value) or (named_like_a_secret(key) and is_literal(value)):
                yield Problem(f'the global parameter "{name}" holds a secret in plain text', document, path)
