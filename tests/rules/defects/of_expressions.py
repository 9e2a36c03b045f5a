"""Defects of expressions: grammar, functions, and what they ask for."""

from tests.rules.defects.kind import ERROR, WARNING, activities, add, defect, setting
from tests.rules.defects.subject import Spot

TYPED = "typeProperties"


def _asked(subject, needle, folder="pipeline"):
    """The texts of active activities that have something in them."""
    owners = subject.activities() if folder == "pipeline" else subject.resources(folder)
    for owner in owners:
        top = owner if folder == "pipeline" else owner.below("properties", TYPED)
        if subject.has(top):
            for place, text in subject.texts_in(top):
                if text.startswith("@") and needle in text and "description" not in place.path:
                    yield place


def replacing(id, rule, severity, needle, new, folder="pipeline"):
    """A kind that changes a part of an expression."""

    def inject(subject):
        spot = subject.any(set(_asked(subject, needle, folder)))
        subject.put(spot, subject.at(spot).replace(needle, new, 1))
        return spot

    add(id, rule, severity, inject)


def whole(id, rule, severity, text):
    """A kind that puts an expression where a text may stand."""

    def inject(subject):
        spot = subject.any(_places(subject))
        subject.put(spot, {"value": text, "type": "Expression"})
        return spot.below("value")

    add(id, rule, severity, inject)


def _places(subject):
    """Where an expression is evaluated that nothing else is said about."""
    for type, key in [
        ("WebActivity", "url"),
        ("SqlServerStoredProcedure", "storedProcedureName"),
        ("Fail", "message"),
        ("Wait", "waitTimeInSeconds"),
        ("DatabricksNotebook", "notebookPath"),
    ]:
        for spot in subject.activities(type, having=(TYPED, key)):
            yield spot.below(TYPED, key)


for id, text in [
    ("parenthesis-open", "@concat('a', 'b'"),
    ("parenthesis-closed", "@concat('a', 'b'))"),
    ("quote-open", "@concat('a, 'b')"),
    ("bracket-open", "@pipeline().parameters['x'"),
    ("interpolation-open", "a@{concat('a', 'b')"),
    ("double-quotes", '@concat("a", "b")'),
    ("comma-twice", "@concat('a',, 'b')"),
    ("comma-last", "@concat('a', )"),
    ("operator", "@1 + 2"),
    ("no-function", "@(1)"),
    ("too-long", "@concat('" + "a" * 8_200 + "')"),
    ("member-missing", "@pipeline()."),
    ("two-expressions", "@utcNow() @utcNow()"),
]:
    whole(f"expression-{id}", "expression-parses", ERROR, text)
for id, text in [
    ("function-misspelt", "@concatt('a', 'b')"),
    ("function-of-templates", "@resourceGroup()"),
    ("function-of-data-flows", "@iif(true, 1, 2)"),
    ("function-nested-unknown", "@concat('a', toUppper('b'))"),
    ("function-in-interpolation", "a@{utcnw()}"),
]:
    whole(id, "function-exists", ERROR, text)
for id, text in [
    ("too-few-0", "@equals(1)"),
    ("too-few-1", "@if(true, 1)"),
    ("too-few-2", "@replace('a', 'b')"),
    ("too-few-3", "@split('a')"),
    ("too-few-4", "@toUpper()"),
    ("too-few-5", "@formatDateTime()"),
    ("too-few-6", "@addDays(utcNow())"),
    ("too-few-7", "@item().a[string()]"),
    ("too-many-0", "@not(true, false)"),
    ("too-many-1", "@length('a', 'b')"),
    ("too-many-2", "@toLower('a', 'b')"),
    ("too-many-3", "@guid('N', 'x')"),
    ("too-many-4", "@greater(1, 2, 3)"),
    ("too-many-5", "@if(true, 1, 2, 3)"),
    ("too-many-6", "@utcNow('u', 'v')"),
    ("too-many-7", "@div(1, 2, 3)"),
]:
    if "item()" not in text:
        whole(f"arguments-{id}", "function-has-its-arguments", ERROR, text)
whole("system-variable-misspelt", "system-variable-exists", ERROR, "@pipeline().RunIdd")
whole("system-variable-unknown", "system-variable-exists", ERROR, "@pipeline().Workspace")
whole("trigger-member-unknown", "system-variable-exists", ERROR, "@trigger().startedTime")
whole("dataset-in-a-pipeline", "accessor-fits-its-place", ERROR, "@dataset().x")
whole("linked-service-in-a-pipeline", "accessor-fits-its-place", ERROR, "@linkedService().x")
whole("activity-unknown", "activity-reference-is-upstream", ERROR, "@activity('Nowhere to be found').output")
whole("variable-unknown", "variable-is-declared", ERROR, "@variables('nowhereToBeFound')")
whole("parameter-unknown", "parameter-is-declared", ERROR, "@pipeline().parameters.nowhereToBeFound")
whole("parameter-unknown-in-brackets", "parameter-is-declared", ERROR, "@pipeline().parameters['nowhereToBeFound']")
whole("parameter-unknown-in-interpolation", "parameter-is-declared", ERROR, "a/@{pipeline().parameters.nowhere}/b")


def _outside_loops(subject):
    return (one for one in _places(subject) if one.path.count(TYPED) == 1)


@defect("item-stands-in-a-loop")
def item_outside_a_loop(subject):
    spot = subject.any(_outside_loops(subject))
    subject.put(spot, {"value": "@item().name", "type": "Expression"})
    return spot.below("value")


@defect("parameter-is-declared")
def global_parameter_unknown(subject):
    subject.any(subject.resources("factory"))
    spot = subject.any(_places(subject))
    subject.put(spot, {"value": "@pipeline().globalParameters.nowhereToBeFound", "type": "Expression"})
    return spot.below("value")


replacing("parameter-misspelt", "parameter-is-declared", ERROR, "pipeline().parameters.", "pipeline().parameters.z")
replacing("variable-misspelt", "variable-is-declared", ERROR, "variables('", "variables('z")
replacing("activity-misspelt", "activity-reference-is-upstream", ERROR, "activity('", "activity('z")
replacing("dataset-parameter-misspelt", "parameter-is-declared", ERROR, "dataset().", "dataset().z", "dataset")
replacing(
    "linked-service-parameter-misspelt",
    "parameter-is-declared",
    ERROR,
    "linkedService().",
    "linkedService().z",
    "linkedService",
)
replacing("global-parameter-misspelt", "parameter-is-declared", ERROR, "globalParameters.", "globalParameters.z")
replacing("function-broken", "function-exists", ERROR, "concat(", "conct(")
replacing("output-misspelt", "activity-result-is-known", WARNING, ").output", ").outptu")
replacing("dataset-for-linked-service", "accessor-fits-its-place", ERROR, "dataset().", "linkedService().", "dataset")
replacing(
    "pipeline-in-a-dataset", "accessor-fits-its-place", ERROR, "dataset().", "pipeline().parameters.", "dataset"
)
replacing("activity-in-a-dataset", "accessor-fits-its-place", ERROR, "dataset().", "activity('a').output.", "dataset")
replacing(
    "dataset-in-a-linked-service", "accessor-fits-its-place", ERROR, "linkedService().", "dataset().", "linkedService"
)


def cased(id, rule, start, end, folder="pipeline"):
    """A kind that gives a name between two parts of an expression another letter case."""

    def inject(subject):
        spot = subject.any(set(_asked(subject, start, folder)))
        text = subject.at(spot)
        at = text.index(start) + len(start)
        stop = next((n for n in range(at, len(text)) if text[n] in end), len(text))
        subject.put(spot, text[:at] + text[at:stop].swapcase() + text[stop:])
        return spot if text[at:stop].swapcase() != text[at:stop] else None

    add(id, rule, WARNING, inject)


cased("variable-in-another-letter-case", "declaration-has-the-same-letter-case", "variables('", "'")
cased(
    "parameter-in-another-letter-case", "declaration-has-the-same-letter-case", "pipeline().parameters.", ".,)[ ?'}"
)
cased("activity-in-another-letter-case", "dependency-has-the-same-letter-case", "activity('", "'")


def _pairs(subject):
    """Pairs of activities of one block, the second of which waits for nothing."""
    for spot in subject.activities(*(type for type, _ in PLACES), inner=False):
        number = spot.path[-1]
        if number and not subject.at(spot).get("dependsOn"):
            yield Spot(spot.file, (*spot.path[:-1], 0)), spot


PLACES = (
    ("WebActivity", "url"),
    ("SqlServerStoredProcedure", "storedProcedureName"),
    ("Fail", "message"),
    ("Wait", "waitTimeInSeconds"),
    ("DatabricksNotebook", "notebookPath"),
)


@defect("activity-reference-is-upstream")
def activity_beside(subject):
    pair = subject.any(_pairs(subject))
    other, spot = pair
    at = spot.below(TYPED, dict(PLACES)[subject.at(spot)["type"]])
    subject.put(at, {"value": f"@activity('{subject.at(other)['name']}').output", "type": "Expression"})
    return at.below("value")


@defect("activity-reference-is-upstream")
def activity_downstream(subject):
    found = []
    for spot in subject.activities(having=("dependsOn", 0, "activity")):
        block = Spot(spot.file, spot.path[:-1])
        for number, one in enumerate(subject.at(block)):
            if one["name"] == subject.at(spot)["dependsOn"][0]["activity"] and one["type"] in dict(PLACES):
                found.append((block.below(number), spot))
    pair = subject.any(found)
    first, later = pair
    at = first.below(TYPED, dict(PLACES)[subject.at(first)["type"]])
    subject.put(at, {"value": f"@activity('{subject.at(later)['name']}').output", "type": "Expression"})
    return at.below("value")


@defect("activity-reference-is-upstream")
def activity_itself(subject):
    at = subject.any(_places(subject))
    name = subject.at(Spot(at.file, at.path[:-2]))["name"]
    subject.put(at, {"value": f"@activity('{name}').output", "type": "Expression"})
    return at.below("value")


@defect("activity-reference-is-upstream")
def activity_in_another_container(subject):
    inner = subject.any(one for one in subject.activities(inner=True) if "Until" not in str(_around(subject, one)))
    spots = [one for one in _outside_loops(subject) if inner and one.file == inner.file]
    at = subject.any(spots)
    subject.put(at, {"value": f"@activity('{subject.at(inner)['name']}').output", "type": "Expression"})
    return at.below("value")


def _around(subject, spot):
    return [
        subject.at(Spot(spot.file, spot.path[:n])).get("type")
        for n in range(3, len(spot.path), 3)
        if isinstance(subject.at(Spot(spot.file, spot.path[:n])), dict)
    ]


@defect("lookup-output-fits")
def first_row_of_a_lookup_of_all(subject):
    found = [(place, name) for place in _asked(subject, ".output.firstRow") for name in _lookups(subject, place)]
    pair = subject.any(found)
    subject.at(pair[1])[TYPED]["firstRowOnly"] = False
    return pair[0]


@defect("lookup-output-fits")
def value_of_a_lookup_of_one(subject):
    found = [place for place in _asked(subject, ".output.firstRow") if list(_lookups(subject, place))]
    spot = subject.any(found)
    subject.put(spot, subject.at(spot).replace(".output.firstRow", ".output.value"))
    return spot


def _lookups(subject, place):
    text = subject.at(place)
    for spot in subject.activities("Lookup"):
        if spot.file == place.file and f"activity('{subject.at(spot)['name']}').output.firstRow" in text:
            yield spot


def _setting_variables(subject):
    """Activities that set a variable, not the pipeline's return value."""
    spots = subject.activities("SetVariable", having=(TYPED, "variableName"))
    return (one for one in spots if not subject.at(one)[TYPED].get("setSystemVariable"))


setting(
    "set-variable-unknown",
    "variable-is-declared",
    ERROR,
    _setting_variables,
    (TYPED, "variableName"),
    "nowhereToBeFound",
)
setting(
    "append-variable-unknown",
    "variable-is-declared",
    ERROR,
    activities("AppendVariable"),
    (TYPED, "variableName"),
    "nowhereToBeFound",
)


@defect("variable-does-not-refer-to-itself")
def variable_of_itself(subject):
    spot = subject.any(_setting_variables(subject))
    name = subject.at(spot)[TYPED]["variableName"]
    subject.put(spot.below(TYPED, "value"), {"value": f"@concat(variables('{name}'), 'x')", "type": "Expression"})
    return spot.below(TYPED, "value", "value")


def _set_of(subject, type):
    for spot in _setting_variables(subject):
        declared = subject.files[spot.file]["properties"].get("variables", {})
        if declared.get(subject.at(spot)[TYPED]["variableName"], {}).get("type") == type:
            yield spot


for id, type, value in [
    ("text-array", "String", []),
    ("boolean-text", "Boolean", "maybe"),
    ("array-text", "Array", "x"),
]:
    setting(
        f"set-variable-{id}",
        "variable-fits-its-activity",
        ERROR,
        lambda subject, type=type: _set_of(subject, type),
        (TYPED, "value"),
        value,
    )


@defect("variable-fits-its-activity")
def append_to_text(subject):
    spot = subject.any(subject.activities("AppendVariable"))
    name = subject.at(spot)[TYPED]["variableName"]
    subject.files[spot.file]["properties"]["variables"][name]["type"] = "String"
    subject.files[spot.file]["properties"]["variables"][name].pop("defaultValue", None)
    return spot.below(TYPED, "variableName")


@defect("accessor-fits-its-place")
def window_in_a_schedule(subject):
    spot = subject.any(subject.resources("trigger", "ScheduleTrigger", having=("properties", "pipelines", 0)))
    at = spot.below("properties", "pipelines", 0, "parameters")
    name = subject.at(spot)["properties"]["pipelines"][0]["pipelineReference"]["referenceName"]
    declared = subject.files.get(f"pipeline/{name}.json", {}).get("properties", {}).get("parameters", {})
    first = subject.any(sorted(declared))
    subject.put(at, {first: "@trigger().outputs.windowStartTime"})
    return at.below(first)
