"""Connection strings of the SQL family, whose text without the secret stays the parameter's default.

Where the string isn't itself the secret, ADF Studio keeps it (since 2023): for AzureSql* completed with what its form
always writes, for SqlServer with integrated security and a user of its own with the form's spelling of the keys.
A literal password is never kept as a default, other than in the portal.
"""

import re
from typing import Any

from arm.factory import Body

_KEEPING = ("AzureSqlDatabase", "AzureSqlDW", "AzureSqlMI", "SqlServer", "Oracle")
_PREFIX = "Integrated Security=False;Encrypt=True;Connection Timeout=30;"
_EMPTY = "Data Source=;Initial Catalog="
_PASSWORD = re.compile(r"(?:^|;)\s*(?:password|pwd)\s*=\s*(?!@\{)[^;\s]", re.IGNORECASE)
_INTEGRATED = re.compile(r"(?:^|;)\s*integrated security\s*=\s*(?:true|sspi)\s*(?:;|$)", re.IGNORECASE)
_SPELLED = ("Integrated Security", "Data Source", "Initial Catalog")


def default_connection_string(type: str, text: str, source: Body) -> str | None:
    """The default of the parameter for a plain-string connectionString, None if it has none.

    `source` is the `typeProperties` as Git has them.
    """
    if type not in _KEEPING or has_password(text):
        return None
    if "encryptedCredential" in source:
        return _spelled(text) if type == "SqlServer" and is_beside_secret(type, source) else None
    if not type.startswith("AzureSql"):
        return text
    if not text:
        return _PREFIX + _EMPTY
    return text if "integrated security" in text.lower() else _PREFIX + text


def is_beside_secret(type: str, source: Body) -> bool:
    """Whether a connection string stands beside a secret of its own: SqlServer under a Windows user."""
    text: Any = source.get("connectionString")
    return (
        type == "SqlServer"
        and isinstance(text, str)
        and bool(_INTEGRATED.search(text))
        and bool(source.get("userName"))
    )


def _spelled(text: str) -> str:
    for key in _SPELLED:
        text = re.sub(rf"(^|;)\s*{key}\s*=", rf"\g<1>{key}=", text, flags=re.IGNORECASE)
    return text


def has_password(text: str) -> bool:
    """Whether a connection string spells a password out, rather than taking it from an expression."""
    return bool(_PASSWORD.search(text))
