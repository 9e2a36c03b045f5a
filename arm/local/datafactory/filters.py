"""The filters, orders and time windows that queries of runs come with.

https://learn.microsoft.com/rest/api/datafactory/pipeline-runs/query-by-factory
"""

from collections.abc import Mapping, Sequence
from typing import Any

from arm.local import times
from arm.local.wire import CloudError

Records = Sequence[Mapping[str, Any]]


def select(records: Records, body: Mapping[str, Any], fields: Mapping[str, str], updated: str) -> list[Any]:
    """The records that a query's `filters` and window let through, in the order of its `orderBy`.

    `fields` has the record's key for each operand; `updated` is the key that the window looks at.
    """
    found = [each for each in records if _in_window(each, body, updated)]
    for wanted in body.get("filters") or ():
        field = _field(wanted.get("operand"), fields)
        found = [each for each in found if _passes(_text(each.get(field)), wanted)]
    for order in reversed(body.get("orderBy") or ()):
        field = _field(order.get("orderBy"), fields)
        found.sort(key=lambda each: str(each.get(field)), reverse=order.get("order") == "DESC")
    return found


def _in_window(record: Mapping[str, Any], body: Mapping[str, Any], updated: str) -> bool:
    moment = times.parse(str(record.get(updated) or times.now()))
    return bool(_moment(body, "lastUpdatedAfter") <= moment <= _moment(body, "lastUpdatedBefore"))


def _moment(body: Mapping[str, Any], name: str) -> Any:
    try:
        return times.parse(str(body.get(name)))
    except ValueError:
        raise CloudError(400, "BadRequest", f"{name} is required, a moment in ISO 8601 format.") from None


def _text(value: Any) -> str:
    """A value as filters compare it; a truth value in lower case, as JSON has it."""
    text = str(value)
    return text.lower() if text in ("True", "False") else text


def _field(operand: Any, fields: Mapping[str, str]) -> str:
    if operand not in fields:
        raise CloudError(400, "BadRequest", f"The operand '{operand}' isn't one of {', '.join(fields)}.")
    return fields[operand]


def _passes(value: str, wanted: Mapping[str, Any]) -> bool:
    values = [_text(each) for each in wanted.get("values") or ()]
    operator = wanted.get("operator")
    if operator in ("Equals", "In"):
        return value in values
    if operator in ("NotEquals", "NotIn"):
        return value not in values
    raise CloudError(400, "BadRequest", f"The operator '{operator}' isn't one of Equals, NotEquals, In, NotIn.")
