"""The Invoke collection: a module for each group of tasks; what all of them share stands in `perform`.

Nothing heavy is imported before a task runs: `invoke --list` shall answer at once.
"""

from invoke.collection import Collection

from arm.collection.deployments import deploy, plan, recover
from arm.collection.environments import check, patch, run
from arm.collection.history import conform
from arm.collection.local_azure import local
from arm.collection.sources import evaluate, export, validate
from arm.collection.views import explain, graph, matrix

namespace = Collection(
    export, validate, explain, matrix, graph, conform, patch, plan, deploy, recover, run, check, evaluate
)
namespace.add_collection(local)

__all__ = ["namespace"]
