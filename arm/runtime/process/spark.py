"""`spark` as a notebook finds it: made at its first use, where pyspark is installed."""

import importlib.util
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

NO_SPARK = (
    "a local run has no Spark here: pyspark isn't installed where notebooks run (use pandas, install pyspark, "
    "or run this notebook on a cluster)"
)


class SparkNotThere(Exception):
    """Spark was used, and there is none."""


class Lazy:
    """Stands for something until it is used; it even passes for one of its class."""

    def __init__(self, make: Callable[[], Any]) -> None:
        object.__setattr__(self, "_make", make)

    def __getattr__(self, name: str) -> Any:
        return getattr(object.__getattribute__(self, "_make")(), name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(object.__getattribute__(self, "_make")(), name, value)

    @property
    def __class__(self) -> Any:
        if "pyspark" not in sys.modules:  # then nobody can ask whether it is one
            return Lazy
        return type(object.__getattribute__(self, "_make")())

    @__class__.setter
    def __class__(self, _: Any) -> None:
        raise TypeError("the class of spark can't be changed")


def names(warehouse: Path, display_name: str) -> dict[str, Any]:
    """`spark`, `sc`, `sqlContext`, `sql` and `table`, nothing of it started yet."""
    started: list[Any] = []

    def session() -> Any:
        if not started:
            started.append(_start(warehouse, display_name))
        return started[0]

    return {
        "spark": Lazy(session),
        "sc": Lazy(lambda: session().sparkContext),
        "sqlContext": Lazy(session),  # what is left of it is the session's
        "sql": lambda *args, **named: session().sql(*args, **named),
        "table": lambda name: session().table(name),
    }


def _start(warehouse: Path, name: str) -> Any:
    """A session on this machine whose tables lie in DBFS' own warehouse. SparkNotThere if it can't be had."""
    if importlib.util.find_spec("pyspark") is None:
        raise SparkNotThere(NO_SPARK)
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = (
        SparkSession.builder.master("local[*]")
        .appName(name)
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")  # driver and executor are one process: nobody else has to reach it
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.warehouse.dir", warehouse.as_uri())
    )
    try:
        return builder.getOrCreate()
    except PySparkException as error:
        raise SparkNotThere(f"Spark can't start here (it needs Java 17 or newer): {error}") from None
