"""Random expressions by grammar: mostly well-typed, over all functions, accessors and kinds of mistakes."""

import json
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from arm.expressions.builtin import FUNCTIONS
from arm.expressions.table import Function

# returns: functions by the kind of value they give (those that are random or tell the time can't be compared);
# literals: expressions of each kind without functions; named: what fits parameters of these names;
# selections: what follows an object, several in a row.
_GRAMMAR = json.loads((Path(__file__).parent / "grammar.json").read_text(encoding="utf-8"))
RETURNS, LITERALS, NAMED = _GRAMMAR["returns"], _GRAMMAR["literals"], _GRAMMAR["named"]
SELECTIONS = _GRAMMAR["selections"]
_pick = st.sampled_from


def expressions(depth: int) -> dict[str, SearchStrategy[str]]:
    """For each kind of value, expressions that should give one, nested up to `depth` calls."""
    found = {kind: _pick(texts) for kind, texts in LITERALS.items()}
    for _ in range(depth):
        found = {kind: st.one_of(_pick(LITERALS[kind]), *_calls(kind, found)) for kind in LITERALS}
    return found


def _calls(kind: str, inner: dict[str, SearchStrategy[str]]) -> list[SearchStrategy[str]]:
    names = RETURNS[kind]
    calls = [_call(FUNCTIONS[name.lower()], inner) for name in names]
    calls.append(st.tuples(inner["boolean"], inner[kind], inner[kind]).map(lambda each: f"if({','.join(each)})"))
    calls.append(st.tuples(inner["any"], inner[kind]).map(lambda each: f"coalesce({','.join(each)})"))
    calls.append(st.tuples(inner["array"], inner["integer"]).map(lambda each: "{}[{}]".format(*each)))
    chain = st.lists(_pick(SELECTIONS), min_size=1, max_size=4)
    calls.append(st.tuples(inner["object"], chain).map(lambda each: each[0] + "".join(each[1])))
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
