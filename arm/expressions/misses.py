"""The known differences from Microsoft's engine, each with its reason; `docs/expressions.md` lists them."""

from typing import NamedTuple


class Miss(NamedTuple):
    """An expression, or a kind of them, with both outcomes and the reason."""

    what: str
    engine: str
    here: str
    why: str


_NEWER_ZONES = "the zone data here is newer than the engine's ICU 72"
_CLDR = "CLDR has changed since the engine's ICU 72, or ICU reads it otherwise"

MISSES = (
    Miss(
        "`convertFromUtc(…, 'Mountain Standard Time (Mexico)')`, `'Central Asia Standard Time'`",
        "Chihuahua and Almaty",
        "Mazatlan and Bishkek",
        _NEWER_ZONES,
    ),
    Miss("`'Alberta Standard Time'`, `'British Columbia …'`, `'Manitoba …'`", "unknown", "known", _NEWER_ZONES),
    Miss(
        "`convertToUtc('2024-03-10T02:30:00','Morocco Standard Time')`, the hour before Ramadan",
        "taken as plain time",
        "an error, as in every other gap",
        "the engine doesn't see gaps of negative daylight saving",
    ),
    Miss(
        "dates before the international date line moved (Samoa, Line Islands)",
        "without the day that was skipped",
        "the historical day",
        "the engine reduces offsets of more than 14 hours",
    ),
    Miss("zones `posix/…`, `posixrules`", "files of a Linux host", "unknown", "not part of the IANA names"),
    Miss(
        "`formatDateTime(…, 'd', 'en-CA')`; `'t'` in es-MX, es-AR, ta, kn; `'D'` in en-IN, ca, gl, mk, my, am",
        "ICU 72's patterns",
        "Babel's",
        _CLDR,
    ),
    Miss(
        "`formatDateTime(…, 'ar-SA')`, `'fa-IR'`",
        "the Hijri and the Persian calendar",
        "the Gregorian calendar",
        "Babel has the Gregorian calendar only",
    ),
    Miss(
        "culture names that are none (`2024-02-29`, `aa`, `iw`, `a.b:c`)",
        "what ICU makes of them",
        "the invariant culture, another one, or an error",
        "ICU guesses; Babel knows other names",
    ),
    Miss(
        "`less`, `greater` on rare Latin letters (Ǝ, Ʃ, ǀ …) and on ligatures against their letters (ß and SS)",
        "CLDR's root order",
        "nearly the same",
        "no collation package that needs no system library",
    ),
    Miss(
        "NaN and the infinities (`float('NaN')`, `1e400`, `json('1e999')`)",
        'come out as the strings "NaN" and "Infinity"',
        "floats",
        "the engine's strings are an accident of its JSON output",
    ),
    Miss(
        "half an emoji (`first('😀')`)",
        "unpaired surrogate",
        "the same, as Python's lone surrogate",
        "no Unicode text",
    ),
    Miss(
        "`json` of `undefined`, `[1,,2]`, `new Date(1)`, comments between an array's elements",
        "values that are no JSON",
        "an error, or the comment left out",
        "they have no counterpart in JSON",
    ),
    Miss(
        "XML with entities of its own, `&#0;`, line breaks inside attributes, `json:Array`",
        "kept, accepted, kept, obeyed",
        "an error, an error, spaces, plain attribute",
        "the XML parser here is stricter; entities of its own are a way to attack",
    ),
    Miss(
        "`trigger()`, `triggerBody()`",
        "the pipeline's own data",
        "what the context holds under `trigger`",
        "the engine was handed the pipeline as its trigger",
    ),
    Miss(
        "`dataset()`, `linkedService()`",
        "unknown functions",
        "the context's values",
        "Data Factory resolves them first",
    ),
    Miss(
        "functions of Logic Apps that Data Factory doesn't document (`sort`, `formatNumber`, `items` …)",
        "most are evaluated",
        "unknown functions",
        "whether the service knows them is not documented",
    ),
)
