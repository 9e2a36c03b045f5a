"""What the page doesn't show of inputs, outputs and parameters: values that are secrets by their name or their form.

What is declared secret is masked before it is kept. This covers what a pipeline has in plain text all the same.
"""

import re
from typing import Any

from arm.armlanguage.secure import MASK

_NAME = re.compile(
    r"(password|passwd|pwd|passphrase|secret|token|accountkey|accesskey|sharedkey|apikey|functionkey|subscriptionkey"
    r"|credential|credentials|authorization|cookie|sasuri|encryptedcredential)$"
)
# In texts: the secret part of a connection string, of a shared access signature, and of a header.
_FORMS = re.compile(
    r"(\b(?:AccountKey|SharedAccessKey|SharedAccessSignature|Password|Pwd|Client[ _]?Secret)\s*=\s*)[^;\"'\r\n]+"
    r"|([?&](?:sig|code)=)[^;&\s\"']+|(\b(?:Bearer|Basic)\s+)(?=\S{8})[^;&\s\"']+",
    re.IGNORECASE,
)


def hidden(value: Any) -> Any:
    """`value` with `**********` in the place of secrets, through objects and arrays."""
    if isinstance(value, str):
        return _FORMS.sub(lambda match: next(filter(None, match.groups())) + MASK, value)
    if isinstance(value, list):
        return [hidden(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {key: MASK if _is_secret(key, inner) else hidden(inner) for key, inner in value.items()}


def _is_secret(key: str, value: Any) -> bool:
    """Whether a text is a secret by its key. References to Key Vault are objects, and tell no secret."""
    return isinstance(value, str) and value != "" and _NAME.search(re.sub(r"[^a-z]", "", key.lower())) is not None
