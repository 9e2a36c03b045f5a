"""Cultures: the names, patterns and signs that dates and numbers are written with, from CLDR through Babel."""

import re
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from arm.errors import ExpressionError

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")


def _short(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name[:3] for name in names)


@dataclass(frozen=True, slots=True)
class Culture:
    """What .NET's DateTimeFormatInfo holds of a culture; the patterns are .NET's, months and days as listed."""

    short_date: str
    long_date: str
    short_time: str
    long_time: str
    month_day: str
    year_month: str
    months: tuple[str, ...] = _MONTHS
    months_of_dates: tuple[str, ...] = _MONTHS  # the genitive, where a day stands beside the month
    short_months: tuple[str, ...] = _short(_MONTHS)
    short_months_of_dates: tuple[str, ...] = _short(_MONTHS)
    days: tuple[str, ...] = _DAYS
    short_days: tuple[str, ...] = _short(_DAYS)
    halves: tuple[str, str] = ("AM", "PM")
    era: str = "AD"
    year_offset: int = 0

    @property
    def date_separator(self) -> str:
        """What `/` stands for in a format."""
        return _separator(self.short_date, "dMy")

    @property
    def time_separator(self) -> str:
        """What `:` stands for in a format."""
        return _separator(self.long_time, "Hhms")


# The culture that the engine formats with where none is named, so that the common case needs no locale data, and
# the culture without a country, which CLDR doesn't have.
AMERICAN = Culture(
    "M/d/yyyy", "dddd, MMMM d, yyyy", "h:mm\u202ftt", "h:mm:ss\u202ftt", "MMMM d", "MMMM yyyy"
)  # fmt: skip
INVARIANT = Culture(
    "MM/dd/yyyy", "dddd, dd MMMM yyyy", "HH:mm", "HH:mm:ss", "MMMM dd", "yyyy MMMM", era="A.D."
)  # fmt: skip

# Cultures whose years are not counted from Christ's: the Buddhist calendar differs in that alone.
_YEAR_OFFSETS = {"th": 543}

_NAME = re.compile("[A-Za-z0-9_-]{2,85}|[Cc-]")
_RUN = re.compile(r"'[^']*'|([A-Za-z])\1*|.", re.DOTALL)


def named(name: str) -> Culture:
    """The culture called so (`de-DE`, `fr`); a well-formed name nobody knows means the invariant one, as in .NET.

    Raises ExpressionError for what can't be a culture's name.
    """
    locale = _locale(name)
    return INVARIANT if locale is None else _culture(locale)


def number_signs(name: str) -> tuple[str, str]:
    """The decimal and the group sign of a culture."""
    locale = _locale(name)
    if locale is None:
        return ".", ","
    data = _data(locale)
    symbols = data["number_symbols"][data["default_numbering_system"]]
    return symbols["decimal"], symbols["group"]


@lru_cache(maxsize=64)
def _locale(name: str) -> str | None:
    """The name in Babel of a .NET culture, or None for the invariant culture."""
    if name and not _NAME.fullmatch(name):
        raise ExpressionError(f"'{name}' is no culture: write its language and country, such as de-DE")
    base, _, sort = name.partition("_")
    if (sort and "-" not in base) or base.lower() == "root":
        return None
    from babel import Locale, UnknownLocaleError

    parts = [part for part in base.split("-") if part]
    while parts:
        try:
            return str(Locale.parse("-".join(parts), sep="-"))
        except (UnknownLocaleError, ValueError):
            parts.pop()
    return None


@lru_cache(maxsize=64)
def _data(locale: str) -> Any:
    """Babel's data of a locale, in a copy of its own: looking names up writes into data that locales share."""
    from babel import localedata

    data: Any = localedata.load(locale)
    return localedata.LocaleDataDict(deepcopy(data))


@lru_cache(maxsize=64)
def _culture(locale: str) -> Culture:
    data = _data(locale)
    skeletons, dates, times = data["datetime_skeletons"], data["date_formats"], data["time_formats"]
    months, days = data["months"], data["days"]
    return Culture(
        re.sub(r"(?<!y)yy(?!y)", "yyyy", _date_pattern(dates["short"].pattern)),
        _date_pattern(dates["full"].pattern),
        _time_pattern(times["short"].pattern),
        _time_pattern(times["medium"].pattern),
        _date_pattern(skeletons["MMMMd"].pattern),
        _date_pattern(skeletons["yMMMM"].pattern),
        _by_month(months["stand-alone"]["wide"]),
        _by_month(months["format"]["wide"]),
        _by_month(months["stand-alone"]["abbreviated"]),
        _by_month(months["format"]["abbreviated"]),
        _from_sunday(days["stand-alone"]["wide"]),
        _from_sunday(days["stand-alone"]["abbreviated"]),
        (_half(data, "am"), _half(data, "pm")),
        data["eras"]["abbreviated"][1],
        _YEAR_OFFSETS.get(locale[:2], 0),
    )


def _half(data: Any, half: str) -> str:
    periods = data["day_periods"]["format"]
    found = [periods[width][half] for width in ("wide", "abbreviated", "narrow") if half in periods[width]]
    return str(found[0]) if found else half.upper()


def _by_month(months: Any) -> tuple[str, ...]:
    return tuple(months[number] for number in range(1, 13))


def _from_sunday(days: Any) -> tuple[str, ...]:
    return tuple(days[(number - 1) % 7] for number in range(7))


def _date_pattern(pattern: str) -> str:
    """A CLDR date pattern in .NET's letters."""

    def translated(run: re.Match[str]) -> str:
        letter, size = run[1] or "", len(run[0])
        if letter in ("E", "e", "c"):
            return "dddd" if size >= 4 else "ddd"
        if letter in ("L", "M"):
            return "M" * min(size, 4)
        if letter == "G":
            return "gg"
        if letter == "y":
            return "yyyy" if size == 1 else run[0]
        return run[0]

    return _RUN.sub(translated, pattern)


def _time_pattern(pattern: str) -> str:
    """A CLDR time pattern in .NET's letters, with what .NET has none for left out."""

    def translated(run: re.Match[str]) -> str:
        text = run[0]
        if text[0] in "':.Hhms":
            return text
        if text in " \xa0\u202f":
            return text
        return "tt" if text[0] == "a" else ""

    return _RUN.sub(translated, pattern).strip()


def _separator(pattern: str, letters: str) -> str:
    """What stands between the first two fields of a pattern."""
    between = re.search(f"([{letters}])\\1*([^{letters}]*)[{letters}]", pattern)
    return between[2].replace("'", "") if between else ""
