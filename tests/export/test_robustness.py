"""Sources that aren't as they should be: whatever stands in them is exported or refused, and nothing crashes."""

import copy
import dataclasses
from functools import cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from arm.errors import AdfopsError
from arm.factory import Factory, Resource, load
from arm.template import default_rules, export_factory

CASES = sorted(path.parent for path in Path(__file__).parent.glob("*/claim.txt"))
ODD = [None, 1, "", "x", True, [], {}, [None], {"type": 1}, {"type": ["x"], "name": "n"}, {"type": "Expression"}]
ODD += [{"type": "SecureString"}, {"type": "AzureKeyVaultSecret"}, {"referenceName": 1, "type": []}]


@cache
def resources() -> list[tuple[Factory, Resource]]:
    """Every resource of every case, with its factory."""
    factories = [load(case / "source", "fab") for case in CASES]
    return [(factory, resource) for factory in factories for resource in factory.resources]


def places(value, path=()):
    """The path of every value inside a JSON value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (*path, key)
        yield from places(item, (*path, key))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_odd_values_anywhere_in_a_source(data):
    """One value of a source is replaced by something that doesn't belong there."""
    factory, resource = data.draw(st.sampled_from(resources()))
    body = copy.deepcopy(resource.body)
    inside = [path for path in places(body) if path[0] == "properties" and len(path) > 1]
    if inside:
        *way, last = data.draw(st.sampled_from(inside))
        target = body
        for step in way:
            target = target[step]
        target[last] = copy.deepcopy(data.draw(st.sampled_from(ODD)))
    changed = dataclasses.replace(resource, body=body)
    others = tuple(changed if other.key == resource.key else other for other in factory.resources)
    try:
        export = export_factory(dataclasses.replace(factory, resources=others), default_rules())
    except AdfopsError as error:
        assert str(error)
    else:
        assert len(export.template["resources"]) >= len(others)
