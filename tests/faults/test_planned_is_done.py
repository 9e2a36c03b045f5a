"""What is planned is what the target sees, and what is there afterwards is what a fresh deployment brings."""

import re
import shutil
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest

from arm.errors import AdfopsError
from tests.deployment.conftest import ENVIRONMENT, Site
from tests.faults.edits import Editor
from tests.faults.target import WHERE, serving

ROOT = Path(__file__).resolve().parents[2]
EDITS = 200
EDITS_OF_ONE = 10
ALL = {"delete": True, "delete_limit": 10_000, "delete_types": ("triggers", "pipelines", "datasets", "notebooks")}


def seen(site, release):
    """What the target saw of a deployment to the factory, as (action, resource)."""
    found = set()
    for method, quoted in site.target.requests():
        path = unquote(quoted)
        if match := re.search(r"/triggers/([^/]+)/(start|stop)$", path):
            found.add((match[2], f"triggers/{match[1]}".casefold()))
        elif method == "DELETE" and (match := re.search(r"/factories/[^/]+/(.+)$", path)):
            found.add(("delete", match[1].casefold()))
        elif method == "PUT" and re.search(r"/factories/[^/]+$", path):
            found.add(("write", "factory"))
    deployments = site.target.azure.deployments
    for record in deployments.all(*WHERE[:2]):
        if release.fresh and record["name"].startswith(release.id):
            for operation in deployments.operations(*WHERE[:2], record["name"]):
                resource = operation["properties"]["targetResource"]
                kind = "/".join(resource["resourceType"].split("/")[2:])
                name = "/".join(resource["resourceName"].split("/")[1:])
                found.add(("write", f"{kind}/{name}".casefold() if kind else "factory"))
    return found


def imports(site):
    """How many notebooks were imported (the manifest aside) and how many deleted."""
    paths = [path for _, path in site.target.requests()]
    came, went = (sum(path.endswith(f"/workspace/{word}") for path in paths) for word in ("import", "delete"))
    return max(0, came - 1), went


def planned(plan):
    """What a plan says the target will see of the factory, and how many notebooks come and go."""
    names = {"create": "write", "change": "write"}
    acts = [(names.get(item.action, item.action), item.resource) for item in plan.items]
    acts = [each for each in acts if each[0] not in ("unchanged", "keep")]
    notebooks = (sum(act == "import" for act, _ in acts), sum(act == "delete" and key[0] == "/" for act, key in acts))
    return {(act, key.casefold()) for act, key in acts if key[0] != "/"}, notebooks


def stays(item):
    """Whether a second deployment has nothing to do about it: only what holds a plain secret is always sent again."""
    return item.action in ("unchanged", "keep") or item.reason == "holds a secret, which can't be compared"


def fresh(site, folder):
    """The state after deploying the same sources to a target where nothing is."""
    with serving(folder / "state") as target:
        shutil.copytree(site.folder / "adf", folder / "adf")
        shutil.copytree(site.folder / "notebooks", folder / "notebooks")
        other = Site.of(folder, target, site.settings.factory)
        shutil.copytree(site.folder / "environments", folder / "environments", dirs_exist_ok=True)
        other.deploy()
        return target.state()


def edit_and_deploy(source, factory, folder, seed, count):
    """Edit a factory `count` times, deploying each time; the number of items that were planned and done.

    AdfopsError if the factory as it is can't be deployed here.
    """
    shutil.copytree(source, folder / "adf")
    items = 0
    with serving(folder / "state") as target:
        (folder / "notebooks").mkdir()
        site = Site.of(folder, target, factory)
        editor = Editor(folder / "adf", folder / "notebooks", seed)
        editor.touch_notebook()
        site.deploy()
        for number in range(count):
            told = editor.edit()
            site.environment(ENVIRONMENT, triggers=editor.wishes())
            plan = site.plan(**ALL)
            target.forget_requests()
            release = site.deploy(**ALL)
            wanted, notebooks = planned(plan)
            assert seen(site, release) == wanted, told
            assert imports(site) == notebooks, told
            assert [item for item in site.plan(**ALL).items if not stays(item)] == [], told
            assert target.state() == fresh(site, folder / f"fresh{number}"), told
            shutil.rmtree(folder / f"fresh{number}")
            items += len(wanted) + sum(notebooks)
    return items


def test_the_seed_factory_edited_at_random(tmp_path):
    """A few edits, in every run of the tests."""
    assert edit_and_deploy(ROOT / "adf", "devops-ds-adf", tmp_path / "site", seed=7, count=4) > 4


@pytest.mark.faults
def test_real_factories_edited_at_random(reference_data, tmp_path):
    """Two hundred edits of factories as they were published, those that can be deployed here."""
    import json

    index = json.loads((reference_data / "golden" / "index.json").read_text(encoding="utf-8"))
    fitting = [each for each in index if "triggers" in each["types"] and each["resources"] <= 80]
    edits = items = 0
    passed_over = []
    for seed, pair in enumerate(
        sorted({each["factory"]: each for each in fitting}.values(), key=lambda each: each["id"])
    ):
        source = reference_data / "golden" / "pairs" / pair["id"] / "source"
        try:
            items += edit_and_deploy(source, pair["factory"], tmp_path / pair["id"], seed, EDITS_OF_ONE)
        except AdfopsError as error:
            passed_over.append(f"{pair['id']}: {error}")
            continue
        edits += EDITS_OF_ONE
        shutil.rmtree(tmp_path / pair["id"])
        print(f"\r{edits} edits, {items} items", end="", file=sys.stderr, flush=True)
        if edits >= EDITS:
            break
    print(f"\n{edits} random edits, {items} planned items done; not deployable here: {len(passed_over)}")
    assert edits >= EDITS, "\n".join(passed_over)
