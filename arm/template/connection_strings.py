"""Connection strings of the SQL family, whose text without the secret stays the parameter's default.

Where the string isn't itself the secret (no encryptedCredential), ADF Studio keeps it as the default; for
AzureSql* it is completed with what its form always writes. A literal password is never kept as a default.
"""

import re
from typing import Any

_KEEPING = ("AzureSqlDatabase", "AzureSqlDW", "AzureSqlMI", "SqlServer", "Oracle")
_PREFIX = "Integrated Security=False;Encrypt=True;Connection Timeout=30;"
_EMPTY = "Data Source=;Initial Catalog="
_PASSWORD = re.compile(r"(?:^|;)\s*(?:password|pwd)\s*=\s*(?!@\{)[^;\s]", re.IGNORECASE)


def default_connection_string(type: str, inside: dict[str, Any]) -> str | None:
    """The default of the parameter for a connector's plain-string connectionString, None if it has none."""
    text: str = inside["connectionString"]
    if type not in _KEEPING or "encryptedCredential" in inside or has_password(text):
        return None
    if not type.startswith("AzureSql"):
        return text
    if not text:
        return _PREFIX + _EMPTY
    return text if "integrated security" in text.lower() else _PREFIX + text


def has_password(text: str) -> bool:
    """Whether a connection string spells a password out, rather than taking it from an expression."""
    return bool(_PASSWORD.search(text))
