"""The values of secure parameters, taken out of what is kept of the runs that were given them."""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from arm.armlanguage.secure import MASK

# A shorter text is hidden only where it stands alone: it would be found in every other word.
_SHORTEST_PART = 4


def texts(parameters: Mapping[str, Any], secure: Iterable[str]) -> set[str]:
    """The texts that are secret: the values of the secure parameters, and how JSON writes them."""
    found = {str(parameters[name]) for name in secure if parameters.get(name) not in (None, "", MASK)}
    return found | {json.dumps(text, ensure_ascii=plain)[1:-1] for text in found for plain in (True, False)}


def holds(value: Any, secrets: Collection[str]) -> bool:
    """Whether a secret text is anywhere in `value`."""
    return bool(without(value, secrets) != value)


def without(value: Any, secrets: Collection[str]) -> Any:
    """`value` with `**********` in the place of secret texts, through objects and arrays; keys stay as they are."""
    if not secrets:
        return value
    if isinstance(value, str):
        return _hidden(value, secrets)
    if isinstance(value, list):
        return [without(each, secrets) for each in value]
    return {key: without(each, secrets) for key, each in value.items()} if isinstance(value, dict) else value


def _hidden(text: str, secrets: Collection[str]) -> str:
    if text in secrets:
        return MASK
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= _SHORTEST_PART:
            text = text.replace(secret, MASK)
    return text
