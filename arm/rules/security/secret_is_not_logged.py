"""An activity that fetches a secret keeps its output out of the log."""

import re
from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, activities
from arm.rules.item import mapping
from arm.rules.pipeline import Activity
from arm.rules.rule import Problem, rule

_VAULT = re.compile(r"vault\.azure\.net.*/secrets/|/secrets/.*api-version", re.IGNORECASE)


@rule(
    Severity.WARNING,
    "A WebActivity that reads a secret from Key Vault has `secureOutput`: without it the log of "
    "every run shows the secret.",
    over=activities,
    link="https://learn.microsoft.com/azure/data-factory/how-to-use-azure-key-vault-secrets-pipeline-activities",
)
def check(context: Context, activity: Activity) -> Iterator[Problem]:
    """Requests for secrets whose output is logged."""
    url = activity.type_properties.get("url")
    text = mapping(url).get("value") if isinstance(url, dict) else url
    fetches = activity.type == "WebActivity" and isinstance(text, str) and _VAULT.search(text)
    if fetches and activity.policy.get("secureOutput") is not True:
        yield activity.problem("the secret that is read shows in the log of every run", "policy")
