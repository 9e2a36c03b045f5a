"""What a notebook may take."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What a notebook may take: seconds, bytes of memory (with all processes that it starts), bytes of output.

    Memory is what its processes hold in RAM, looked at some fifty times a second: the same on every system, and what
    is only reserved, as Java and pyarrow do, doesn't count. Databricks, too, ends a run that prints more than 20 MB
    (https://learn.microsoft.com/azure/databricks/jobs/).
    """

    seconds: float = 3600
    memory: float = 4e9
    output: float = 20e6
