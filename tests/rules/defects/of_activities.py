"""Defects of activities: names, dependencies, policies, nesting, and what each type needs."""

from dataclasses import replace

from tests.rules.defects.kind import ERROR, WARNING, activities, add, defect, dropping, misspelt, renaming, setting
from tests.rules.defects.subject import Spot

POLICY = "policy-is-in-range"
WITH_POLICY = activities(having=("policy", "timeout"))

for number, value in enumerate(
    ["12 hours", "8.00:00:00", "7.00:00:01", "00:00:00", "-0.01:00:00", "0.25:00:00", "", 60]
):
    setting(f"timeout-{number}", POLICY, ERROR, WITH_POLICY, ("policy", "timeout"), value)
for number, value in enumerate([-1, "many", 1.5, True, []]):
    setting(f"retry-{number}", POLICY, ERROR, WITH_POLICY, ("policy", "retry"), value)
for number, value in enumerate([86_401, -30, 0, "soon", 30.5, None]):
    setting(f"retry-interval-{number}", POLICY, ERROR, WITH_POLICY, ("policy", "retryIntervalInSeconds"), value)
setting("retry-interval-below-30", POLICY, WARNING, WITH_POLICY, ("policy", "retryIntervalInSeconds"), 10)
setting("policy-no-object", POLICY, ERROR, WITH_POLICY, ("policy",), [])
setting("secure-output-text", "properties-have-their-type", ERROR, WITH_POLICY, ("policy", "secureOutput"), "yes")
setting("secure-input-number", "properties-have-their-type", ERROR, WITH_POLICY, ("policy", "secureInput"), 1)
renaming("policy-key-misspelt", "property-is-known", WARNING, WITH_POLICY, ("policy", "timeout"), "timeOutt")
setting("state-unknown", "activity-state-is-known", ERROR, activities(), ("state",), "Inactve")
setting("inactive-mark-unknown", "activity-state-is-known", ERROR, activities(), ("onInactiveMarkAs",), "Success")

setting("until-timeout", POLICY, ERROR, activities("Until"), ("typeProperties", "timeout"), "9.00:00:00")
setting("webhook-timeout", POLICY, ERROR, activities("WebHook"), ("typeProperties", "timeout"), "ten minutes")
setting("validation-timeout", POLICY, ERROR, activities("Validation"), ("typeProperties", "timeout"), "10")

BATCH = ("typeProperties", "batchCount")
for number, value in enumerate([0, 51, -1, "many", 2.5, True]):
    setting(f"batch-count-{number}", "loop-is-in-range", ERROR, activities("ForEach"), BATCH, value)
SECONDS = ("typeProperties", "waitTimeInSeconds")
for number, value in enumerate([0, -5, "soon", 700_000, 1.5]):
    setting(f"wait-{number}", "wait-is-in-range", ERROR, activities("Wait"), SECONDS, value)

setting("name-too-long", "activity-name-is-allowed", ERROR, activities(), ("name",), "a" * 56)
for number, value in enumerate(
    ["a.b", "a/b", "a?", "-a", "a<b>", "a*", "a%", "a&b", "a:b", "a\\b", "a+b", "a#b", ""]
):
    setting(f"activity-name-{number}", "activity-name-is-allowed", ERROR, activities(), ("name",), value)
setting("activity-name-number", "properties-have-their-type", ERROR, activities(), ("name",), 7)
dropping("activity-without-name", "activity-name-is-allowed", ERROR, activities(), ("name",))
dropping("activity-without-type", "required-properties-are-there", ERROR, activities(), ("type",))
setting("activity-type-number", "properties-have-their-type", ERROR, activities(), ("type",), 7)


@defect("types-are-known")
def activity_type_misspelt(subject):
    spot = subject.any(subject.activities())
    subject.put(spot.below("type"), misspelt(subject.at(spot)["type"]))
    return spot.below("type")


@defect("types-are-known")
def activity_type_in_another_letter_case(subject):
    spot = subject.any(subject.activities("Copy", "SqlServerStoredProcedure", "ExecutePipeline"))
    subject.put(spot.below("type"), subject.at(spot)["type"].lower())
    return spot.below("type")


def _twins(subject, *, inner):
    """A block with two activities beside each other."""
    for spot in subject.activities(inner=inner):
        if spot.path[-1]:
            yield spot


@defect("activity-names-are-unique")
def name_twice(subject):
    spot = subject.any(_twins(subject, inner=False))
    subject.put(spot.below("name"), subject.at(Spot(spot.file, (*spot.path[:-1], 0)))["name"])
    return spot.below("name")


@defect("activity-names-are-unique")
def name_twice_in_another_letter_case(subject):
    spot = subject.any(_twins(subject, inner=False))
    subject.put(spot.below("name"), subject.at(Spot(spot.file, (*spot.path[:-1], 0)))["name"].swapcase())
    return spot.below("name")


@defect("activity-names-are-unique")
def name_of_one_outside_the_container(subject):
    spot = subject.any(subject.activities(inner=True))
    around = subject.at(Spot(spot.file, spot.path[:3]))
    subject.put(spot.below("name"), around["name"])
    return spot.below("name")


def _waiting(subject, *, inner=None):
    return subject.activities(having=("dependsOn", 0, "activity"), inner=inner)


@defect("dependency-exists")
def dependency_misspelt(subject):
    spot = subject.any(_waiting(subject))
    at = spot.below("dependsOn", 0, "activity")
    subject.put(at, misspelt(subject.at(at)) + "x")
    return at


@defect("dependency-exists")
def dependency_misspelt_in_a_container(subject):
    spot = subject.any(_waiting(subject, inner=True))
    subject.put(spot.below("dependsOn", 0, "activity"), "Nowhere")
    return spot.below("dependsOn", 0, "activity")


@defect("dependency-exists")
def dependency_on_one_in_a_container(subject):
    inner = subject.any(subject.activities(inner=True))
    outer = subject.at(Spot(inner.file, inner.path[:3]))
    outer["dependsOn"] = [{"activity": subject.at(inner)["name"], "dependencyConditions": ["Succeeded"]}]
    return Spot(inner.file, (*inner.path[:3], "dependsOn", 0, "activity"))


@defect("dependency-exists")
def dependency_on_one_outside_the_container(subject):
    inner = subject.any(subject.activities(inner=True))
    name = subject.at(Spot(inner.file, inner.path[:3]))["name"]
    subject.at(inner)["dependsOn"] = [{"activity": name, "dependencyConditions": ["Succeeded"]}]
    return inner.below("dependsOn", 0, "activity")


@defect("dependency-exists")
def dependency_on_itself(subject):
    spot = subject.any(subject.activities())
    entry = {"activity": subject.at(spot)["name"], "dependencyConditions": ["Succeeded"]}
    subject.at(spot)["dependsOn"] = [entry]
    return spot.below("dependsOn", 0, "activity")


@defect("dependency-has-the-same-letter-case", WARNING)
def dependency_in_another_letter_case(subject):
    spot = subject.any(_waiting(subject))
    at = spot.below("dependsOn", 0, "activity")
    subject.put(at, subject.at(at).swapcase())
    return at


@defect("dependencies-are-acyclic")
def dependencies_in_a_circle(subject):
    spot = subject.any(_waiting(subject))
    name = subject.at(spot)["dependsOn"][0]["activity"]
    block = Spot(spot.file, spot.path[:-1])
    number = next(n for n, one in enumerate(subject.at(block)) if one["name"].strip().lower() == name.strip().lower())
    entry = {"activity": subject.at(spot)["name"], "dependencyConditions": ["Succeeded"]}
    subject.at(block.below(number))["dependsOn"] = [entry]
    return replace(block, within=True)


def _condition(id, value, at):
    def inject(subject):
        spot = subject.any(_waiting(subject))
        subject.put(spot.below("dependsOn", 0, "dependencyConditions"), value)
        return spot.below("dependsOn", 0, "dependencyConditions", *at)

    add(id, "dependency-conditions-are-known", ERROR, inject)


_condition("condition-unknown", ["Success"], (0,))
_condition("conditions-empty", [], ())
_condition("conditions-text", "Succeeded", ())
dropping(
    "conditions-missing", "dependency-conditions-are-known", ERROR, _waiting, ("dependsOn", 0, "dependencyConditions")
)
dropping(
    "dependency-without-activity", "dependency-conditions-are-known", ERROR, _waiting, ("dependsOn", 0, "activity")
)
setting("depends-on-text", "dependency-conditions-are-known", ERROR, activities(), ("dependsOn",), "Other")


@defect("dependency-conditions-are-known", WARNING)
def dependency_twice(subject):
    spot = subject.any(_waiting(subject))
    entries = subject.at(spot.below("dependsOn"))
    entries.append(dict(entries[0]))
    return spot.below("dependsOn", len(entries) - 1)


def _nest(id, outer, types, inner):
    """A kind that puts an activity into a container that may not hold it."""

    def inject(subject):
        spot = subject.any(subject.activities(*types))
        key = "ifTrueActivities" if outer == "IfCondition" else "activities"
        block = subject.at(spot.below("typeProperties")).setdefault(key, [])
        block.append({"name": "Injected here", "dependsOn": [], "userProperties": [], **inner})
        return spot.below("typeProperties", key, len(block) - 1, "type")

    add(id, "nesting-is-allowed", ERROR, inject)


WAIT = {"name": "Injected wait", "type": "Wait", "typeProperties": {"waitTimeInSeconds": 1}}
LOOP = {
    "type": "ForEach",
    "typeProperties": {"items": {"value": "@createArray(1)", "type": "Expression"}, "activities": [WAIT]},
}
UNTIL = {
    "type": "Until",
    "typeProperties": {"expression": {"value": "@equals(1, 1)", "type": "Expression"}, "activities": [WAIT]},
}
IF = {
    "type": "IfCondition",
    "typeProperties": {"expression": {"value": "@equals(1, 1)", "type": "Expression"}, "ifTrueActivities": [WAIT]},
}
SWITCH = {
    "type": "Switch",
    "typeProperties": {"on": {"value": "@string(1)", "type": "Expression"}, "defaultActivities": [WAIT]},
}
VALIDATION = {"type": "Validation", "typeProperties": {"dataset": {"referenceName": "x", "type": "DatasetReference"}}}
_nest("for-each-in-for-each", "ForEach", ["ForEach"], LOOP)
_nest("until-in-for-each", "ForEach", ["ForEach"], UNTIL)
_nest("for-each-in-until", "Until", ["Until"], LOOP)
_nest("if-in-if", "IfCondition", ["IfCondition"], IF)
_nest("switch-in-if", "IfCondition", ["IfCondition"], SWITCH)
_nest("validation-in-for-each", "ForEach", ["ForEach"], VALIDATION)
_nest("validation-in-if", "IfCondition", ["IfCondition"], VALIDATION)


@defect("nesting-is-allowed")
def loop_in_a_branch_in_a_loop(subject):
    spot = subject.any(subject.activities("ForEach", "Until"))
    deep = {
        **IF,
        "name": "Injected if",
        "typeProperties": {**IF["typeProperties"], "ifTrueActivities": [{"name": "Injected loop", **LOOP}]},
    }
    block = subject.at(spot.below("typeProperties", "activities"))
    block.append(deep)
    return spot.below("typeProperties", "activities", len(block) - 1, "typeProperties", "ifTrueActivities", 0, "type")
