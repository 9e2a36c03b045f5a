"""Times and durations as Azure writes them."""

from datetime import UTC, datetime


def now() -> str:
    """This moment: `2026-11-22T23:35:00.0000000Z`."""
    return stamp(datetime.now(UTC))


def stamp(moment: datetime) -> str:
    """A moment in UTC with seven digits of a second, as .NET writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f0Z")


def of_seconds(seconds: float) -> str:
    """A moment given in seconds since 1970, as files and Databricks have it."""
    return stamp(datetime.fromtimestamp(seconds, UTC))


def duration(start: str, end: str) -> str:
    """The ISO 8601 duration between two moments that `now` wrote: `PT1.5S`."""
    seconds = (parse(end) - parse(start)).total_seconds()
    return f"PT{max(0.0, seconds):.7f}S"


def parse(text: str) -> datetime:
    """A moment as clients write it, with or without a zone (then UTC). ValueError if it isn't one."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
