"""Random expressions by grammar: mostly well-typed, over all functions, accessors and kinds of mistakes."""

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from arm.expressions.builtin import FUNCTIONS
from arm.expressions.table import Function

# What is random or tells the time can't be compared; accessors stand among the literals below.
LEFT_OUT = {"rand", "guid", "utcnow", "getfuturetime", "getpasttime"}
RETURNS = {
    "text": "concat replace substring toLower toUpper trim join base64 base64ToString dataUri dataUriToString decodeBase64 "
    "decodeUriComponent encodeUriComponent string uriComponent uriComponentToString formatDateTime",
    "date": "addDays addHours addMinutes addSeconds addToTime subtractFromTime convertFromUtc convertToUtc convertTimeZone "
    "startOfDay startOfHour startOfMonth",
    "boolean": "endsWith startsWith contains empty and or not equals greater greaterOrEquals less lessOrEquals bool",
    "integer": "indexOf lastIndexOf length int dayOfMonth dayOfWeek dayOfYear ticks",
    "number": "add sub mul div mod max min float",
    "array": "split intersection union array createArray range skip take",
    "object": "xml binary base64ToBinary dataUriToBinary uriComponentToBinary json",
    "any": "first last if coalesce xpath decodeDataUri",
}
LITERALS = {
    "text": "'' 'a' 'ABC' 'hello' 'it''s' ' x ' ',' 'a,b,c' '1' '1.50' '1,000' 'true' 'é' 'ß' 'Straße' '日本' 'a_b' '%41+' "
    "'{\"a\":[1,2.0]}' '[1,{}]' '<a><b>1</b>t</a>' 'aGVsbG8=' 'data:,x' pipeline().parameters.text variables('name') "
    "pipeline().parameters.csv pipeline().parameters.path pipeline().parameters.uml pipeline().Pipeline "
    "activity('Lookup').output.firstRow.Name pipeline().parameters.json item().name pipeline().globalParameters.env",
    "date": "'2024-02-29T13:14:15.1234567Z' '2024-02-29' '2024-01-31T23:59:59' '2024-07-15T12:30:00+02:00' '02/29/2024' "
    "'29 Feb 2024' 'Thu,~29~Feb~2024~13:14:15~GMT' '2024-03-31T02:30:00' '0001-01-01' '9999-12-31' '2024-13-01' 'abc' "
    "'2024-02-29~1:05~PM' pipeline().parameters.stamp pipeline().parameters.offset pipeline().TriggerTime",
    "boolean": "true false True pipeline().parameters.true pipeline().parameters.false variables('flag')",
    "integer": "0 1 -1 2 3 7 -7 100 9223372036854775807 -9223372036854775808 +5 007 pipeline().parameters.int variables('count') "
    "pipeline().parameters.big activity('Lookup').output.count item().n pipeline().parameters.neg",
    "number": "0.5 -2.5 1.0 1e20 1e-7 -0.0 3.14159 1e17 0.1 pipeline().parameters.half pipeline().parameters.tiny "
    "pipeline().parameters.huge pipeline().parameters.whole",
    "array": "createArray(1,2,3) createArray('a','B',null) json('[]') pipeline().parameters.list pipeline().parameters.mixed "
    "pipeline().parameters.texts variables('items') activity('Lookup').output.value item().cols",
    "object": "json('{}') json('{\"a\":1,\"A\":2}') pipeline().parameters.object activity('Lookup').output item() "
    "activity('Failed').error xml('<a~b=\"1\"><c>x</c><c/></a>') binary('abc') activity('Failed') pipeline()",
    "any": "null pipeline().parameters.null pipeline().parameters?.nope pipeline().parameters.bigger pipeline().nope "
    "activity('Failed').output variables('nope') activity('Nope') pipeline().parameters.object.b.c[1].d 1.5 'x' nope()",
}
NAMED = {
    "timestamp": "date",
    "timeUnit": "'Second' 'Minute' 'hour' 'DAY' 'Week' 'Month' 'Year' 'Days' ''",
    "format": "'yyyy-MM-dd' 'o' 'D' 'd' 'g' 's' 'u' 'R' 'HH:mm:ss.fff' 'dddd~d~MMMM' 'ddd,~MMM~yy' '%h' 'FFF' 'K' 'zzz' '' 'x~yz' '%%'",
    "destinationTimeZone": "'UTC' 'W.~Europe~Standard~Time' 'Pacific~Standard~Time' 'India~Standard~Time' 'Europe/Berlin' 'PST'",
    "sourceTimeZone": "'UTC' 'W.~Europe~Standard~Time' 'Eastern~Standard~Time' 'Tokyo~Standard~Time' 'utc' 'Nowhere'",
    "culture": "'en-US' 'de-DE' 'fr-FR' 'ja-JP' 'en-GB' '' '1'",
    "xml": 'xml(\'<a~b="1"><c>x</c><c~d="2">y</c>t</a>\') xml(pipeline().parameters.xml) xml(json(\'{"r":{"a":[1,2]}}\'))',
    "xpath": "'/a/c' '//c/text()' 'count(//c)' 'string(/a/@b)' '//@*' '/r/i[2]' 'sum(//i)' '//c[@d=2]' '/a/c[last()]' '//' 'name(/*)'",
}


def _pick(texts: str) -> SearchStrategy[str]:
    return st.sampled_from([text.replace("~", " ") for text in texts.split()])


def expressions(depth: int) -> dict[str, SearchStrategy[str]]:
    """For each kind of value, expressions that should give one, nested up to `depth` calls."""
    found = {kind: _pick(texts) for kind, texts in LITERALS.items()}
    for _ in range(depth):
        found = {kind: st.one_of(_pick(LITERALS[kind]), *_calls(kind, found)) for kind in LITERALS}
    return found


def _calls(kind: str, inner: dict[str, SearchStrategy[str]]) -> list[SearchStrategy[str]]:
    names = RETURNS.get(kind, "").split()
    calls = [_call(FUNCTIONS[name.lower()], inner) for name in names]
    calls.append(st.tuples(inner["boolean"], inner[kind], inner[kind]).map(lambda each: f"if({','.join(each)})"))
    calls.append(st.tuples(inner["any"], inner[kind]).map(lambda each: f"coalesce({','.join(each)})"))
    calls.append(st.tuples(inner["array"], inner["integer"]).map(lambda each: "{}[{}]".format(*each)))
    calls.append(inner["object"].map(lambda each: f"{each}?.a"))
    if kind == "text":
        calls.append(inner["date"])
    return calls


def _call(function: Function, inner: dict[str, SearchStrategy[str]]) -> SearchStrategy[str]:
    arguments: list[SearchStrategy[str]] = []
    shapes = []
    for parameter in function.parameters:
        if parameter.optional:
            shapes.append(list(arguments))
        arguments.append(_argument(parameter.name, parameter.type, inner))
        if parameter.variadic:
            shapes += [list(arguments), [*arguments, arguments[-1]]]
    shapes += [arguments, arguments, [*arguments, inner["any"]], arguments[:-1]]
    return st.one_of([st.tuples(*shape).map(lambda each: f"{function.name}({','.join(each)})") for shape in shapes])


def _argument(name: str, types: str, inner: dict[str, SearchStrategy[str]]) -> SearchStrategy[str]:
    """Mostly what the parameter is for; one in eight is of any kind."""
    kinds = {"string": "text", "any": "any"}
    fitting = [inner[kinds.get(each, each)] for each in types.split("|")]
    if types == "any":
        fitting = [inner[kind] for kind in LITERALS]
    if name in NAMED:
        fitting = [inner["date"]] if NAMED[name] == "date" else [_pick(NAMED[name])]
    several = st.one_of(fitting)
    return st.integers(0, 7).flatmap(
        lambda number: several if number else st.one_of([inner[kind] for kind in LITERALS])
    )


def _damaged(text: str, place: int, sign: str) -> str:
    at = place % (len(text) + 1)
    return text[:at] + sign + text[at + (place % 3 == 0) :]


def texts() -> SearchStrategy[str]:
    """Whole texts: expressions, interpolated texts, plain texts, and damaged ones."""
    several = expressions(3)
    one = st.one_of(list(several.values()))
    plain = st.sampled_from(["", "a", " ", "@", "@@", "x@", "it's", "{", "}", "@@{1}", "'", "\n", "日"])
    part = st.one_of(plain, one.map(lambda each: f"@{{{each}}}"))
    interpolated = st.lists(part, min_size=1, max_size=4).map("".join)
    whole = one.map(lambda each: f"@{each}")
    signs = st.sampled_from([*"()[].,?'@{}+-#\" 1e", "", "a", "  ", "''", "?.", "@{"])
    damaged = st.builds(_damaged, st.one_of(whole, interpolated), st.integers(0, 400), signs)
    return st.one_of(whole, whole, whole, whole, whole, interpolated, damaged)
