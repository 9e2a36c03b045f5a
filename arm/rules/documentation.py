"""docs/rules.md: what every rule says of itself. `python -m arm.rules.documentation` writes it."""

from itertools import groupby
from pathlib import Path

from arm.rules.rule import Rule, all_rules

FILE = Path("docs/rules.md")

_HEAD = """# Rules

What `invoke validate` checks. This page is generated (`python -m arm.rules.documentation`) from the rules themselves,
one file each below `arm/rules/`.

An **error** is refused by ADF Studio or Azure, or makes a run fail for certain; a **warning** may; an **info** is
style. Some rules give a finding another severity than their own; their description says when.

A repository changes severities in `invoke.yaml`, for a rule, a file or a resource, each with a reason. Names and
paths are patterns (`*` for anything); the last entry that matches wins; the rule `*` stands for every rule, where a
file or resource is named.

```yaml
adfops:
  rules:
    resource-is-used:
      severity: ignore        # or error, warning, info
      resource: datasets/Archive*
      reason: read by hand, once a year
    connection-is-encrypted:
      - {severity: warning, file: adf/linkedService/Legacy.json, reason: inside our network, until the move}
```

An entry that applies to nothing is told (`setting-is-stale`, a warning) whenever everything is checked.

A rule that fails itself is a finding of `rule-crashed`, never a traceback.
"""


def markdown() -> str:
    """The page."""
    rules = all_rules()
    parts = [_HEAD, _evidence([rule for rule in rules if rule.evidence])]
    for group, members in groupby(rules, key=lambda rule: rule.group):
        parts += [f"\n## {group.capitalize()}\n", *(_section(rule) for rule in members)]
    return "".join(parts)


def _evidence(rules: list[Rule]) -> str:
    lines = ["\n## What was published in spite of an error\n\n"]
    lines.append("Sources that ADF Studio published are free of errors, but for these rules:\n\n")
    return "".join([*lines, *(f"- [`{rule.id}`](#{rule.id}): {rule.evidence}\n" for rule in rules)])


def _section(rule: Rule) -> str:
    link = f" [Source]({rule.link})" if rule.link else ""
    return f"\n### {rule.id}\n\n**{rule.severity}** — {rule.description}{link}\n"


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(markdown(), encoding="utf-8", newline="\n")
