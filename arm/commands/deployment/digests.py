"""Digests: what tells that two things are the same without showing either."""

import hashlib
import json
from typing import Any

_SHORT = 16


def digest(value: Any) -> str:
    """The SHA-256, in hexadecimal, of a JSON value; the order of an object's keys doesn't count."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def short(value: Any) -> str:
    """The first 64 bits of a digest: enough to tell versions of one thing apart."""
    return digest(value)[:_SHORT]
