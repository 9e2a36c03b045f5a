"""Moments to text by .NET's standard and custom date formats."""

import re

from arm.errors import ExpressionError
from arm.expressions.cultures import AMERICAN, INVARIANT, Culture
from arm.expressions.moments import LOCAL, UTC, Moment

ROUND_TRIP = "yyyy-MM-ddTHH:mm:ss.fffffffK"

_INVARIANT_FORMATS = {
    "o": "yyyy-MM-dd'T'HH:mm:ss.fffffffK",
    "r": "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
    "s": "yyyy-MM-dd'T'HH:mm:ss",
    "u": "yyyy-MM-dd HH:mm:ss'Z'",
}
_RUN = re.compile(
    r"\\(?P<escaped>.)"
    r"|(?P<quote>['\"])(?P<quoted>(?:\\.|(?!(?P=quote))[^\\])*)(?P=quote)"
    r"|%(?P<single>[^%])"
    r"|(?P<fraction>F+)"
    r"|(?P<run>(?P<of>[dfghHKmMstyz:/])(?P=of)*)"
    r"|(?P<plain>[^\\%'\"])",
    re.DOTALL,
)
_DAY_NUMBER = re.compile("(?<!d)dd?(?!d)")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


def write(moment: Moment, form: str = ROUND_TRIP, culture: Culture = AMERICAN) -> str:
    """The moment in a standard format (one letter) or a custom one; ExpressionError for what is neither.

    https://learn.microsoft.com/dotnet/standard/base-types/standard-date-and-time-format-strings
    """
    if form == ROUND_TRIP:
        return _round_trip(moment)
    if len(form) == 1 and form <= "\uffff":
        return _custom(moment, *_standard(form, culture))
    return _custom(moment, form or _standard("G", culture)[0], culture)


def _round_trip(moment: Moment) -> str:
    day = moment.date
    return (
        f"{day.year:04}-{day.month:02}-{day.day:02}T{moment.hour:02}:{moment.minute:02}:{moment.second:02}"
        f".{moment.fraction:07}{_kind(moment)}"
    )


def _kind(moment: Moment) -> str:
    return "Z" if moment.kind == UTC else "+00:00" if moment.kind == LOCAL else ""


def _standard(letter: str, culture: Culture) -> tuple[str, Culture]:
    """The custom format that a standard one stands for, and the culture it is written in."""
    if letter.lower() in _INVARIANT_FORMATS and letter not in "SU":
        return _INVARIANT_FORMATS[letter.lower()], INVARIANT
    short_time, long_time = culture.short_time, culture.long_time
    forms = {
        "d": culture.short_date,
        "D": culture.long_date,
        "f": f"{culture.long_date} {short_time}",
        "F": f"{culture.long_date} {long_time}",
        "U": f"{culture.long_date} {long_time}",
        "g": f"{culture.short_date} {short_time}",
        "G": f"{culture.short_date} {long_time}",
        "m": culture.month_day,
        "M": culture.month_day,
        "t": short_time,
        "T": long_time,
        "y": culture.year_month,
        "Y": culture.year_month,
    }
    if letter not in forms:
        raise _unsupported(letter)
    return forms[letter], culture


def _unsupported(form: str) -> ExpressionError:
    return ExpressionError(
        f"the date format '{form}' is not supported",
        hint="write a standard letter such as 'd', or %K for a custom one",
    )


def _custom(moment: Moment, form: str, culture: Culture) -> str:
    parts: list[str] = []
    position = 0
    while position < len(form):
        run = _RUN.match(form, position)
        if run is None:
            raise _unsupported(form)
        position = run.end()
        if run["quote"]:
            parts.append(_ESCAPE.sub(r"\1", run["quoted"]))
        elif run["escaped"] or run["plain"]:
            parts.append(run["escaped"] or run["plain"])
        elif run["single"]:
            parts.append(_field(moment, run["single"], 1, culture, form))
        elif run["fraction"]:
            _trimmed_fraction(parts, moment, len(run["fraction"]), form)
        else:
            parts.append(_field(moment, run["of"], len(run["run"]), culture, form))
    return "".join(parts)


def _trimmed_fraction(parts: list[str], moment: Moment, size: int, form: str) -> None:
    """F to FFFFFFF: the digits without trailing zeros; with no digit left, a point before them goes as well."""
    if size > 7:
        raise _unsupported(form)
    digits = f"{moment.fraction:07}"[:size].rstrip("0")
    if not digits and parts and parts[-1].endswith("."):
        parts[-1] = parts[-1][:-1]
    parts.append(digits)


def _field(moment: Moment, letter: str, size: int, culture: Culture, form: str) -> str:
    """What `size` times `letter` stands for; a letter that means nothing stands for itself."""
    if letter in "dM":
        return _day_or_month(moment, letter, size, culture, form)
    if letter in "hHms":
        number = {"h": moment.hour % 12 or 12, "H": moment.hour, "m": moment.minute, "s": moment.second}[letter]
        return f"{number:0{min(size, 2)}}"
    if letter == "y":
        year = moment.date.year + culture.year_offset
        return f"{year % 100 if size <= 2 else year:0{size}}"
    if letter == "f":
        if size > 7:
            raise _unsupported(form)
        return f"{moment.fraction:07}"[:size]
    if letter == "F":
        return f"{moment.fraction:07}"[:1].rstrip("0")
    if letter == "t":
        half = culture.halves[moment.hour >= 12]
        return half[:1] if size == 1 else half
    if letter == "z":
        return {1: "+0", 2: "+00"}.get(size, "+00:00")
    signs = {"g": culture.era, "K": _kind(moment) * size, ":": culture.time_separator * size}
    return signs.get(letter, culture.date_separator * size if letter == "/" else letter)


def _day_or_month(moment: Moment, letter: str, size: int, culture: Culture, form: str) -> str:
    day = moment.date
    if size <= 2:
        return f"{day.day if letter == 'd' else day.month:0{size}}"
    if letter == "d":
        return (culture.short_days if size == 3 else culture.days)[day.isoweekday() % 7]
    if _DAY_NUMBER.search(form):
        return (culture.short_months_of_dates if size == 3 else culture.months_of_dates)[day.month - 1]
    return (culture.short_months if size == 3 else culture.months)[day.month - 1]
