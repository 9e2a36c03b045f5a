"""The grammar of a parameterization leaf, `<action>:<name>:<stype>`, and the parameter names it makes.

https://learn.microsoft.com/azure/data-factory/continuous-integration-delivery-resource-manager-custom-parameters
"""

from dataclasses import dataclass

KEEP, DROP, SECRET = "=", "-", "|"
"""What a leaf does with the current value: keep it as the default, have no default, or replace a secret."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf of a definition: its action, how it renames the parameter (None: not at all), and its type if told."""

    action: str
    rename: str | None
    stype: str
    pointer: str
    """Where in the definition file the leaf stands (JSON Pointer)."""

    @property
    def is_secure(self) -> bool:
        """Whether the parameter's type is a secure one, which carries no default."""
        return self.stype.lower() in ("securestring", "secureobject")


def parse_leaf(text: str, pointer: str) -> Leaf | None:
    """The leaf that `text` spells, None if it follows no rule of the grammar."""
    parts = text.split(":")
    if parts[0] not in (KEEP, DROP, SECRET) or len(parts) > 3 or parts[1:2] == ["-"]:
        return None
    return Leaf(parts[0], parts[1] if len(parts) > 1 else None, parts[2] if len(parts) > 2 else "", pointer)


def parameter_name(resource: str, path: tuple[str, ...], leaf: Leaf) -> str:
    """The name of the parameter that `leaf` makes of the value at `path` in the resource called `resource`.

    `=` gives R_p1_…_pn; `=:foo` puts foo for the last segment; `=:-foo` gives R_foo; `=::type`, the name left
    empty, drops the last segment (against the article, and true of every publish seen).
    """
    if leaf.rename is None:
        return "_".join((resource, *path))
    if leaf.rename.startswith("-"):
        return f"{resource}_{leaf.rename[1:]}"
    return "_".join((resource, *path[:-1], *([leaf.rename] if leaf.rename else [])))


def secret_name(resource: str, prop: str) -> str:
    """The name of the parameter for the secret `prop` of the linked service called `resource`."""
    return f"{resource}_{prop}"


def secret_metadata(resource: str, prop: str) -> str:
    """The metadata ADF Studio gives to that parameter."""
    return f"Secure string for '{prop}' of '{resource}'"
