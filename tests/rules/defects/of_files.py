"""Defects of files: JSON, names, folders."""

from tests.rules.defects.kind import ERROR, WARNING, add, defect, dropping, resources, setting
from tests.rules.defects.subject import Spot, numbered

PROPERTIES = "properties"
INSIDE = (PROPERTIES, "typeProperties")
FOLDERS = ("pipeline", "dataset", "linkedService", "trigger", "dataflow")
DEFINITION = "arm-template-parameters-definition.json"


def broken(id, edit, line=None, rule="json-is-valid", severity=ERROR):
    """A kind that breaks a file's text: `edit(text)` gives it, `line(text)` where that must be found."""

    def inject(subject):
        file = subject.any(one for one in subject.files if one.split("/")[0] in FOLDERS)
        text = numbered(subject.files.pop(file))[0]
        subject.texts[file] = edit(text)
        subject.line = line(text) if line else None
        return Spot(file)

    add(id, rule, severity, inject)


broken("file-empty", lambda text: "")
broken("file-blank", lambda text: "  \n")
broken("file-truncated", lambda text: text[: len(text) // 2])
broken("file-array", lambda text: f"[{text}]")
broken("file-text", lambda text: '"x"')
broken("file-null", lambda text: "null")
broken("comma-last", lambda text: text[:-2] + ",\n}", lambda text: text.count("\n") + 1)
broken("comma-missing", lambda text: text.replace(",\n", "\n", 1), lambda text: 3)
broken("quotes-single", lambda text: text.replace('"name"', "'name'", 1), lambda text: 2)
broken("key-without-quotes", lambda text: text.replace('"name"', "name", 1), lambda text: 2)
broken("comment", lambda text: text.replace("\n", "\n// x\n", 1), lambda text: 2)
broken("infinity", lambda text: text.replace("\n", '\n"x": Infinity,\n', 1), lambda text: 2)
broken("not-a-number", lambda text: text.replace("\n", '\n"x": NaN,\n', 1), lambda text: 2)
broken("bracket-missing", lambda text: text[:-1])
broken("more-behind", lambda text: f"{text}\n{{}}", lambda text: text.count("\n") + 2)
broken("python-constant", lambda text: text.replace("\n", '\n"x": True,\n', 1), lambda text: 2)
broken("latin-1", lambda text: text.replace("\n", '\n"description": "é",\n', 1).encode("latin-1", "replace"))
broken("utf-16", lambda text: text.encode("utf-16"))
broken("conflict-marks", lambda text: f"<<<<<<< HEAD\n{text}\n=======\n{text}\n>>>>>>> x", lambda text: 1)
broken("byte-order-mark", lambda text: "\ufeff" + text, lambda text: 1, "file-has-no-byte-order-mark", WARNING)
broken("key-twice", lambda text: text.replace("\n", '\n\t"name": "x",\n', 1), lambda text: 3, "json-keys-are-unique")

ANY = lambda subject: (Spot(file) for file in subject.files if file.split("/")[0] in FOLDERS)  # noqa: E731
dropping("name-missing", "resource-has-a-name", ERROR, ANY, ("name",))
setting("name-empty", "resource-has-a-name", ERROR, ANY, ("name",), "")
setting("name-number", "resource-has-a-name", ERROR, ANY, ("name",), 7)
setting("name-of-another", "file-is-named-like-its-resource", ERROR, ANY, ("name",), "InjectedName")
dropping("properties-missing", "resource-has-properties", ERROR, ANY, (PROPERTIES,))
setting("properties-array", "resource-has-properties", ERROR, ANY, (PROPERTIES,), [])
setting("properties-text", "resource-has-properties", ERROR, ANY, (PROPERTIES,), "x")
for folder in FOLDERS:
    for number, character in enumerate(".+?<>*%&:\\"):

        def _renamed(subject, folder=folder, character=character):
            spot = subject.any(subject.resources(folder))
            subject.put(spot.below("name"), f"a{character}b")
            return spot.below("name")

        if number == FOLDERS.index(folder) * 2 or folder == "pipeline":
            add(f"{folder}-name-{number}", "resource-name-is-allowed", ERROR, _renamed)
    setting(f"{folder}-name-dash", "resource-name-is-allowed", ERROR, resources(folder), ("name",), "-a")
    setting(f"{folder}-name-long", "resource-name-is-allowed", ERROR, resources(folder), ("name",), "a" * 261)
setting("pipeline-name-141", "resource-name-is-allowed", ERROR, resources("pipeline"), ("name",), "a" * 141)
setting(
    "runtime-name-underscore", "resource-name-is-allowed", ERROR, resources("integrationRuntime"), ("name",), "a_b"
)
setting("factory-name", "resource-name-is-allowed", ERROR, resources("factory"), ("name",), "a_b")


@defect("resource-names-are-unique")
def name_in_two_letter_cases(subject):
    spot = subject.any(subject.resources("dataset"))
    name = subject.at(spot)["name"].swapcase()
    subject.files[f"dataset/{name}.json"] = {**subject.at(spot), "name": name}
    return Spot(f"dataset/{name}.json", ("name",))


@defect("source-stands-in-a-known-folder", WARNING)
def folder_misspelt(subject):
    subject.files["datasets/Injected.json"] = {"name": "Injected", "properties": {}}
    return Spot("datasets")


@defect("private-endpoint-has-a-network")
def endpoint_without_a_network(subject):
    file = "managedVirtualNetwork/nowhere/managedPrivateEndpoint/Injected.json"
    subject.files[file] = {"name": "Injected", "properties": {"groupId": "blob", "privateLinkResourceId": "/x"}}
    return Spot(file)


@defect("source-is-of-its-folder")
def source_in_another_folder(subject):
    spot = subject.any(subject.resources("dataset"))
    subject.put(spot.below("type"), "Microsoft.DataFactory/factories/pipelines")
    return spot.below("type")
