"""No miss: defects put one at a time into real factories and into this repository's own environments are found.

The default suite looks at each kind in one factory that has a place for it, of a part of the kinds; `nox -s
conformance` at all kinds in several factories.
"""

import json
import random
import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from arm.commands import validate
from arm.rules import all_rules
from arm.settings import Settings
from tests.rules.defects import (
    of_activities,
    of_activity_types,
    of_connections,
    of_dataflows,
    of_definitions,
    of_expressions,
    of_files,
    of_notebooks,
    of_references,
    of_secrets,
    of_settings,
    of_triggers,
)
from tests.rules.defects.kind import KINDS
from tests.rules.defects.of_environments import REPOSITORY
from tests.rules.defects.subject import NoPlace, Spot, Subject, numbered

ROOT = Path(__file__).resolve().parents[2]
SINCE = "2023-10"
MODULES = (
    of_activities, of_activity_types, of_connections, of_dataflows, of_definitions, of_expressions, of_files,
    of_notebooks, of_references, of_secrets, of_settings, of_triggers,
)  # fmt: skip
"""Importing them enters their kinds."""
EVERY = 12
"""Of how many kinds the default suite takes one."""
FACTORIES = 2
"""In how many factories the conformance session looks for each kind."""
SMALL = 40
"""How many resources a factory of the default suite has at most."""


@pytest.fixture(scope="session")
def pairs(reference_data):
    """The sources of every publish since the newest era, with the number of their resources."""
    index = json.loads((reference_data / "golden" / "index.json").read_text(encoding="utf-8"))
    folder = reference_data / "golden" / "pairs"
    return [(folder / one["id"] / "source", one["resources"]) for one in index if one["published"] >= SINCE]


def expected_lines(subject, spot):
    """The lines a finding may stand at; None where the file doesn't tell one."""
    if spot.file not in subject.files:
        return None if subject.line is None else {subject.line}
    _, lines = numbered(subject.files[spot.file])
    path = spot.path
    while path not in lines:
        path = path[:-1]
    inside = {line for place, line in lines.items() if place[: len(path)] == path}
    return inside if spot.within else {lines[path]}


def missed(kind, subject, spot, findings, file):
    """What was found in the file instead of the defect; None if the defect was found as it should be."""
    lines = expected_lines(subject, spot)
    for found in findings:
        placed = found.file == file and (lines is None or found.line in lines)
        if placed and found.rule == kind.rule and found.severity.rank <= kind.severity.rank:
            return None
    there = [(f.rule, str(f.severity), f.line, f.message) for f in findings if f.file == file]
    return f"{kind.id}: {kind.rule} ({kind.severity}) at {file}:{lines} not found, but {there[:5]}"


def injected(kind, sources, count, folder):
    """What is missed of a kind in the first `count` factories that have a place for it, and in how many it was."""
    rng = random.Random(kind.id)
    tried, misses = 0, []
    for source, _ in sorted(sources, key=lambda _: rng.random()):
        root = folder / f"{kind.id}-{tried}"
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(source, root)
        subject = Subject.read(root, rng)
        with suppress(NoPlace):
            spot = kind.inject(subject)
            subject.write()
            file = (root / spot.file).as_posix() if spot.file != "." else root.as_posix()
            findings = validate.run(Settings(), source=root).findings
            miss = missed(kind, subject, spot, findings, file)
            if miss and spot.other:
                miss = missed(kind, subject, spot.other, findings, (root / spot.other.file).as_posix())
            misses += [f"{source.parent.name}: {miss}"] if miss else []
            tried += 1
        shutil.rmtree(root, ignore_errors=True)
        if tried == count:
            break
    return tried, misses


@pytest.mark.parametrize("id", sorted(KINDS)[::EVERY])
def test_a_defect_is_found_in_a_real_factory(id, pairs, tmp_path):
    """Rule, severity, file and line of a part of the kinds, each in one factory."""
    small = [pair for pair in pairs if pair[1] <= SMALL]
    _, misses = injected(KINDS[id], small, 1, tmp_path)
    assert misses == []


@pytest.mark.conformance
def test_every_defect_is_found_wherever_there_is_a_place_for_it(pairs, tmp_path):
    """Every kind in several factories; nearly every kind has a place in one of them."""
    results = {id: injected(kind, pairs, FACTORIES, tmp_path) for id, kind in KINDS.items()}
    misses = [one for _, found in results.values() for one in found]
    nowhere = sorted(id for id, (tried, _) in results.items() if not tried)
    print(f"{len(KINDS)} kinds, {sum(tried for tried, _ in results.values())} defects, {len(misses)} missed")
    print(f"no factory has a place for: {', '.join(nowhere) or 'none'}")
    assert misses == []
    assert len(nowhere) < len(KINDS) / 20


@pytest.mark.parametrize("id", sorted(REPOSITORY))
def test_a_defect_of_the_repository_is_found(id, tmp_path, monkeypatch):
    """Rule, severity, file and line of what may be wrong with this repository's environments and notebooks."""
    for folder in ("adf", "notebooks", "parameter-overrides"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    monkeypatch.chdir(tmp_path)
    kind = REPOSITORY[id]
    subject = Subject.read(tmp_path, random.Random(id))
    spot = kind.inject(subject)
    subject.write()
    assert missed(kind, subject, spot, validate.run(Settings()).findings, spot.file) is None


def test_every_rule_has_a_defect():
    """A rule that no defect is for would not be missed if it found nothing."""
    known = {kind.rule for kind in (*KINDS.values(), *REPOSITORY.values())}
    assert {rule.id for rule in all_rules()} <= known


def test_places_have_the_lines_they_are_written_at():
    """What tells the expected line is right itself: every value stands where it says."""
    value = {"a": [1, {"b": "x\ny"}], "c": {}, "d": {"e": None}}
    text, lines = numbered(value)
    assert json.loads(text) == value
    assert [lines[path] for path in ((), ("a",), ("a", 1, "b"), ("c",), ("d", "e"))] == [1, 2, 5, 8, 10]
    assert Spot("f", ("a",)).below(1, "b").path == ("a", 1, "b")
