"""What a secret looks like when it stands in plain text."""

import re
from functools import lru_cache
from typing import Any

_VALUE = r"(?P<value>[^;\s\"'&@{}<>*][^;\s\"'&{}<>*]*)"
_KINDS = (
    ("an account key", re.compile(rf"\baccount\s*key\s*=\s*{_VALUE}", re.I)),
    ("a shared access key", re.compile(rf"\bshared\s*access\s*key\s*=\s*{_VALUE}", re.I)),
    ("a password", re.compile(rf"(?:^|[;\s])(?:password|pwd)\s*=\s*{_VALUE}", re.I)),
    ("a shared access signature", re.compile(r"[?&]sig=(?P<value>[A-Za-z0-9%+/=_-]{6,})")),
    ("a Databricks access token", re.compile(r"\b(?P<value>dapi[0-9a-f]{32})\b")),
    ("a client secret", re.compile(r"\b(?P<value>[A-Za-z0-9_~.-]{3}8Q~[A-Za-z0-9_~.-]{31,34})(?![A-Za-z0-9_~.-])")),
    ("a bearer token", re.compile(r"\bBearer\s+(?P<value>eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]+)")),
    ("basic credentials", re.compile(r"\bBasic\s+(?P<value>[A-Za-z0-9+/]{12,}={0,2})(?![A-Za-z0-9+/=])")),
    ("credentials in a URL", re.compile(r"\b[a-z][a-z0-9+.-]*://[^/\s:@]+:(?P<value>[^/\s:@{}*]+)@", re.I)),
    ("a private key", re.compile(r"-----BEGIN (?P<value>(?:[A-Z]+ )*PRIVATE KEY)-----")),
    ("a function key", re.compile(r"[?&]code=(?P<value>[A-Za-z0-9%+/=_-]{30,})")),
    ("a GitHub token", re.compile(r"\b(?P<value>gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{40,})\b")),
    ("a Slack token", re.compile(r"\b(?P<value>xox[baprs]-[A-Za-z0-9-]{10,})")),
    ("a signed token", re.compile(r"\b(?P<value>eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]+)")),
    ("an account key", re.compile(r"(?<![A-Za-z0-9+/=])(?P<value>[A-Za-z0-9+/]{86}==)(?!=)")),
    ("an AWS secret access key", re.compile(rf"\baws_secret_access_key\s*=\s*{_VALUE}", re.I)),
    (
        "a password",
        re.compile(r"\b(?:with\s+password|identified\s+by|password)\s*=?\s*N?'(?P<value>[^'@{}]{4,})'", re.I),
    ),
    (
        "a secret",
        re.compile(rf"[?&](?:password|client_secret|api_?key|access_token|subscription-key)={_VALUE}", re.I),
    ),
    (
        "a secret",
        re.compile(
            r"[\"'](?:password|client_?secret|api_?key|access_?token|account_?key)[\"']\s*:\s*[\"'](?P<value>[^\"'@{}<>]{4,})[\"']",
            re.I,
        ),
    ),
)

_SHORTEST = 6
# One search that nearly every text fails, before the exact ones.
_HINT = re.compile(
    r"key[\"']?\s*[=:]|password|pwd|sig=|dapi|8q~|bearer|basic|private|code=|://[^/\s]*@|secret|token|identified"
    r"|gh[pousr]_|github_pat|xox[baprs]-|eyj|=="
)

# Properties that are a SecretBase in the service's own types; those below only in linked services.
_PROPERTIES = frozenset({
    "accesskey", "accesstoken", "accesstokensecret", "accountkey", "apikey", "apitoken", "clientkey", "clientsecret",
    "clusterpassword", "clustersshpassword", "consumerkey", "consumersecret", "developertoken", "functionkey",
    "keyfilecontent", "licensekey", "mwsauthtoken", "packagepassword", "passphrase", "password", "pfx",
    "privatekeycontent", "privatekeypassphrase", "refreshtoken", "sastoken", "secretaccesskey", "secretkey",
    "securitytoken", "serviceprincipalcredential", "serviceprincipalembeddedcert",
    "serviceprincipalembeddedcertpassword", "serviceprincipalkey", "sessiontoken", "usertoken",
})  # fmt: skip
_OF_CONNECTIONS = frozenset({"key", "credential", "privatekey"})
# As the bodies of requests call them.
_OF_REQUESTS = frozenset(
    {"client_secret", "api_key", "access_token", "refresh_token", "account_key", "client-secret"}
)
_HEADERS = frozenset({
    "authorization", "ocp-apim-subscription-key", "x-functions-key", "x-api-key", "api-key", "subscription-key",
})  # fmt: skip
_ANY = _PROPERTIES | _OF_CONNECTIONS | _HEADERS | _OF_REQUESTS
_TOKEN = re.compile(r"[A-Za-z0-9+/_=.-]{12,}")
_NAMED = re.compile(
    r"(?:.*[_-])?(?:passwd|pwd|secret)|.*(?:password|client_?secret|api_?key|account_?key|access_?key|access_?token)"
    r"|.*sas_?token",
    re.IGNORECASE,
)


@lru_cache(maxsize=50_000)
def secret_in(text: str) -> str:
    """What kind of secret stands in a text ("an account key"), or "" if none does; masks are none."""
    if len(text) < _SHORTEST or not _HINT.search(text.lower()):
        return ""
    for told, pattern in _KINDS:
        for match in pattern.finditer(text):
            if not is_mask(match["value"]):
                return told
    return ""


def is_secret_property(key: str, text: str, *, connection: bool) -> bool:
    """Whether a text stands for a secret because of the property or header it is the value of.

    `connection` says that it belongs to a linked service, some of whose secrets have names common elsewhere.
    """
    name = key.casefold()
    if name not in _ANY:
        return False
    if name in _HEADERS:
        return is_literal(text) and _TOKEN.search(text) is not None
    return is_literal(text) and (name in _PROPERTIES | _OF_REQUESTS or (connection and name in _OF_CONNECTIONS))


def named_like_a_secret(name: str) -> bool:
    """Whether a parameter of this name is meant to hold a secret."""
    return _NAMED.fullmatch(name) is not None


def is_literal(value: Any) -> bool:
    """Whether a value is a text that is neither a mask nor an expression."""
    return isinstance(value, str) and not is_mask(value) and value[0] != "@" and "@{" not in value


def is_mask(text: str) -> bool:
    """Whether a text stands for a secret rather than being one: asterisks, or nothing."""
    stripped = text.strip()
    return not stripped or set(stripped) <= {"*"}
