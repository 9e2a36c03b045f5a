"""The pipeline: its steps only call pip, nox and invoke, what they call exists, and pull requests deploy nothing."""

import re
import shutil
from pathlib import Path

import pytest
import yaml

from arm.commands import artifacts, export
from arm.settings import Settings, environments
from tests.azure_pipelines.commands import command_problems, lines, script_problems, tasks
from tests.azure_pipelines.conditions import UnknownCondition, judge
from tests.azure_pipelines.environments import credential_problems, load, used_variables, variable_problems
from tests.azure_pipelines.expansion import CannotExpand, expand, steps
from tests.azure_pipelines.schema import schema_problems
from tests.azure_pipelines.stages import PULL_REQUEST, deploy_stages, pull_request_problems

ROOT = Path(__file__).parents[1]
OVERRIDES = ROOT / "parameter-overrides"
PARTS_OF_IT = ("azure-pipelines.yml", "azure-pipelines", "parameter-overrides", "noxfile.py", "requirements.lock")
SPOILED = yaml.safe_load((Path(__file__).parent / "azure_pipelines" / "spoiled.yml").read_text(encoding="utf-8"))
CHECKS = ("scripts", "commands", "variables", "credentials", "pull requests")


def problems(check, root):
    """What one of the checks finds in the pipeline of the repository at `root`."""
    pipeline = expand(root / "azure-pipelines.yml")
    found, overrides = list(steps(pipeline)), root / "parameter-overrides"
    return list(
        {
            "scripts": lambda: script_problems(found),
            "commands": lambda: command_problems(found, root),
            "variables": lambda: variable_problems(found, overrides),
            "credentials": lambda: credential_problems(found, overrides),
            "pull requests": lambda: pull_request_problems(pipeline),
        }[check]()
    )


@pytest.fixture(scope="module")
def pipeline():
    return expand(ROOT / "azure-pipelines.yml")


@pytest.fixture(scope="module")
def stages(pipeline):
    return {stage["stage"]: stage for stage in pipeline["stages"]}


@pytest.fixture
def copy(tmp_path):
    """A copy of the pipeline and what its commands name, to spoil."""
    for name in PARTS_OF_IT:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copyfile)(source, tmp_path / name)
    return tmp_path


def spoil(root, case):
    """Replace a text in a file of a copy; the text must be there, or the case would show nothing."""
    file = root / case["file"]
    text = file.read_text(encoding="utf-8")
    assert case["replace"] in text, "the case has to be brought up to date"
    file.write_text(text.replace(case["replace"], case["by"]), encoding="utf-8")


def cases(*checks):
    chosen = [case for case in SPOILED if case["check"] in checks]
    return pytest.mark.parametrize("case", chosen, ids=[case["comment"] for case in chosen])


@pytest.mark.parametrize("check", CHECKS)
def test_the_pipeline_is_in_order(check):
    """Only allowed script lines, that name what exists, with the variables they need, never for a pull request."""
    assert problems(check, ROOT) == []


@cases(*CHECKS)
def test_a_spoiled_pipeline_is_found_out(copy, case):
    """Each of the checks tells the mistake it is there for, and where it is."""
    spoil(copy, case)
    assert case["problem"] in problems(case["check"], copy)


def test_every_check_has_a_case_that_it_finds_out():
    """No check is there that couldn't fail."""
    assert {case["check"] for case in SPOILED} == {*CHECKS, "schema"}


def test_pipeline_and_templates_fit_the_schema(reference_data):
    """Azure DevOps would take every key, value and task input."""
    assert list(schema_problems(ROOT, reference_data / "schemas" / "azure-pipelines.json")) == []


@cases("schema")
def test_what_does_not_fit_the_schema_is_told_with_its_place(reference_data, copy, case):
    """A key, a value or an input of a task that Azure DevOps doesn't know is found."""
    spoil(copy, case)
    assert case["problem"] in list(schema_problems(copy, reference_data / "schemas" / "azure-pipelines.json"))


@pytest.mark.parametrize(
    ("replace", "by", "message"),
    [
        ("after: ci", "afterwards: ci", "stage.yml declares no parameter afterwards"),
        ("      after: ci\n", "", "stage.yml is not given its parameter after"),
        (
            "azure-pipelines/stage.yml",
            "azure-pipelines/stages.yml",
            "there is no template azure-pipelines/stages.yml",
        ),
        ("environment: qa", "environment: ${{ variables.x }}", "${{ variables.x }} is no parameter"),
    ],
)
def test_a_template_that_azure_pipelines_would_refuse_is_not_expanded(copy, replace, by, message):
    """The checks never look at a pipeline that isn't the one Azure Pipelines would run."""
    spoil(copy, {"file": "azure-pipelines.yml", "replace": replace, "by": by})
    with pytest.raises(CannotExpand, match=re.escape(message)):
        expand(copy / "azure-pipelines.yml")


@pytest.mark.parametrize(
    ("condition", "variables", "outcome"),
    [
        ("succeeded()", {}, None),
        ("always()", {}, True),
        ("and(succeeded(), ne(variables['Build.Reason'], 'PullRequest'))", PULL_REQUEST, False),
        ("and(succeeded(), ne(variables['Build.Reason'], 'pullrequest'))", PULL_REQUEST, False),
        ("or(always(), ne(variables['Build.Reason'], 'PullRequest'))", PULL_REQUEST, True),
        ("or(succeeded(), ne(variables.Build.Reason, 'PullRequest'))", PULL_REQUEST, None),
        ("not(eq(variables['Build.SourceBranch'], 'refs/heads/main'))", PULL_REQUEST, None),
        ("in(variables['Build.Reason'], 'Manual', 'IndividualCI')", PULL_REQUEST, False),
        ("notIn(variables['Build.Reason'], 'PullRequest')", PULL_REQUEST, False),
        ("startsWith(variables['Build.SourceBranch'], 'refs/heads/')", {"Build.SourceBranch": "refs/pull/1"}, False),
        ("false", {}, False),
    ],
)
def test_a_condition_is_true_false_or_unknown(condition, variables, outcome):
    """What isn't known, such as whether a stage succeeded, may be either: only a certain `false` keeps a run out."""
    assert judge(condition, variables) is outcome


@pytest.mark.parametrize("condition", ["coalesce(1)", "succeeded", "and(true", "true, true", "eq(variables[x], 'y')"])
def test_a_condition_that_can_not_be_judged_is_not_guessed(condition):
    """An unknown function or a broken condition is an error, not an outcome."""
    with pytest.raises(UnknownCondition):
        judge(condition, {})


@pytest.mark.parametrize(
    ("reason", "branch", "succeeded", "outcome"),
    [
        ("IndividualCI", "refs/heads/main", True, True),
        ("Manual", "refs/heads/main", True, True),
        ("IndividualCI", "refs/heads/main", False, False),
        ("Manual", "refs/heads/feature", True, False),
        ("PullRequest", "refs/pull/7/merge", True, False),
        ("PullRequest", "refs/heads/main", True, False),
    ],
)
def test_main_is_deployed_and_nothing_else(pipeline, reason, branch, succeeded, outcome):
    """A deploy stage runs for the main branch when the stage before succeeded."""
    variables = {"Build.Reason": reason, "Build.SourceBranch": branch}
    for stage in deploy_stages(pipeline):
        assert judge(stage["condition"], variables, {"succeeded": succeeded}) is outcome


def test_one_stage_an_environment_each_after_the_one_before(pipeline, stages):
    """CI, qa, uat, prod: a later environment is planned and deployed only after the earlier one was tested."""
    assert [(name, stage.get("dependsOn")) for name, stage in stages.items()] == [
        ("ci", None),
        ("plan_qa", "ci"),
        ("qa", "plan_qa"),
        ("plan_uat", "qa"),
        ("uat", "plan_uat"),
        ("plan_prod", "uat"),
        ("prod", "plan_prod"),
    ]
    assert [stage["stage"] for stage in deploy_stages(pipeline)] == [*stages][1:]


@pytest.mark.parametrize("environment", ["qa", "uat", "prod"])
def test_what_was_planned_is_deployed_and_then_checked(stages, environment):
    """The plan is made before the environment's approvals, which hold for the deployment; the test waits for that."""
    planning, stage = stages[f"plan_{environment}"], stages[environment]
    assert "environment" not in planning["jobs"][0]
    jobs = {job.get("deployment") or job.get("job"): job for job in stage["jobs"]}
    assert stage["lockBehavior"] == "sequential"
    assert stage["variables"] == planning["variables"] == [{"group": f"devops-ds-{environment}"}]
    assert {name: job.get("dependsOn") for name, job in jobs.items()} == {
        "deploy": None,
        "integration_test": "deploy",
    }
    assert jobs["deploy"]["environment"] == f"devops-ds-{environment}"
    called = [task for step in steps({"stages": [planning, stage]}) for task in tasks(step)]
    assert [(task.name, task.values.get("plan")) for task in called] == [
        ("plan", None),
        ("deploy", f"folder/plan-{environment}/plan.json"),  # `folder` stands for the macro
        ("check", None),
    ]
    assert {task.values["env"] for task in called} == {environment}


@pytest.mark.parametrize("environment", ["qa", "uat", "prod"])
def test_the_jobs_that_deploy_take_this_commit_and_its_artifacts(stages, environment):
    """They plan and deploy what CI made of the commit, both the same, and not what they find."""
    made = [artifacts.NOTEBOOKS_ARTIFACT, artifacts.FACTORY_ARTIFACT]
    wanted = {"plan": made, "deploy": [*made, f"plan-{environment}"], "integration_test": []}
    for stage in (stages[f"plan_{environment}"], stages[environment]):
        for job in stage["jobs"]:
            found = list(steps({"stages": [{**stage, "jobs": [job]}]}))
            assert found[0].body == {"checkout": "self"}
            downloads = [step.body.get("artifact") for step in found if step.body.get("download") == "current"]
            assert downloads == wanted[job.get("deployment") or job.get("job")]
            if downloads:
                (called,) = [line for step in found for line in lines(step)][1:]
                assert called.endswith('--from "$(Pipeline.Workspace)"')
    (published,) = [
        step.body for step in steps({"stages": [stages[f"plan_{environment}"]]}) if "publish" in step.body
    ]
    assert (published["publish"], published["artifact"]) == (f"build/{environment}/plan.json", f"plan-{environment}")


def test_what_ci_publishes_is_what_a_deployment_takes(stages, tmp_path, monkeypatch):
    """Artifacts laid out as CI publishes and a job downloads them hold the notebooks and the template."""
    monkeypatch.chdir(ROOT)
    export.run(Path("adf"), None, tmp_path / "build" / "arm", None)
    published = {
        step.body["artifact"]: step.body["publish"]
        for step in steps({"stages": [stages["ci"]]})
        if "publish" in step.body
    }
    workspace = tmp_path / "workspace"
    for artifact, folder in published.items():
        made_here = (tmp_path if folder.startswith("build/") else ROOT) / folder
        shutil.copytree(made_here, workspace / artifact, ignore=shutil.ignore_patterns("__pycache__"))
    template = artifacts.obtain_template(Settings(), workspace)
    notebooks = artifacts.obtain_notebooks(Settings(), workspace, template_too=False)
    assert template.folder == workspace / "adf-pipelines"
    assert [notebook.file.parent for notebook in notebooks] == [workspace / "di-notebooks"] * len(notebooks)
    assert [notebook.path for notebook in notebooks] == ["driver_expectations", "prepare_data", "test_data_ingestion"]


def test_test_results_are_published_when_tests_fail(stages):
    """The reports of the sessions and of validate are published whatever came before."""
    (publish,) = [step for step in steps({"stages": [stages["ci"]]}) if step.task == "PublishTestResults@2"]
    variables, failed = {}, {"succeeded": False, "failed": True, "succeededorfailed": True}
    assert judge(publish.body["condition"], variables, failed) is True
    assert publish.inputs["testresultsfiles"] == "build/reports/*.xml"
    reports = [
        task.values["output"]
        for step in steps({"stages": [stages["ci"]]})
        for task in tasks(step)
        if "output" in task.values
    ]
    assert reports == ["build/reports/validate.xml"]


@pytest.mark.parametrize("environment", ["qa", "uat", "prod"])
def test_the_agent_waits_longer_than_the_check_may_take(stages, environment):
    """Azure Pipelines doesn't cancel an integration test that the environment's own timeouts would still allow."""
    loaded = load(OVERRIDES, environment)
    (job,) = [job for job in stages[environment]["jobs"] if job.get("job") == "integration_test"]
    minutes_to_install = 15
    assert int(job["timeoutInMinutes"]) >= (loaded.run.timeout + loaded.check.timeout) / 60 + minutes_to_install


def test_the_guide_names_everything_there_is_to_create(stages):
    """Each variable of the groups, and each environment's name, stands in docs/azure-pipelines.md."""
    guide = (ROOT / "docs" / "azure-pipelines.md").read_text(encoding="utf-8")
    deployed = [name for name in environments(Settings(overrides=OVERRIDES)) if name in stages]
    for name in deployed:
        assert f"`devops-ds-{name}`" in guide
        for variable in used_variables(OVERRIDES, name):
            assert f"| `{variable}` |" in guide
    assert deployed == ["prod", "qa", "uat"]
