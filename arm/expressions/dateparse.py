"""Date texts as .NET's DateTime.Parse reads them in the invariant culture: lenient, month before day."""

import re
from datetime import UTC, date, datetime

from arm.expressions.lexer import WHITE
from arm.expressions.moments import (
    LOCAL,
    MAXIMUM_TICKS,
    TICKS_PER_DAY,
    TICKS_PER_SECOND,
    UNSPECIFIED,
    Moment,
    days_before,
)
from arm.expressions.moments import UTC as UTC_KIND

_NAMES = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
_MONTHS = {name[:size]: number for number, name in enumerate(_NAMES, 1) for size in (3, len(name))}
_WEEKDAYS = {name[:size]: number for number, name in enumerate(_DAYS) for size in (3, len(name))}
_WORDS = sorted([*_MONTHS, *_WEEKDAYS, "am", "pm", r"a\.d\.", "ad", "gmt", "z"], key=len, reverse=True)

_ITEM = re.compile(
    rf"[{WHITE}]*(?:(?P<number>[0-9]+)|(?P<word>{'|'.join(_WORDS)})(?![^\W\d_])|(?P<ignored>[.,])|(?P<other>.)|\Z)",
    re.IGNORECASE | re.DOTALL,
)
# What may stand after a number or a month's name; a letter after a word keeps it from being one.
_AFTER = re.compile(
    rf"(?P<blank>[{WHITE}]*)(?:(?P<end>\Z)|(?P<time>:)|(?P<date>/)|(?P<dash>-)|(?P<half>(?:am|pm)(?![^\W\d_]))"
    r"|(?P<t>t(?![^\W\d_]))|(?P<suffix>[年月日時时分秒])|)",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"([+-])(?:([0-9]{3,4})(?![0-9])|([0-9]{1,2})(?![0-9])(?::([0-9]{1,2})(?![0-9])|(?!:)))")
_OFFSET_AHEAD = re.compile(rf"[{WHITE}]*(?=[+-])")
_FRACTION = re.compile(r"[.,]([0-9]*)")
_W = f"[{WHITE}]*"
_ISO_TIME = re.compile(
    rf"{_W}([0-9]{{2}}){_W}:{_W}([0-9]{{2}}){_W}(?::{_W}([0-9]{{2}})(?:[.,]([0-9]+))?{_W})?"
    rf"(?:(?P<zulu>[zZ])|(?P<offset>[+-][0-9:]+))?{_W}(?P<hash>#?){_W}\x00*"
)
_FIELDS = {"年": "year", "月": "month", "日": "day", "時": "hour", "时": "hour", "分": "minute", "秒": "second"}

# From which state which token leads where. A state names what has been read: N a number, M a month's name, Y a
# year of three digits or more, a trailing d the date separator, a trailing t the time separator; S counts numbers
# with a CJK mark of the date, H of the time. A token is n, y or m (number, year, month) with what follows it:
# a blank, d, t, p (am or pm) or $ (the end); s and h are marked numbers; = leads to something complete.
_MOVES = {
    state: dict(move.split(":") for move in moves.split())
    for state, moves in {
        "": "$: np:=h n_:N nd:Nd nt:t m_:M md:M s:S h:H w: y_:Y yd:Y z:",
        "N": "n$:=NN np:=hm n_:NN nd:NNd m$:=NM m_:NM md:MNd s:NS w:N y_:YN yd:YNd y$:=YN z:N",
        "NN": "$:=NN n$:=NNN np:=hms n_:=NNN nt:t m$:=MNN m_:=MNN h:H w:NN y_:=NNY y$:=NNY z:NN",
        "Nd": "n$:=NN n_:N-N nd:NNd m$:=NM m_:MN md:MNd w:Nd y_:YN yd:YNd y$:=YN",
        "N-N": "$:=NN n$:=NNN np:=h n_:=NNN nt:t m$:=MNN m_:=MNN s:=S h:H w:N-N y_:=NNY y$:=NNY",
        "NNd": "n$:=NNN np:=NNN n_:=NNN m$:=MNN m_:=MNN s:=S w:NNd y_:=NNY y$:=NNY",
        "M": "n$:=MN n_:MN nd:MNd w:M y_:YM yd:YMd y$:=YM",
        "MN": "$:=MN n$:=MNN np:=MNN n_:=MNN nt:t s:=S h:H w:MN y_:=YMN y$:=YMN",
        "NM": "$:=NM n$:=MNN np:=MNN n_:=MNN nt:t s:=S h:H w:NM y_:=YMN y$:=YMN",
        "MNd": "n$:=MNN n_:=MNN w:MNd y_:=YMN y$:=YMN",
        "NS": "$:=NS n$:=NNS np:=NNS n_:=NNS nt:t s:NS h:H w:NS",
        "Y": "n$:=YN n_:YN nd:YNd m$:=YM m_:YM md:YMd s:YM w:Y",
        "YN": "$:=YN n$:=YNN np:=YNN n_:=YNN m$:=YMN m_:=YMN w:YN",
        "YNd": "n$:=YNN np:=YNN n_:=YNN m$:=YMN m_:=YMN w:YN",
        "YM": "$:=YM n$:=YMN np:=YMN n_:=YMN w:YM",
        "YMd": "n$:=YMN np:=YMN n_:=YMN w:YM",
        "S": "$:=S n$:=SN np:=h n_:t nt:t s:S h:H w:S",
        "H": "$:=H n$:=H np:=H n_:t nd:Nd s:S h:H w:H z:H",
        "t": "n$:=hm np:=hm n_:=hm nt:tt m$:=NM m_:NM h:H z:t",
        "tt": "n$:=hms np:=hms n_:=hms h:H w:tt z:tt",
    }.items()
}


class _Unreadable(Exception):
    """The text is no date."""


def parse(text: str) -> Moment | None:
    """The moment a text names, or None if .NET finds none in it.

    Its kind is UTC after Z or GMT, local after a numeric offset (converted, the host's zone being UTC here as on
    every Azure host), else unspecified. Today's date stands in where there is only a time.
    """
    try:
        return _Reading(text).moment()
    except (_Unreadable, ValueError):
        return None


class _Reading:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.state = ""
        self.numbers: list[int] = []
        self.fields: dict[str, int] = {}
        self.month = self.year = self.weekday = -1
        self.half = ""
        self.fraction = 0.0
        self.offset: int | None = None
        self.is_utc = self.has_date = self.has_time = False

    def moment(self) -> Moment:
        """Token after token through the moves, until the end; several complete pieces may follow each other."""
        complete = False
        token = ""
        while token not in ("$", "n$", "m$"):
            token = self._token()
            if token == "iso":
                return self._iso()
            if token:
                self.state = self._move(token)
            if self.state.startswith("="):
                self._complete(self.state[1:])
                self.numbers = []
                self.state = ""
                complete = True
        _require(complete)
        return self._placed(self._day(), self._time())

    def _move(self, token: str) -> str:
        moves = _MOVES[self.state]
        _require(token in moves)
        return moves[token]

    def _token(self) -> str:
        """The next token as the moves know it, "" for one that changes nothing."""
        item = _ITEM.match(self.text, self.at)
        kind = item.lastgroup if item else None
        if item is None or kind is None:
            return "$"
        self.at = item.end()
        found = item[kind].lower()
        if kind == "number":
            return self._number(found)
        if kind == "word":
            return self._word(found)
        if kind == "other":
            self._punctuation(found)
        return ""

    def _word(self, word: str) -> str:
        if word in _MONTHS:
            _require(self.month == -1)
            self.month = _MONTHS[word]
            return self._followed("m")
        if word in _WEEKDAYS:
            _require(self.weekday == -1)
            self.weekday = _WEEKDAYS[word]
            return "w"
        if word in ("gmt", "z"):
            _require(self.offset is None)
            self.offset = 0
            self.is_utc = True
            return "z"
        if word in ("am", "pm"):
            _require(not self.half)
            self.half = word
        return ""

    def _punctuation(self, sign: str) -> None:
        """A zone's offset, number signs around the whole text, zeros at its end: all else is an error."""
        if sign in "+-" and self.offset is None:
            self.at -= 1
            self._offset()
        elif sign == "#":
            _require(re.fullmatch(rf"{_W}#[^#\x00]*#[{WHITE}\x00]*", self.text) is not None)
        else:
            _require(sign == "\x00" and not self.text[self.at :].strip("\x00"))
            self.at = len(self.text)

    def _offset(self) -> None:
        found = _OFFSET.match(self.text, self.at)
        _require(found is not None and self.offset is None)
        assert found is not None
        self.at = found.end()
        self.offset = _seconds(found)

    def _number(self, digits: str) -> str:
        _require(len(self.numbers) < 3 and len(digits) <= 8)
        value = int(digits)
        if self.state == "tt" and self.at < len(self.text) - 1 and (fraction := _FRACTION.match(self.text, self.at)):
            self.at = fraction.end()
            self.fraction = _fraction(fraction[1])
        self._offset_ahead()
        if len(digits) > 2:
            _require(self.year == -1)
            self.year = value
            return self._followed("y", value)
        return self._followed("n", value)

    def _offset_ahead(self) -> None:
        if self.state in ("t", "tt") and self.at < len(self.text) - 1:
            blank = _OFFSET_AHEAD.match(self.text, self.at)
            if blank:
                self.at = blank.end()
                self._offset()

    def _followed(self, kind: str, value: int = -1) -> str:
        """The token of a number, year or month by what follows it."""
        after = _AFTER.match(self.text, self.at)
        assert after is not None
        name = after.lastgroup if after.lastgroup != "blank" else ""
        before, self.at = self.at, after.end()
        if name == "suffix" and kind != "m":
            return self._marked(_FIELDS[after["suffix"]], kind, value)
        if name == "half":
            _require(not self.half and kind != "m")
            self.half = after["half"].lower()
            if kind == "n" and self.state == "N-N":
                self._complete("NN")
                self.numbers = []
        if kind == "n":
            self.numbers.append(value)
        if name == "half":
            self._offset_ahead()
            return "np" if kind == "n" else "y_"
        if name == "dash":
            moves = _MOVES[self.state]
            if kind + "d" not in moves and moves.get(kind + "_", "").startswith("="):
                self.at = before
                return kind + "_"
        if name == "t":
            _require(kind == "n" and self.state in ("YN", "YNd"))
            return "iso"
        return kind + {"end": "$", "time": "t", "date": "d", "dash": "d"}.get(name or "", "_")

    def _marked(self, field: str, kind: str, value: int) -> str:
        _require(field not in self.fields)
        if field == "year":
            value = self.year = _four_digits(value) if kind == "n" else value
        if field == "month":
            self.month = value
        self.fields[field] = value
        return "s" if field in ("year", "month", "day") else "h"

    def _complete(self, shape: str) -> None:
        if shape[0] in "hH":
            _require(not self.has_time)
            self.has_time = shape != "H"
            _require(shape != "h" or bool(self.half))
            parts = {"h": "hour", "m": "minute", "s": "second"}
            self.fields.update(zip([parts[part] for part in shape if part in parts], self.numbers, strict=False))
        elif "S" in shape:
            self._complete_marked(shape)
        else:
            _require(not self.has_date)
            self.has_date = shape not in ("MN", "NM")
            found = self._date(shape)
            self.fields.update(year=found.year, month=found.month, day=found.day)

    def _complete_marked(self, shape: str) -> None:
        fields, numbers = self.fields, self.numbers
        if shape == "SN":
            _require("day" not in fields)
            fields["day"] = numbers[0]
        elif shape == "NS":
            _require("month" in fields and "year" not in fields)
            fields.update(year=_four_digits(numbers[0]), day=1)
        elif shape == "NNS":
            _require("day" not in fields and ("year" in fields) != ("month" in fields))
            if "year" in fields:
                fields.update(month=numbers[0], day=numbers[1])
            else:
                fields.update(year=_four_digits(numbers[1]), day=numbers[0])

    def _date(self, shape: str) -> date:
        """The date of a complete shape, month before day where both could stand either way."""
        first, second, third = (*self.numbers, -1, -1, -1)[:3]
        year, month = self.year, self.month
        this_year = datetime.now(UTC).year
        if shape == "MNN":
            try:
                return date(_four_digits(second), month, first)
            except ValueError:
                return date(_four_digits(first), month, second)
        return date(
            *{
                "NN": (this_year, first, second),
                "NNN": (_four_digits(third), first, second),
                "MN": (this_year, month, first),
                "NM": (_four_digits(first), month, 1),
                "YNN": (year, first, second),
                "NNY": (year, first, second),
                "YMN": (year, month, first),
                "YN": (year, first, 1),
                "YM": (year, month, 1),
            }[shape]
        )

    def _day(self) -> date:
        fields = self.fields
        today = datetime.now(UTC).date()
        if not fields.keys() & {"year", "month", "day"}:
            return today
        return date(fields.get("year", today.year), fields.get("month", 1), fields.get("day", 1))

    def _time(self) -> int:
        hour, minute, second = (self.fields.get(name, 0) for name in ("hour", "minute", "second"))
        if self.half:
            _require(hour <= (12 if self.half == "am" else 23))
            hour = hour % 12 + (12 if self.half == "pm" else 0) if hour <= 12 else hour
        return _time_ticks(hour, minute, second, self.fraction)

    def _iso(self) -> Moment:
        found = _ISO_TIME.fullmatch(self.text, self.at)
        _require(found is not None)
        assert found is not None
        if found["hash"]:
            self._punctuation("#")
        if found["offset"]:
            offset = _OFFSET.fullmatch(found["offset"])
            _require(offset is not None)
            assert offset is not None
            self.offset = _seconds(offset)
        elif found["zulu"]:
            self.offset = 0
            self.is_utc = True
        hour, minute, second = (int(each or 0) for each in found.group(1, 2, 3))
        day = date(self.year, self.numbers[0], self.numbers[1])
        return self._placed(day, _time_ticks(hour, minute, second, _fraction(found[4] or "")))

    def _placed(self, day: date, time: int) -> Moment:
        ticks = days_before(day) * TICKS_PER_DAY + time
        _require(self.weekday in (-1, day.isoweekday() % 7) and ticks <= MAXIMUM_TICKS)
        if self.offset is None:
            return Moment(ticks, UNSPECIFIED)
        if self.is_utc:
            return Moment(ticks, UTC_KIND)
        _require(abs(self.offset) <= 14 * 3600)
        ticks -= self.offset * TICKS_PER_SECOND
        if ticks < 0:
            ticks += TICKS_PER_DAY
        _require(ticks <= MAXIMUM_TICKS)
        return Moment(ticks, LOCAL)


def _require(condition: bool) -> None:
    if not condition:
        raise _Unreadable


def _four_digits(year: int) -> int:
    if year >= 100:
        return year
    return year + (2000 if year <= 49 else 1900)


def _seconds(offset: re.Match[str]) -> int:
    sign, joined, hours, minutes = offset.groups()
    hour, minute = divmod(int(joined), 100) if joined else (int(hours), int(minutes or 0))
    _require(minute < 60)
    return (3600 * hour + 60 * minute) * (-1 if sign == "-" else 1)


def _fraction(digits: str) -> float:
    """The fraction of a second, added up as .NET does, so that more than seven digits round alike."""
    total, place = 0.0, 0.1
    for digit in digits:
        total += int(digit) * place
        place *= 0.1
    return total


def _time_ticks(hour: int, minute: int, second: int, fraction: float) -> int:
    _require(hour < 24 and minute < 60 and second < 60)
    return (3600 * hour + 60 * minute + second) * TICKS_PER_SECOND + round(fraction * TICKS_PER_SECOND)
