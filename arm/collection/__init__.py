"""The Invoke collection: a module for each group of tasks; what all of them share stands in `perform`.

Nothing heavy is imported before a task runs: `invoke --list` shall answer at once.
"""

from invoke.collection import Collection

from arm.collection.deployments import deploy, plan, recover, rollback
from arm.collection.environments import check, patch, run
from arm.collection.history import conform, diff
from arm.collection.local_azure import local
from arm.collection.sources import evaluate, export, validate
from arm.collection.views import explain, graph, matrix

_SOURCES = (export, validate, explain, matrix, graph, diff, conform, evaluate)
_ENVIRONMENTS = (patch, plan, deploy, rollback, recover, run, check)

namespace = Collection(*_SOURCES, *_ENVIRONMENTS)
namespace.add_collection(local)

__all__ = ["namespace"]
