"""The order that `less` and `greater` see strings in: CLDR's root order, as .NET sorts American English.

No collation package is at hand that needs no system library, so the levels are worked out here: base letters first,
then accents, then case. Punctuation, symbols, Latin letters, digits and the order of scripts are CLDR's; inside
other scripts the order is Unicode's own, which is nearly the same.
"""

import re
import unicodedata
from functools import lru_cache

# CLDR's order of what comes before the digits; letters missing here sort by their general category.
_SIGNS = (
    "\t\n\v\f\r\x85\u2028\u2029 ‾_‗-‐‒–—―⁓,;⁏:!¡?¿‽.·⁕⁖⁘⁙⁚⁛⁜⁝⁞'‘’‚‛‹›\"“”„‟«»()[]{}⁅⁆‖"
    "§¶⁋@*⁎⁑/\\&⁊#%‰‱†‡•‣‧⁃⁌⁍⁍′‵‸※‿⁔⁀⁐⁁⁂"
    "`´^¯¨¸°©®←→↑↓↔↕↖↗↘↙↜↝↞↟+±÷×<=>¬|¦~⁒⁄"
)
_CURRENCIES = "¤¢$£¥"
_ORDER = {sign: place for place, sign in enumerate(_SIGNS)}
_MONEY = {sign: place for place, sign in enumerate(_CURRENCIES)}

# Letters that count as others without being composed of them, with the accent that makes the difference.
_LIKE = {"đ": "d\u0338", "ð": "d\u0339", "ħ": "h\u0338", "ł": "l\u0338", "ø": "o\u0338"}
_EXPANDED = {"æ": "ae", "œ": "oe", "ß": "ss", "ẞ": "ss"}
_KEPT = frozenset("йЙ")
_ACCENTS = {
    mark: place
    for place, mark in enumerate(
        "\u0301\u0300\u0306\u0302\u030c\u030a\u0308\u030b\u0303\u0307\u0327\u0338\u0339\u0328\u0304\u030f\u0311\u0326\u031b",
        1,
    )
}
_DERIVED = re.compile("LATIN (?:SMALL|CAPITAL) LETTER (?:DOTLESS )?([A-Z])(?: WITH| DIGRAPH|$)")
_COMMON = 0
_LOWER, _UPPER, _VARIANT = 0, 1, 2
_GROUPS = {"Z": 0, "P": 1, "S": 2}
_CURRENCY, _DIGIT, _LETTER = 3, 4, 5

Weight = tuple[int, float]
Key = tuple[tuple[Weight, ...], tuple[int, ...], tuple[int, ...]]


def compare(first: str, second: str) -> int:
    """Below 0, 0 or above 0 as `first` sorts before, with or after `second`."""
    if first == second:
        return 0
    one, other = _key(first), _key(second)
    return (one > other) - (one < other)


@lru_cache(maxsize=1024)
def _key(text: str) -> Key:
    primaries: list[Weight] = []
    secondaries: list[int] = []
    tertiaries: list[int] = []
    for letter in text:
        for primary, secondary, tertiary in _elements(letter):
            if primary is not None:
                primaries.append(primary)
            secondaries.append(secondary)
            tertiaries.append(tertiary)
    return tuple(primaries), tuple(secondaries), tuple(tertiaries)


@lru_cache(maxsize=4096)
def _elements(letter: str) -> list[tuple[Weight | None, int, int]]:
    """The weights of one letter, level by level, for each of its parts; none for what can't be seen."""
    if letter in _ORDER:
        return [((0, _ORDER[letter]), _COMMON, _LOWER)]
    small = letter.lower() if len(letter.lower()) == 1 else unicodedata.normalize("NFD", letter).lower()
    case = _UPPER if small != letter else _LOWER
    if small in _EXPANDED:
        return [(_primary(part), _COMMON, case + _VARIANT) for part in _EXPANDED[small]]
    plain = unicodedata.normalize("NFD", _LIKE.get(small, small)) if letter not in _KEPT else small
    compatible = unicodedata.normalize("NFKD", letter)
    if plain == small and compatible != letter and unicodedata.category(letter) != "Sc":
        return [(first, second, third + _VARIANT) for part in compatible for first, second, third in _elements(part)]
    found: list[tuple[Weight | None, int, int]] = []
    for part in plain:
        category = unicodedata.category(part)
        if category == "Mn":
            found.append((None, _ACCENTS.get(part, ord(part)), _LOWER))
        elif category not in ("Cc", "Cf"):
            base = unicodedata.normalize("NFKD", part) if part != small else part
            found.append((_primary(base[0]), _COMMON, case))
    return found


def _primary(letter: str) -> Weight:
    """The group and place of a base letter: signs, currencies, digits, then scripts."""
    if letter in _ORDER:
        return 0, _ORDER[letter]
    category = unicodedata.category(letter)
    if category == "Sc":
        return _CURRENCY, _MONEY.get(letter, ord(letter))
    if category[0] in _GROUPS:
        return _GROUPS[category[0]], ord(letter)
    digit = unicodedata.digit(letter, None)
    if digit is not None:
        return _DIGIT, digit
    return _LETTER, _place(letter)


def _place(letter: str) -> float:
    """Where a letter stands: by code point, but b with a hook after b, and Hangul before the kana."""
    code = ord(letter)
    derived = _DERIVED.match(unicodedata.name(letter, "")) if 0x80 <= code < 0x250 else None
    if derived:
        return ord(derived[1].lower()) + code / 0x1000
    if 0x10D0 <= code <= 0x10FF:
        return 0x0530 + (code - 0x10FF) / 0x100
    if 0xAC00 <= code <= 0xD7A3:
        return 0x3000 + code / 0x10000
    return code
