"""Errors of the Databricks API."""

from arm.local.wire import Refusal, Response, answer


class DatabricksError(Refusal):
    """`{"error_code", "message"}`: https://docs.databricks.com/api/azure/workspace/introduction."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message

    def response(self) -> Response:
        """The error as JSON."""
        return answer({"error_code": self.code, "message": self.message}, self.status)


def missing(path: str) -> DatabricksError:
    """There is nothing at a workspace path."""
    return DatabricksError(404, "RESOURCE_DOES_NOT_EXIST", f"Path ({path}) doesn't exist.")


def invalid(message: str) -> DatabricksError:
    """A parameter that isn't right."""
    return DatabricksError(400, "INVALID_PARAMETER_VALUE", message)


def unsupported_format(name: str) -> DatabricksError:
    """A format of notebooks that isn't done here."""
    return invalid(f"The format {name} is not supported here: use SOURCE or AUTO.")
