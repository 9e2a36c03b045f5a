"""Times as triggers write them."""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

_SPAN = re.compile(r"(-)?(?:(\d+)\.)?(\d{1,2}):(\d{2}):(\d{2})")


def moment(value: Any) -> datetime | None:
    """The date and time that an ISO 8601 text tells, None if it tells none; without a zone it counts as UTC."""
    if not isinstance(value, str) or len(value) < len("2026-01-01T00:00"):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def span(value: Any) -> timedelta | None:
    """The time that `d.hh:mm:ss` tells, negative with a minus before it; None if it tells none."""
    found = _SPAN.fullmatch(value) if isinstance(value, str) else None
    if found is None or int(found[3]) > 23 or int(found[4]) > 59 or int(found[5]) > 59:
        return None
    length = timedelta(days=int(found[2] or 0), hours=int(found[3]), minutes=int(found[4]), seconds=int(found[5]))
    return -length if found[1] else length


def is_time_zone(value: Any) -> bool:
    """Whether Windows knows a time zone by this name; those are the ones that ADF takes."""
    return isinstance(value, str) and value.casefold() in _time_zones()


@lru_cache(maxsize=1)
def _time_zones() -> frozenset[str]:
    from tzlocal.windows_tz import win_tz

    return frozenset(name.casefold() for name in win_tz)
