"""Defects of global parameters, publish_config.json, the definition, and the template made with it."""

import json

from tests.rules.defects.kind import (
    ERROR,
    WARNING,
    add,
    defect,
)
from tests.rules.defects.subject import Spot

PROPERTIES = "properties"
INSIDE = (PROPERTIES, "typeProperties")
DEFINITION = "arm-template-parameters-definition.json"

GLOBAL = "global-parameter-has-a-known-type"
for id, spec, at in [
    ("type-unknown", {"type": "sting", "value": "x"}, ("type",)),
    ("type-missing", {"value": "x"}, ()),
    ("value-missing", {"type": "string"}, ()),
    ("int-text", {"type": "int", "value": "many"}, ("value",)),
    ("bool-text", {"type": "bool", "value": "maybe"}, ("value",)),
    ("array-object", {"type": "array", "value": {}}, ("value",)),
    ("object-array", {"type": "object", "value": []}, ("value",)),
    ("string-number", {"type": "string", "value": 7}, ("value",)),
]:

    def _global(subject, spec=spec, at=at):
        spot = subject.any(subject.resources("factory", having=(PROPERTIES,)))
        subject.at(spot)[PROPERTIES].setdefault("globalParameters", {})["injected"] = spec
        return spot.below(PROPERTIES, "globalParameters", "injected", *at)

    add(f"global-{id}", GLOBAL, ERROR, _global)


@defect("global-parameter-is-used", WARNING)
def global_parameter_unused(subject):
    spot = subject.any(subject.resources("factory", having=(PROPERTIES,)))
    subject.at(spot)[PROPERTIES].setdefault("globalParameters", {})["injected"] = {"type": "string", "value": "x"}
    return spot.below(PROPERTIES, "globalParameters", "injected")


def published(id, key, value, severity=ERROR):
    """A kind that puts something into publish_config.json."""

    def inject(subject):
        subject.files["publish_config.json"] = {"publishBranch": "adf_publish", key: value}
        return Spot("publish_config.json", (key,))

    add(id, "publish-config-is-valid", severity, inject)


published("publish-branch-number", "publishBranch", 7)
published("publish-factory-text", "includeFactoryTemplate", "yes")
published("publish-key-unknown", "includeFactoryTemplates", True, WARNING)

# Definitions and the template.
PIPELINES = "Microsoft.DataFactory/factories/pipelines"
LINKED_SECTION = "Microsoft.DataFactory/factories/linkedServices"


def defining(id, rule, body, at, severity=ERROR):
    """A kind that writes a definition file."""

    def inject(subject):
        subject.files[DEFINITION] = json.loads(json.dumps(body))
        return Spot(DEFINITION, at)

    add(f"definition-{id}", rule, severity, inject)


FORM = "definition-is-well-formed"
for id, leaf in [
    ("leaf-word", "string"),
    ("leaf-resource", "=resourceId:string"),
    ("leaf-star", "*"),
    ("leaf-plus", "+:x:string"),
]:
    defining(id, FORM, {PIPELINES: {PROPERTIES: {"concurrency": leaf}}}, (PIPELINES, PROPERTIES, "concurrency"))
defining("leaf-number", FORM, {PIPELINES: {PROPERTIES: {"concurrency": 7}}}, (PIPELINES, PROPERTIES, "concurrency"))
defining("leaf-null", FORM, {PIPELINES: {PROPERTIES: {"concurrency": None}}}, (PIPELINES, PROPERTIES, "concurrency"))
defining(
    "section-misspelt",
    FORM,
    {"Microsoft.DataFactory/factories/pipeline": {PROPERTIES: {"concurrency": "="}}},
    ("Microsoft.DataFactory/factories/pipeline",),
)
defining("section-short", FORM, {"pipelines": {PROPERTIES: {"concurrency": "="}}}, ("pipelines",))
defining(
    "type-level-missing",
    FORM,
    {LINKED_SECTION: {PROPERTIES: {"typeProperties": {"url": "="}}}},
    (LINKED_SECTION, PROPERTIES),
)
defining(
    "type-level-missing-of-datasets",
    FORM,
    {"Microsoft.DataFactory/factories/datasets": {PROPERTIES: {"typeProperties": {"fileName": "="}}}},
    ("Microsoft.DataFactory/factories/datasets", PROPERTIES),
)
defining("section-text", FORM, {PIPELINES: "="}, (PIPELINES,))
defining("array-empty", FORM, {PIPELINES: {PROPERTIES: {"activities": []}}}, (PIPELINES, PROPERTIES, "activities"))
defining(
    "dead",
    "definition-entry-matches",
    {PIPELINES: {PROPERTIES: {"nowhereToBeFound": "="}}},
    (PIPELINES, PROPERTIES, "nowhereToBeFound"),
    WARNING,
)
defining(
    "dead-type",
    "definition-entry-matches",
    {LINKED_SECTION: {"AzureSqlDatabse": {PROPERTIES: {"typeProperties": {"x": "="}}}}},
    (LINKED_SECTION, "AzureSqlDatabse", PROPERTIES, "typeProperties", "x"),
    WARNING,
)
defining("name", "definition-leaves-names-alone", {PIPELINES: {"name": "="}}, (PIPELINES, "name"), WARNING)
defining(
    "depends-on", "definition-leaves-names-alone", {PIPELINES: {"dependsOn": "="}}, (PIPELINES, "dependsOn"), WARNING
)
defining("array", "json-is-valid", [], ())


def defined_text(id, text, line):
    """A kind whose definition file is no JSON."""

    def inject(subject):
        subject.files.pop(DEFINITION, None)
        subject.texts[DEFINITION] = text
        subject.line = line
        return Spot(DEFINITION)

    add(f"definition-{id}", "json-is-valid", ERROR, inject)


defined_text("truncated", '{\n"a": {', 2)
defined_text("comma", '{\n"a": "=",\n}', 3)
defined_text("empty", "", None)


@defect("definition-names-are-unique")
def definition_names_collide(subject):
    spot = subject.any(subject.resources("pipeline"))
    text = {"type": "String", "defaultValue": "x"}
    subject.at(spot)[PROPERTIES].setdefault("variables", {}).update(injected=text, another=text)
    subject.files[DEFINITION] = {PIPELINES: {PROPERTIES: {"variables": {"*": {"defaultValue": "=:-same:string"}}}}}
    return Spot(DEFINITION, (PIPELINES, PROPERTIES, "variables", "*", "defaultValue"))


@defect("parameters-are-not-too-many")
def parameters_257(subject):
    spot = subject.any(one for one in subject.resources("pipeline"))
    variables = {f"v{n}": {"type": "String", "defaultValue": "x"} for n in range(260)}
    subject.at(spot)[PROPERTIES]["variables"] = variables
    subject.files[DEFINITION] = {PIPELINES: {PROPERTIES: {"variables": {"*": {"defaultValue": "="}}}}}
    return Spot(DEFINITION)


@defect("template-is-not-too-large")
def resources_801(subject):
    spot = subject.any(subject.resources("dataset"))
    for number in range(801):
        name = f"Injected{number}"
        subject.files[f"dataset/{name}.json"] = {**subject.at(spot), "name": name}
    return Spot(
        DEFINITION
        if DEFINITION in subject.files
        else next((one for one in sorted(subject.files) if one.startswith("factory/")), ".")
    )


@defect("template-is-not-too-large")
def resource_of_a_megabyte(subject):
    spot = subject.any(subject.resources("pipeline"))
    subject.at(spot)[PROPERTIES]["description"] = "x" * 1_100_000
    return spot.below(PROPERTIES)


@defect("secure-parameter-has-no-default", WARNING)
def secure_default(subject):
    spot = subject.any(subject.resources("linkedService", "AzureSqlDatabase"))
    text = "Integrated Security=False;Encrypt=True;Connection Timeout=30;Data Source=x;Initial Catalog=y;User ID=z"
    subject.at(spot)[PROPERTIES]["typeProperties"] = {"connectionString": text}
    return spot.below(*INSIDE, "connectionString")
