"""The manifest beside the notebooks: which of them this suite put there, and in which version.

It is itself a notebook, because that is what every workspace takes and gives back.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from arm.commands.deployment.digests import short
from arm.errors import TargetError

_HEAD = "# Databricks notebook source\n# adfops keeps here what it deployed to this folder; don't edit.\n"
_LINE = "# "


@dataclass(frozen=True)
class Manifest:
    """The notebooks of a folder that this suite put there: path below the folder → digest, "" if unsure."""

    release: str
    notebooks: Mapping[str, str] = field(default_factory=dict)


def manifest_name(environment: str) -> str:
    """The name of an environment's manifest in its folder: environments may share one."""
    safe = "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in environment)
    return f".adfops-{safe}"


def to_source(manifest: Manifest) -> str:
    """The manifest as the source of a notebook."""
    document = {"version": 1, "release": manifest.release, "notebooks": dict(sorted(manifest.notebooks.items()))}
    return _HEAD + "".join(f"{_LINE}{line}\n" for line in json.dumps(document, indent=1).splitlines())


def from_source(source: str, path: str) -> Manifest:
    """The manifest in the source of a notebook at `path`. TargetError if it isn't one."""
    lines = [line.removeprefix("#").strip() for line in source.splitlines()]
    text = "\n".join(line for line in lines if line not in ("", "Databricks notebook source"))
    try:
        document = json.loads(text[text.index("{") :])
        return Manifest(str(document["release"]), {str(k): str(v) for k, v in document["notebooks"].items()})
    except (ValueError, KeyError, TypeError, AttributeError):
        hint = "delete it in the workspace: the notebooks are imported anew then"
        raise TargetError(f"the notebook {path} isn't a manifest of adfops", hint=hint) from None


def digest_of(language: str, source: str) -> str:
    """The digest of a notebook: line ends and empty lines at the end don't count, a workspace may change them."""
    return short([language, source.replace("\r\n", "\n").rstrip("\n")])
