"""Resource ids, taken apart."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ResourceId:
    """`/subscriptions/S/resourceGroups/G/providers/Microsoft.X/as/a/bs/b`."""

    subscription: str
    group: str
    namespace: str
    types: tuple[str, ...]
    names: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> "ResourceId":
        """The parts of an id in a resource group. ValueError if it is no such id."""
        head, _, tail = text.strip("/").partition("/providers/")
        scope, rest = head.split("/"), tail.split("/")
        if len(scope) != 4 or len(rest) < 3 or len(rest) % 2 == 0:
            raise ValueError(f"not the id of a resource in a resource group: {text}")
        return cls(scope[1], scope[3], rest[0], tuple(rest[1::2]), tuple(rest[2::2]))

    @property
    def type(self) -> str:
        """`Microsoft.X/as/bs`."""
        return "/".join((self.namespace, *self.types))

    @property
    def name(self) -> str:
        """`a/b`."""
        return "/".join(self.names)

    def __str__(self) -> str:
        pairs = "/".join(f"{kind}/{name}" for kind, name in zip(self.types, self.names, strict=True))
        return f"/subscriptions/{self.subscription}/resourceGroups/{self.group}/providers/{self.namespace}/{pairs}"
