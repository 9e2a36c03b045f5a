"""The rules of the export format, one in each folder beside this file: a source, and what is published of it."""

from pathlib import Path

import pytest

from arm.commands.export import run

CASES = sorted(path.parent for path in Path(__file__).parent.glob("*/claim.txt"))


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a folder by their path inside it."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_is_exported_to_the_byte(case, tmp_path):
    """The export of a case has exactly the files it should have, each equal to the byte (claim.txt says of what)."""
    run(case / "source", "fab", tmp_path / "out")
    made, expected = contents(tmp_path / "out"), contents(case / "expected")
    assert made.keys() == expected.keys()
    for name, data in expected.items():
        assert made[name].decode() == data.decode(), name


@pytest.mark.conformance
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_counts_as_a_publish(case, tmp_path):
    """Measured as real publishes are, every case reaches every level."""
    from arm.history.scoring import score

    run(case / "source", "fab", tmp_path / "out")
    assert set(score(tmp_path / "out", case / "expected").levels.values()) == {True}
