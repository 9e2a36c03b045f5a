"""What is wrong with a template, in Azure Resource Manager's own codes and words."""

from arm.errors import UsageError


class TemplateError(UsageError):
    """A template or parameters that Azure Resource Manager refuses; `code` is Azure's, such as InvalidTemplate."""

    def __init__(self, message: str, *, code: str = "InvalidTemplate", hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.code = code


def invalid(reason: str) -> TemplateError:
    """The error of a template that fails validation, worded as Azure words it.

    https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-invalid-template
    """
    return TemplateError(f"Deployment template validation failed: '{reason}'.")


class EvaluationError(Exception):
    """An expression that can't be evaluated; whoever knows where it stands makes it a TemplateError."""
