"""Points in time as .NET's DateTime has them: ticks of 100 ns since year 1, and whether they are known to be UTC."""

from datetime import date
from typing import NamedTuple

TICKS_PER_SECOND = 10_000_000
TICKS_PER_DAY = 86_400 * TICKS_PER_SECOND
MAXIMUM_TICKS = 3_652_059 * TICKS_PER_DAY - 1

UNSPECIFIED, UTC, LOCAL = "unspecified", "utc", "local"


class Moment(NamedTuple):
    """A DateTime: its ticks and its kind, one of UNSPECIFIED, UTC and LOCAL (the host's zone is UTC)."""

    ticks: int
    kind: str

    @property
    def date(self) -> date:
        """The day it falls on."""
        return date.fromordinal(self.ticks // TICKS_PER_DAY + 1)

    @property
    def hour(self) -> int:
        """0 to 23."""
        return self.ticks // (3600 * TICKS_PER_SECOND) % 24

    @property
    def minute(self) -> int:
        """0 to 59."""
        return self.ticks // (60 * TICKS_PER_SECOND) % 60

    @property
    def second(self) -> int:
        """0 to 59."""
        return self.ticks // TICKS_PER_SECOND % 60

    @property
    def fraction(self) -> int:
        """The ticks within the second."""
        return self.ticks % TICKS_PER_SECOND


def days_before(day: date) -> int:
    """How many days of the calendar lie before `day`."""
    return day.toordinal() - 1
