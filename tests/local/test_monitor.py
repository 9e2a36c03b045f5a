"""What the monitor's page is told: runs as trees, secrets masked, looks into files bounded, logs in pieces."""

import http.client
import time
from urllib.parse import quote

import pytest

from arm.local.monitor import logs, preview, runs, storage
from arm.local.monitor.secrets import hidden
from tests.pages.filled import fill
from tests.pages.world import LONG, MARKUP, SECRET, World, after, loop, set_variable, wait

MASK = "**********"


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A Local Azure with something for every view, and the ids of its runs."""
    world = World(tmp_path_factory.mktemp("monitor") / "state")
    world.runs = fill(world)
    yield world
    world.close()


def ask(world, path):
    """What a route of the monitor answers."""
    return world.request("GET", f"/local/monitor/{path}")


def test_runs_say_what_matters(filled):
    """The latest first, with status, times, who started them, how many activities, and why they failed."""
    found = ask(filled, "runs")
    assert found["total"] == len(found["runs"]) == len(filled.runs)
    assert [each["start"] for each in found["runs"]] == sorted(
        (each["start"] for each in found["runs"]), reverse=True
    )
    broken = next(each for each in found["runs"] if each["pipeline"] == "broken")
    assert (broken["status"], broken["activities"], broken["failed"], broken["running"]) == ("Failed", 2, 1, 0)
    assert broken["startedByType"] == "Manual" and broken["factory"] == "f"
    assert "The file of today isn't there" in broken["message"]


def test_activities_know_their_container_and_turn(filled):
    """A run comes as a list that makes a tree: each activity with the one it is in, and its turn in a loop."""
    found = ask(filled, f"runs/{filled.runs['nightly']}")
    by_id = {each["id"]: each for each in found["activities"]}
    places = {(each["name"], by_id[each["container"]]["name"] if each["container"] else "", each["iteration"])
              for each in found["activities"]}  # fmt: skip
    assert {("Collect", "", None), ("Settle", "Is it complete", None), ("Load", "Each region", "0"),
            ("Note", "Each region", "2"), ("Never", "", None)} <= places  # fmt: skip
    assert found["run"]["parameters"] == {"day": "2026-11-28"}
    assert found["total"] == len(found["activities"])


def test_what_is_running_is_shown_as_it_is(filled):
    """A run that goes on has no end, and its activity says that it is in progress."""
    filled.put("pipelines", "slow", {"activities": [wait("Long", 600)]})
    run = filled.start("slow")
    filled.wait(run, ("InProgress",))
    for _ in range(200):
        found = ask(filled, f"runs/{run}")
        if [each["status"] for each in found["activities"]] == ["InProgress"]:
            break
        time.sleep(0.02)
    filled.cancel(run)
    filled.wait(run)
    assert (found["run"]["status"], found["run"]["end"], found["activities"][0]["end"]) == ("InProgress", None, None)
    assert ask(filled, f"runs/{run}")["run"]["status"] == "Cancelled"
    filled.runs["slow"] = run


def test_no_route_tells_a_secret(filled):
    """Secure input and output, secure parameters, connection strings, signatures: none is in any answer."""
    run = filled.runs["secret"]
    activities = ask(filled, f"runs/{run}")["activities"]
    paths = ["runs", f"runs/{run}", "deployments", "resources", "notebooks", "storage", "checks"]
    paths += [f"runs/{run}/activities/{each['id']}" for each in activities]
    where = "00000000-0000-0000-0000-00000000000a/rg"
    paths += [f"deployments/{where}/release-1", f"resources/{where}/f/linkedservices/databricks"]
    paths += [f"resources/{where}/f/linkedservices/store"]
    for path in paths:
        assert SECRET not in str(ask(filled, path)), path
    hidden_one = ask(filled, f"runs/{run}/activities/{activities[0]['id']}")
    assert (hidden_one["secureInput"], hidden_one["secureOutput"]) == (True, True)
    assert (hidden_one["input"], hidden_one["output"]) == ({"SecureInput": MASK}, {"SecureOutput": MASK})


def test_secure_parameters_are_kept_nowhere(filled):
    """What an expression makes of one, what is handed on to a child, what a failure says: no file has the value."""
    child = {"pipeline": {"referenceName": "taker", "type": "PipelineReference"}, "waitOnCompletion": True,
             "parameters": {"plain": "@pipeline().parameters.key"}}  # fmt: skip
    fail = {"message": "@concat('not ', pipeline().parameters.plain)", "errorCode": "1"}
    filled.put("pipelines", "taker", {"activities": [{"name": "F", "type": "Fail", "typeProperties": fail}],
                                      "parameters": {"plain": {"type": "String"}}})  # fmt: skip
    execute = {"name": "E", "type": "ExecutePipeline", "typeProperties": child}
    filled.put("pipelines", "giver", {"activities": [execute],
                                      "parameters": {"key": {"type": "SecureString"}}})  # fmt: skip
    run = filled.ran("giver", key='q"uiet-väl')
    found = ask(filled, f"runs/{run}")
    assert f"not {MASK}" in found["run"]["message"]
    filled.runs["giver"], filled.runs["taker"] = run, found["activities"][0]["child"]
    for file in (filled.state / "store").rglob("*.json"):
        assert "uiet-v" not in file.read_text(encoding="utf-8"), file


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ({"password": "p", "secretName": "n", "rows": 3}, {"password": MASK, "secretName": "n", "rows": 3}),
        ({"a": [{"Client-Secret": "x"}]}, {"a": [{"Client-Secret": MASK}]}),
        ({"accessToken": {"type": "AzureKeyVaultSecret", "secretName": "s"}},
         {"accessToken": {"type": "AzureKeyVaultSecret", "secretName": "s"}}),
        ({"api_key": "", "tokens": 5}, {"api_key": "", "tokens": 5}),
        ("Server=a;Password=b c;Encrypt=true", f"Server=a;Password={MASK};Encrypt=true"),
        ("AccountName=a;AccountKey=abc==", f"AccountName=a;AccountKey={MASK}"),
        ("https://x/?sv=1&sig=ab%2Fc&se=2", f"https://x/?sv=1&sig={MASK}&se=2"),
        ("Authorization: Bearer eyJhbGciOi.x", f"Authorization: Bearer {MASK}"),
        ("the password is not known", "the password is not known"),
    ],
)  # fmt: skip
def test_secrets_are_known_by_name_and_form(value, shown):
    """What is called or written like a secret is masked; words about secrets and references are not."""
    assert hidden(value) == shown


def test_a_run_without_a_change_is_not_sent_again(filled):
    """The same answer with its tag is a 304; after a change it comes whole."""
    path = f"/local/monitor/runs/{filled.runs['broken']}"

    def status(tag):
        connection = http.client.HTTPConnection("127.0.0.1", filled.server.server_port, timeout=10)
        connection.request("GET", path, headers={"Authorization": f"Bearer {filled.token}", "If-None-Match": tag})
        response = connection.getresponse()
        found = response.status, response.getheader("ETag"), response.read()
        connection.close()
        return found

    first = status("")
    assert first[0] == 200 and first[1]
    assert status(first[1]) == (304, first[1], b"")


def test_deployments_say_what_became_of_each_resource(filled):
    """How many of how many, and of the failed one the error."""
    found = {each["name"]: each for each in ask(filled, "deployments")["deployments"]}
    assert (found["release-1"]["state"], found["release-1"]["done"], found["release-1"]["resources"]) == (
        "Succeeded",
        2,
        2,
    )
    assert (found["release-2"]["failed"], found["release-2"]["message"]) == (1, f"{MARKUP} is in the way")
    shown = ask(filled, "deployments/00000000-0000-0000-0000-00000000000a/rg/release-2")
    assert [each["state"] for each in shown["operations"]] == ["Succeeded", "Failed", "Succeeded"]
    assert shown["operations"][1]["error"]["code"] == "Conflict"
    assert shown["deployment"]["parameters"]["key"] == {"type": "SecureString"}


def test_resources_say_what_they_use_and_what_uses_them(filled):
    """References go both ways."""
    where = "00000000-0000-0000-0000-00000000000a/rg/f"
    assert ["pipelines", "child"] in ask(filled, f"resources/{where}/pipelines/nightly")["uses"]
    assert ask(filled, f"resources/{where}/pipelines/child")["usedBy"] == [["pipelines", "nightly"]]
    kinds = {each["kind"] for each in ask(filled, "resources")["resources"]}
    assert kinds == {"pipelines", "linkedservices"}


@pytest.mark.parametrize(
    ("blob", "kind", "columns", "rows", "total"),
    [
        ("drivers.csv", "table", ["id", "score", "name"], 200, 300),
        ("day/one/part.jsonl", "table", ["a", "b"], 2, 2),
        ("objects.json", "table", ["a", "b"], 2, 2),
        ("table.parquet", "table", ["id", "label"], 200, 500),
        ("settings.json", "text", None, None, None),
        ("notes.txt", "text", None, None, None),
        ("empty.txt", "text", None, None, None),
        ("blob.bin", "binary", None, None, None),
        ("broken.parquet", "text", None, None, None),
    ],
)
def test_a_look_into_files(filled, blob, kind, columns, rows, total):
    """Tables as tables with their first rows, text as text, anything else as bytes; a broken file says what it is."""
    found = ask(filled, f"files/acct/raw/{quote(blob)}")["preview"]
    assert found["kind"] == kind
    if kind == "table":
        assert [each["name"] for each in found["columns"]] == columns
        assert (len(found["rows"]), found["total"]) == (rows, total)
    assert ("note" in found) == (blob == "broken.parquet")


def test_a_look_is_bounded(tmp_path):
    """However large a file, wide a table or long a cell: what is sent stays small, and reading it takes no time."""
    wide = tmp_path / "wide.csv"
    wide.write_text(
        ",".join(f"c{n}" for n in range(5000)) + "\n" + ",".join(["x" * 900] * 5000) + "\n", encoding="utf-8"
    )
    found = preview.of(wide)
    assert len(found["columns"]) <= preview.MOST_COLUMNS
    large = tmp_path / "large.csv"
    with large.open("w", encoding="utf-8") as stream:
        stream.write("id,text\n")
        for n in range(200_000):
            stream.write(f"{n},{'ü' * 40}\n")
    start = time.perf_counter()
    found = preview.of(large)
    assert time.perf_counter() - start < 1
    assert (len(found["rows"]), found["total"], found["whole"]) == (preview.MOST_ROWS, None, False)
    assert all(len(cell) <= preview.MOST_CHARACTERS + 1 for row in found["rows"] for cell in row)


@pytest.mark.parametrize(
    ("text", "names", "first"),
    [
        ("a;b\n1;2\n", ["a", "b"], ["1", "2"]),
        ("a\tb\n1\t2\n", ["a", "b"], ["1", "2"]),
        ('a,b\r\n"x, y","z\nw"\r\n', ["a", "b"], ["x, y", "z\nw"]),
        ("\ufeffa,b\n1\n", ["a", "b"], ["1"]),
        ("a\n", ["a"], None),
    ],
)
def test_csv_in_its_dialects(tmp_path, text, names, first):
    """Separators, quotes, line ends inside of quotes, a byte order mark, rows that are too short, no rows."""
    file = tmp_path / "x.csv"
    file.write_bytes(text.encode())
    found = preview.of(file)
    assert [each["name"] for each in found["columns"]] == names
    assert (found["rows"][0] if found["rows"] else None) == first


def test_folders_come_one_at_a_time(filled, monkeypatch):
    """Folders first, then files by name; more than can be shown are counted."""
    found = ask(filled, "storage/acct/raw")
    assert [each["name"] for each in found["entries"]][:1] == ["day"]
    assert [each["name"] for each in ask(filled, "storage/acct/raw?path=day%2Fone")["entries"]] == ["part.jsonl"]
    monkeypatch.setattr(storage, "MOST_ENTRIES", 2)
    found = ask(filled, "storage/acct/raw")
    assert (len(found["entries"]), found["total"]) == (2, 10)
    assert {(each["account"], each["name"]) for each in ask(filled, "storage")["containers"]} >= {("acct", "raw")}


@pytest.mark.parametrize(
    "path",
    ["files/acct/raw/..%2f..%2fx", "files/acct/raw/nope.csv", "files/UPPER/raw/x", "storage/acct/raw?path=../..",
     "storage/acct/nope", "storage/acct/raw?path=nope", "logs/../store/groups", "logs/x%2f..%2f..%2flocal.log",
     "logs/nope/log.txt", "runs/nope", "notebooks/x", "resources/s/rg/f/nope/x", "logs/x?offset=-1"],
)  # fmt: skip
def test_nothing_outside_is_shown(filled, path):
    """A name that leads out, or to what isn't there, is refused with a sentence."""
    connection = http.client.HTTPConnection("127.0.0.1", filled.server.server_port, timeout=10)
    connection.request("GET", f"/local/monitor/{path}", headers={"Authorization": f"Bearer {filled.token}"})
    response = connection.getresponse()
    assert response.status in (400, 404), response.read()
    connection.close()


def test_notebooks_of_jobs_and_pipelines_with_their_logs(filled):
    """Both are in one list; a log is found for either, and comes in pieces."""
    found = ask(filled, "notebooks")["notebooks"]
    assert [each["notebook"] for each in found] == ["/Shared/report", "/Shared/fails", "/Shared/report"]
    assert [each["status"] for each in found] == ["Succeeded", "Failed", "Succeeded"]
    log = ask(filled, f"logs/{found[0]['log']}")
    assert log["text"].splitlines() == ["first line", "the day is 2026-11-28"]
    rest = ask(filled, f"logs/{found[0]['log']}?offset={log['next']}")
    assert (rest["text"], rest["next"]) == ("", log["size"])
    job = ask(filled, f"notebooks/{found[2]['job']}")
    assert job["tasks"][0]["result"] == '{"rows": 3}'
    assert ask(filled, f"logs/{job['tasks'][0]['log']}")["text"].endswith("the day is 2026-11-27\n")
    assert "ValueError: no rows" in ask(filled, f"notebooks/{found[1]['job']}")["tasks"][0]["error"]


def test_a_log_is_never_cut_in_a_character(tmp_path, monkeypatch):
    """Pieces of a log joined are the log, whatever the size of a piece and wherever it ends."""
    text = "Grüße 😀 ç\n" * 50
    (tmp_path / "run").mkdir()
    (tmp_path / "run/log.txt").write_text(text, encoding="utf-8")
    monkeypatch.setattr(logs, "PIECE", 7)
    at, found = 0, ""
    while (piece := logs.read(tmp_path, "run/log.txt", at))["next"] > at:
        found, at = found + piece["text"], piece["next"]
    assert found == text


def test_checks_are_those_beside_the_state(filled):
    """The result of a check is shown as it was written; one that can't be read says so."""
    (found,) = ask(filled, "checks")["checks"]
    assert (found["folder"], found["result"]["status"]) == ("local", "Failed")
    (filled.state.parent / "qa").mkdir(exist_ok=True)
    (filled.state.parent / "qa/check.json").write_text("{", encoding="utf-8")
    problems = {each["folder"]: each.get("problem") for each in ask(filled, "checks")["checks"]}
    assert problems["local"] is None and problems["qa"]


def test_child_runs_are_in_the_tree(filled):
    """The activities of a run that an activity started stand below it, with the run that they are of."""
    found = ask(filled, f"runs/{filled.runs['nightly']}")["activities"]
    (publish,) = [each for each in found if each["name"] == "Publish"]
    assert publish["child"]
    inside = [each for each in found if each["container"] == publish["id"]]
    assert [each["name"] for each in inside] == ["Rest", "Keep"]
    assert {each["run"] for each in inside} == {publish["child"]}


def test_names_come_as_they_are(filled):
    """Names that are markup or very long arrive whole: only the page has to make text of them."""
    names = {each["pipeline"] for each in ask(filled, "runs")["runs"]}
    assert {MARKUP, LONG} <= names


def test_a_large_run_is_told_in_little_time(filled):
    """A run of 2,000 activities in loops is answered in well under a second."""
    steps = [set_variable("A", "@string(item())"), wait("B", **after("A"))]
    filled.put("pipelines", "large", {"activities": [loop("L", "@range(0,1000)", *steps)],
                                      "variables": {"v": {"type": "String"}}})  # fmt: skip
    filled.runs["large"] = run = filled.ran("large")
    start = time.perf_counter()
    found = ask(filled, f"runs/{run}")
    seconds = time.perf_counter() - start
    print(f"2,001 activities: {seconds * 1000:.0f} ms")
    assert found["total"] == len(found["activities"]) == 2001
    assert seconds < 1


def test_the_list_of_runs_is_bounded(filled, monkeypatch):
    """Of very many runs the latest are sent, with how many there are."""
    monkeypatch.setattr(runs, "MOST_RUNS", 3)
    found = ask(filled, "runs")
    assert len(found["runs"]) == 3 < found["total"]
