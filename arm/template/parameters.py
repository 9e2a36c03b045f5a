"""Parameters of a template: what is known of each, and how declarations are gathered in order."""

from dataclasses import dataclass, field, replace
from typing import Any

from arm.template.escaping import unescaped

SECURE_STRING = "secureString"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a parameter comes from: source file and JSON Pointer into it, and the leaf that made it.

    `definition` is the JSON Pointer of the leaf in the definition, empty for a secret found whatever the
    rules say.
    """

    file: str
    pointer: str
    definition: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """One declaration. `default` is as the template writes it (escaped) and counts only if `has_default`."""

    name: str
    type: str
    origin: Origin
    metadata: str = ""
    has_default: bool = False
    default: Any = field(default=None, compare=False)
    source: Any = field(default=None, compare=False, repr=False)
    """The value in the source, whether or not it is the default."""
    refers_to: str = ""
    """The secret's parameter whose place this one took: in a linked template it is the default."""

    @property
    def is_secure(self) -> bool:
        """Whether Resource Manager keeps the value secret."""
        return self.type.lower() in ("securestring", "secureobject")

    def declaration(self) -> dict[str, Any]:
        """The declaration in a template: `type`, `metadata`, `defaultValue`, in that order."""
        declared: dict[str, Any] = {"type": self.type}
        if self.metadata:
            declared["metadata"] = self.metadata
        if self.has_default:
            declared["defaultValue"] = self.default
        return declared

    def value(self) -> Any:
        """What the parameter file says: the default, read as Resource Manager would, or ""."""
        return unescaped(self.default) if self.has_default else ""


def with_default(parameter: Parameter, default: Any) -> Parameter:
    """The parameter with another default."""
    return replace(parameter, has_default=True, default=default)
