"""What gets deployed: from the checkout, from CI's artifacts, or from what ADF Studio published."""

import pytest

from arm.commands.artifacts import obtain_notebooks, obtain_template
from arm.errors import UsageError
from arm.settings import Settings

HEADER = "# Databricks notebook source\n"
TEMPLATE = "ARMTemplateForFactory.json"


@pytest.fixture
def settings(tmp_path):
    """A checkout with one notebook and a module beside it."""
    folder = tmp_path / "notebooks"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "own.py").write_text(HEADER, encoding="utf-8")
    (folder / "module.py").write_text("x = 1\n", encoding="utf-8")
    return Settings(notebooks=folder)


def paths(notebooks):
    """The paths of notebooks."""
    return [notebook.path for notebook in notebooks]


def test_a_notebook_is_a_file_with_databricks_first_line(settings):
    """Modules beside notebooks are not notebooks; sub-folders count."""
    assert paths(obtain_notebooks(settings, None, template_too=True)) == ["sub/own"]


def test_the_artifact_counts_where_there_is_one(settings, tmp_path):
    """CI's notebooks are deployed, not the checkout's."""
    artifact = tmp_path / "ci" / "di-notebooks"
    artifact.mkdir(parents=True)
    (artifact / "built.py").write_bytes(b"\xef\xbb\xbf" + HEADER.encode().replace(b"\n", b"\r\n"))
    assert paths(obtain_notebooks(settings, tmp_path / "ci", template_too=False)) == ["built"]


def test_a_published_template_goes_with_the_checkouts_notebooks(settings, tmp_path):
    """Studio publishes no notebooks; asked for notebooks alone, its folder is the wrong one."""
    published = tmp_path / "published"
    published.mkdir()
    assert paths(obtain_notebooks(settings, published, template_too=True)) == ["sub/own"]
    with pytest.raises(UsageError, match="no di-notebooks folder there"):
        obtain_notebooks(settings, published, template_too=False)


@pytest.mark.parametrize("below", ["", "adf-pipelines", "my-factory"])
def test_a_template_is_found_where_artifacts_and_publish_branches_have_it(settings, tmp_path, below):
    """In the folder itself, in CI's artifact, or in the factory's folder of a publish branch."""
    folder = tmp_path / "from" / below
    folder.mkdir(parents=True)
    (folder / TEMPLATE).write_text('{"resources": []}', encoding="utf-8")
    assert obtain_template(settings, tmp_path / "from").template == {"resources": []}


@pytest.mark.parametrize(("names", "told"), [([], "no ARMTemplate"), (["a", "b"], "several templates")])
def test_no_template_or_several_are_refused(settings, tmp_path, names, told):
    """The message says what is there instead of one."""
    (tmp_path / "from").mkdir()
    for name in names:
        (tmp_path / "from" / name).mkdir()
        (tmp_path / "from" / name / TEMPLATE).write_text("{}", encoding="utf-8")
    with pytest.raises(UsageError, match=told):
        obtain_template(settings, tmp_path / "from")
