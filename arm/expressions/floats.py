"""Floating-point numbers as the engine reads and writes them."""

import re

# .NET's NumberStyles.Number with an exponent: white space around, a sign before or after, commas after the first
# digit and before the point.
_FLOAT = re.compile(r"[\t-\r ]*([+-]?)([0-9][0-9,]*)?(\.[0-9]*)?([eE][+-]?[0-9]+)?([+-]?)[\t-\r ]*\x00*")
_NAMES = {"nan": "nan", "+nan": "nan", "-nan": "nan", "∞": "inf", "+∞": "inf", "-∞": "-inf"}


def text_of(value: float) -> str:
    """Shortest digits that read back the same: positional from 1e-4 up to below 1e17, else like 1.5E+17 or 1E-05."""
    digits = repr(value)
    if "e" not in digits:
        return _spelled(digits) if digits[-1] in "nf" else digits.removesuffix(".0")
    mantissa, _, exponent = digits.partition("e")
    if exponent == "+16":
        return str(int(value))
    return f"{mantissa}E{exponent}"


def json_text_of(value: float) -> str:
    """The same with `.0` kept, as a float stands inside arrays and objects."""
    text = text_of(value)
    return text if "." in text or "E" in text or text[-1] in "Ny" else text + ".0"


def _spelled(digits: str) -> str:
    return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[digits]


def parsed(text: str, culture: str | None = None, *, trailing_sign: bool = True) -> float | None:
    """The number a text holds for `float` and `int` (`'1,000.5'`, `' 1e3 '`, `'1-'`, `'NaN'`), or None.

    `culture` names one whose decimal and group signs count instead; ExpressionError if it can't be a culture's name.
    """
    if culture is not None:
        text = _translated(text, culture)
    hit = _FLOAT.fullmatch(text)
    if hit and (hit[2] or (hit[3] and len(hit[3]) > 1)) and not (hit[5] and (hit[1] or not trailing_sign)):
        digits = (hit[2] or "0").replace(",", "")
        return float(f"{hit[1] or hit[5]}{digits}{hit[3] or ''}{hit[4] or ''}")
    name = _NAMES.get(text.strip("\t\n\v\f\r ").lower())
    return None if name is None else float(name)


def _translated(text: str, culture: str) -> str:
    """`text` with a culture's decimal and group signs made the invariant ones."""
    from arm.expressions import cultures

    decimal, group = cultures.number_signs(culture)
    groups = " \xa0\u202f" if group in "\xa0\u202f" else group
    other = "".join(sign for sign in ".," if sign not in decimal + groups)
    return text.translate(
        {**dict.fromkeys(map(ord, other), "?"), **dict.fromkeys(map(ord, groups), ","), ord(decimal): "."}
    )
