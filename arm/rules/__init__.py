"""Validation: one rule a file, found by a registry; `check` runs them all and gives findings."""

from arm.rules.context import Context
from arm.rules.engine import check
from arm.rules.rule import Rule, all_rules
from arm.rules.sources import read_sources

__all__ = ["Context", "Rule", "all_rules", "check", "read_sources"]
