"""What a secret looks like when it stands in plain text."""

import re

_VALUE = r"(?P<value>[^;\s\"'&@{}<>*][^;\s\"'&{}<>*]*)"
_KINDS = (
    ("an account key", re.compile(rf"\baccount\s*key\s*=\s*{_VALUE}", re.I)),
    ("a shared access key", re.compile(rf"\bshared\s*access\s*key\s*=\s*{_VALUE}", re.I)),
    ("a password", re.compile(rf"(?:^|[;\s])(?:password|pwd)\s*=\s*{_VALUE}", re.I)),
    ("a shared access signature", re.compile(r"[?&]sig=(?P<value>[A-Za-z0-9%+/=_-]{16,})")),
    ("a Databricks access token", re.compile(r"\b(?P<value>dapi[0-9a-f]{32})\b")),
    ("a client secret", re.compile(r"\b(?P<value>[A-Za-z0-9_~.-]{3}8Q~[A-Za-z0-9_~.-]{31,34})(?![A-Za-z0-9_~.-])")),
    ("a bearer token", re.compile(r"\bBearer\s+(?P<value>eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]+)")),
    ("basic credentials", re.compile(r"\bBasic\s+(?P<value>[A-Za-z0-9+/]{12,}={0,2})(?![A-Za-z0-9+/=])")),
    ("credentials in a URL", re.compile(r"\b[a-z][a-z0-9+.-]*://[^/\s:@]+:(?P<value>[^/\s:@{}*]+)@", re.I)),
    ("a private key", re.compile(r"-----BEGIN (?P<value>(?:[A-Z]+ )*PRIVATE KEY)-----")),
    ("a function key", re.compile(r"[?&]code=(?P<value>[A-Za-z0-9%+/=_-]{30,})")),
    ("an AWS secret access key", re.compile(rf"\baws_secret_access_key\s*=\s*{_VALUE}", re.I)),
)


def secret_in(text: str) -> str:
    """What kind of secret stands in a text ("an account key"), or "" if none does; masks are none."""
    for told, pattern in _KINDS:
        for match in pattern.finditer(text):
            if not is_mask(match["value"]):
                return told
    return ""


def is_mask(text: str) -> bool:
    """Whether a text stands for a secret rather than being one: asterisks, or nothing."""
    stripped = text.strip()
    return not stripped or set(stripped) <= {"*"}
