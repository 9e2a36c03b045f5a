"""The variables a pipeline declares."""

from arm.runtime.failures import ActivityFailure
from arm.runtime.scope import Scope


def declared_type(scope: Scope, name: str) -> str:
    """The type of a variable of the running pipeline. ActivityFailure if it declares none of that name."""
    declared = (scope.factory.pipelines[scope.run.pipeline].get("variables") or {}).get(name)
    if declared is None:
        raise ActivityFailure("BadRequest", f"the pipeline has no variable '{name}'")
    kind: str = declared.get("type", "String")
    return kind
