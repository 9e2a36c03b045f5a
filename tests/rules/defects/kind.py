"""A kind of defect: how to put it into a factory, and the rule and severity it must be found with."""

from collections.abc import Callable
from dataclasses import dataclass

from arm.findings import Severity
from tests.rules.defects.subject import Spot, Subject

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


@dataclass(frozen=True)
class Kind:
    """`inject` makes the defect and tells where it must be found; NoPlace where the factory has no place for it."""

    id: str
    rule: str
    severity: Severity
    inject: Callable[[Subject], Spot]


KINDS: dict[str, Kind] = {}


def defect(rule, severity=ERROR):
    """Enter the decorated function as a kind of defect; its name is the kind's."""

    def enter(inject):
        add(inject.__name__.replace("_", "-"), rule, severity, inject)
        return inject

    return enter


def add(id, rule, severity, inject):
    """Enter a kind."""
    assert id not in KINDS, id
    KINDS[id] = Kind(id, rule, severity, inject)


def setting(id, rule, severity, where, path, value):
    """A kind that gives the value at a path below some place another, or adds it."""

    def inject(subject):
        spot = subject.any(one for one in where(subject) if subject.has(one.below(*path[:-1])))
        subject.put(spot.below(*path), value)
        return spot.below(*path)

    add(id, rule, severity, inject)


def dropping(id, rule, severity, where, path):
    """A kind that removes the value at a path below some place."""

    def inject(subject):
        spot = subject.any(one for one in where(subject) if subject.has(one.below(*path)))
        return subject.drop(spot.below(*path))

    add(id, rule, severity, inject)


def renaming(id, rule, severity, where, path, key, *, at_holder=False):
    """A kind that gives the last key of a path another name; found at the key, or at the object it stands in."""

    def inject(subject):
        spot = subject.any(one for one in where(subject) if subject.has(one.below(*path)))
        value = subject.at(spot.below(*path))
        holder = subject.drop(spot.below(*path))
        subject.put(holder.below(key), value)
        return holder if at_holder else holder.below(key)

    add(id, rule, severity, inject)


def activities(*types, **options):
    """A `where`: the activities of some types."""
    return lambda subject: subject.activities(*types, **options)


def resources(folder, *types, **options):
    """A `where`: the resources of a folder."""
    return lambda subject: subject.resources(folder, *types, **options)


def misspelt(text):
    """The text with two letters changed places, or one more where that changes nothing."""
    for place in range(1, len(text) - 1):
        if text[place] != text[place + 1]:
            return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return f"{text}x"
