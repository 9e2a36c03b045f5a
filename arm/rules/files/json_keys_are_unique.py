"""No JSON object has one key twice."""

import json
import re
from collections.abc import Iterator
from typing import Any

from arm import jsontext
from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.document import Document
from arm.rules.overrides import json_files
from arm.rules.rule import Problem, rule

_BEFORE_COLON = (b" :", b"\t:", b"\n:", b"\r:")
_STRING_OR_MARK = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]', re.DOTALL)


@rule(
    Severity.ERROR,
    "A key stands once in its object: readers keep one of the values and drop the other without a word.",
    over=json_files,
    link="https://www.rfc-editor.org/rfc/rfc8259#section-4",
)
def check(context: Context, document: Document) -> Iterator[Problem]:
    """Every further occurrence of a key, at its own line."""
    if document.body is None or not _may_repeat(document):
        return
    for key, offset in _repeated(document.text):
        place = jsontext.position(document.text, offset)
        yield Problem(f'the key "{key}" stands twice in this object', document, place=place)


def _may_repeat(document: Document) -> bool:
    """Whether the text has more keys than were read: counted by what stands behind a key, in it and written anew."""
    data = document.data
    spaced = any(blank in data for blank in _BEFORE_COLON)
    return spaced or data.count(b'":') != jsontext.compact_bytes(document.body).count(b'":')


def _repeated(text: str) -> Iterator[tuple[str, int]]:
    """The keys that their object has already, each with its offset."""
    stack: list[set[str] | None] = []
    last: tuple[Any, int] = ("", 0)
    for match in _STRING_OR_MARK.finditer(text):
        mark = match[0]
        if mark == "{":
            stack.append(set())
        elif mark == "[":
            stack.append(None)
        elif mark in "}]":
            stack.pop()
        elif mark == ":":
            keys = stack[-1]
            key = json.loads(last[0], strict=False)
            if keys is not None and key in keys:
                yield key, last[1]
            elif keys is not None:
                keys.add(key)
        elif mark != ",":
            last = (mark, match.start())
