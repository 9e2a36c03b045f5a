"""Hostile expressions end in an ExpressionError, soon and without filling the memory."""

import time
import tracemalloc

import pytest

from arm.errors import ExpressionError
from arm.expressions import evaluate


def aliased(depth: int):
    """An array that is small in memory and enormous when written out."""
    value = [1]
    for _ in range(depth):
        value = [value, value, value]
    return value


def deep(depth: int):
    """An array in an array in an array ..."""
    value = []
    for _ in range(depth):
        value = [value]
    return value


def grown(times: int) -> str:
    """A text that grows tenfold with every step."""
    text = "'aaaaaaaaaa'"
    for _ in range(times):
        text = f"replace({text},'a','aaaaaaaaaa')"
    return f"@{text}"


CONTEXT = {"variables": {"aliased": aliased(40), "deep": deep(5000), "long": "a" * 1_000_000}}
HOSTILE = {
    "nested calls": "@" + "concat(" * 10_000 + "'a'" + ")" * 10_000,
    "nested brackets": "@" + "(" * 8_000,
    "a megabyte of quotes": "@" + "'" * 1_000_000,
    "a megabyte of quotes inside": "x@{" + "''" * 500_000,
    "a megabyte of plain text": "'" * 1_000_000,
    "segments without end": "@{" * 50_000,
    "a huge range": "@range(0,999999999)",
    "many ranges": "@createArray(" + ",".join(["range(0,100000)"] * 400) + ")",
    "a huge join": "@join(range(0,100000),'" + "x" * 8_000 + "')",
    "repeated replace": grown(12),
    "a huge split": "@split(variables('long'),'a')",
    "aliases written out": "@string(variables('aliased'))",
    "aliases compared": "@equals(variables('aliased'),createArray(variables('aliased')))",
    "aliases united": "@union(variables('aliased'),variables('aliased'))",
    "a deep value": "@string(variables('deep'))",
    "deep JSON": "@json('" + "[" * 8_000 + "')",
    "deep XML": "@xml('" + "<a>" * 2_500 + "')",
    "entities": '@xml(\'<!DOCTYPE l [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><l>&b;</l>\')',
    "deep XPath": "@xpath(xml('<a/>'),'" + "(" * 4_000 + "')",
    "nested predicates": "@xpath(xml('<a>" + "<b/>" * 1_500 + "</a>'),'//*[//*[//*]]')",
    "a date of digits": "@formatDateTime('" + "1 " * 4_000 + "')",
    "a number of digits": "@" + "1" * 8_000,
    "a zone's path": "@convertFromUtc('2024-01-01T00:00:00Z','../../etc/passwd')",
    "a culture's path": "@formatDateTime('2024-01-01','D','../../x')",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_ends_in_an_error_within_a_second(name):
    """Nothing crashes, nothing hangs: an ExpressionError comes within a second."""
    start = time.process_time()
    with pytest.raises(ExpressionError):
        evaluate(HOSTILE[name], CONTEXT)
    assert time.process_time() - start < 1


@pytest.mark.parametrize("name", ["many ranges", "repeated replace", "a huge join", "nested calls"])
def test_memory_stays_bounded(name):
    """What an expression makes before it is stopped stays below a hundred megabytes."""
    tracemalloc.start()
    try:
        with pytest.raises(ExpressionError):
            evaluate(HOSTILE[name], CONTEXT)
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()
