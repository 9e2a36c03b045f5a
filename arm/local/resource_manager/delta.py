"""How two descriptions of a resource differ, as what-if tells it."""

from collections.abc import Iterator
from typing import Any

# https://learn.microsoft.com/azure/azure-resource-manager/templates/deploy-what-if#see-results
Change = dict[str, Any]


def delta(before: Any, after: Any) -> list[Change]:
    """The property changes from `before` to `after`: paths joined with dots, arrays with their items as children.

    Shapes from https://learn.microsoft.com/rest/api/resources/deployments/what-if#whatifpropertychange
    """
    return list(_changes("", before, after))


def _changes(path: str, before: Any, after: Any) -> Iterator[Change]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in [*before, *(key for key in after if key not in before)]:
            inner = f"{path}.{key}" if path else key
            if key not in after:
                yield {"path": inner, "propertyChangeType": "Delete", "before": before[key]}
            elif key not in before:
                yield {"path": inner, "propertyChangeType": "Create", "after": after[key]}
            else:
                yield from _changes(inner, before[key], after[key])
    elif isinstance(before, list) and isinstance(after, list):
        if children := list(_items(before, after)):
            yield {"path": path, "propertyChangeType": "Array", "children": children}
    elif before != after or type(before) is not type(after):
        yield {"path": path, "propertyChangeType": "Modify", "before": before, "after": after}


def _items(before: list[Any], after: list[Any]) -> Iterator[Change]:
    for index in range(max(len(before), len(after))):
        path = str(index)
        if index >= len(after):
            yield {"path": path, "propertyChangeType": "Delete", "before": before[index]}
        elif index >= len(before):
            yield {"path": path, "propertyChangeType": "Create", "after": after[index]}
        elif isinstance(before[index], dict) and isinstance(after[index], dict):
            if children := list(_changes("", before[index], after[index])):
                yield {"path": path, "propertyChangeType": "Modify", "children": children}
        else:
            yield from _changes(path, before[index], after[index])
