"""The order of resources: what `dependsOn` names, and who goes before whom."""

from collections.abc import Mapping, Sequence

from arm.armlanguage.errors import invalid
from arm.armlanguage.evaluation import Place


def resource_id(place: Place, kind: str, name: str) -> str:
    """The id of a resource of a template, of type `Microsoft.X/as/bs` and name `a/b`.

    TemplateError InvalidTemplate if the name hasn't one segment for each of the type's.
    """
    namespace, *types = kind.split("/")
    names = name.split("/")
    if not types or len(types) != len(names) or not all(names):
        raise invalid(
            f"The template resource '{name}' for type '{kind}' has incorrect segment lengths. A nested resource type "
            "must have identical number of segments as its resource name. A root resource type must have segment "
            "length one greater than its resource name. "
            "Please see https://aka.ms/arm-syntax-resources for usage details."
        )
    path = "/".join(part for pair in zip(types, names, strict=True) for part in pair)
    return f"{_providers(place)}/{namespace}/{path}"


def _providers(place: Place) -> str:
    return f"/subscriptions/{place.subscription_id}/resourceGroups/{place.resource_group}/providers"


def find(place: Place, reference: str, ids: Mapping[str, str], names: Mapping[str, Sequence[str]]) -> str:
    """The id (lower case) that an entry of `dependsOn` means: a whole id, `<type>/<names>` interleaved, or a name.

    `ids` has the template's resources by lower-case id, `names` their ids by lower-case name. TemplateError
    InvalidTemplate if the template doesn't define it.
    """
    text = reference.strip("/").lower()
    if not text.startswith("subscriptions/"):
        candidates = [f"{_providers(place)}/{text}".lower(), *names.get(text, ())]
    else:
        candidates = [f"/{text}"]
    for candidate in candidates:
        if candidate in ids:
            return candidate
    raise invalid(
        f"The resource '{reference}' is not defined in the template. "
        "Please see https://aka.ms/arm-syntax for usage details."
    )


def ordered(before: Mapping[str, Sequence[str]], ids: Mapping[str, str]) -> list[str]:
    """The keys of `before`, each after all that it names, otherwise in their own order.

    TemplateError InvalidTemplate, naming a resource of it, if there is a circle.
    """
    done: dict[str, None] = {}
    for start in before:
        _visit(start, before, ids, done)
    return list(done)


def _visit(start: str, before: Mapping[str, Sequence[str]], ids: Mapping[str, str], done: dict[str, None]) -> None:
    """Depth first, with a stack of our own: chains of dependencies may be longer than Python's."""
    path: set[str] = set()
    stack = [start]
    while stack:
        current = stack[-1]
        following = [each for each in before[current] if each not in done]
        if current in done or not following:
            done.setdefault(current)
            path.discard(current)
            stack.pop()
            continue
        path.add(current)
        if following[0] in path:
            raise invalid(
                f"Circular dependency detected on resource: '{ids[following[0]]}'. "
                "Please see https://aka.ms/arm-syntax-resources for usage details."
            )
        stack.append(following[0])
