"""The borders inside `arm/`: who may import whom, and how long functions and files may grow."""

import ast
from pathlib import Path

import pytest

ARM = Path(__file__).resolve().parent.parent / "arm"
LEAVES = {"errors", "findings", "events", "jsontext", "pointers", "files"}
ALLOWED = {
    "settings": set(),
    "expressions": set(),
    "factory": set(),
    "armlanguage": set(),
    "template": {"factory"},
    "history": {"template", "factory"},
    "rules": {"template", "factory", "expressions", "settings"},
    "cloud": {"settings"},
    "runtime": {"expressions", "factory"},
    "local": {"runtime", "armlanguage"},
    "report": {"commands"},
    "commands": {
        "history", "rules", "template", "factory", "cloud", "expressions", "armlanguage", "runtime", "local",
        "settings",
    },
    "collection": {"commands", "report", "settings"},
    "pytest_plugin": {"runtime"},
}  # fmt: skip
FILES = sorted(ARM.rglob("*.py"))
names = [path.relative_to(ARM).as_posix() for path in FILES]


def part_of(path: Path) -> str:
    """The part of the house a file belongs to: the folder or module directly below arm/."""
    return path.relative_to(ARM).parts[0].removesuffix(".py")


def imported_parts(path: Path) -> set[str]:
    """The parts of arm/ that a file imports anywhere in it, function bodies included."""
    modules = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: write imports in full"
            modules |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {name.split(".")[1] for name in modules if name.startswith("arm.")} & (LEAVES | ALLOWED.keys())


@pytest.mark.parametrize("path", FILES, ids=names)
def test_a_part_imports_only_what_stands_above_it(path):
    """Reading arm/ top to bottom is the way the data flows; no part imports against it."""
    part = part_of(path)
    if part == "__init__":
        assert not imported_parts(path)
        return
    allowed = LEAVES if part in LEAVES else LEAVES | ALLOWED[part] | {part}
    assert imported_parts(path) <= allowed


@pytest.mark.parametrize("path", FILES, ids=names)
def test_files_and_functions_stay_small(path):
    """No file passes 400 lines and no function 60: longer ones hide what they do."""
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno - node.lineno < 60, f"{node.name} is too long"


def test_notebooks_import_nothing_of_arm():
    """A notebook runs on a cluster, where arm is not installed."""
    for path in (ARM.parent / "notebooks").glob("**/*.py"):
        assert "arm" not in {name.split(".")[0] for name in _all_modules(path)}


def _all_modules(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    plain = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


@pytest.mark.parametrize("path", sorted(Path(__file__).parent.rglob("test_*.py")), ids=lambda path: path.name)
def test_every_test_states_its_claim(path):
    """A test's docstring is the sentence that is wrong when the test fails."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tests = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    assert [node.name for node in tests if not ast.get_docstring(node)] == []
