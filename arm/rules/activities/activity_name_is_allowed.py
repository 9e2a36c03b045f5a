"""An activity's name is one that Azure takes."""

import re
from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, activities
from arm.rules.pipeline import Activity
from arm.rules.rule import Problem, rule

_LONGEST = 55
_ALLOWED = re.compile(r"[A-Za-z0-9_][^<>*#.%&:\\+?/]*")


@rule(
    Severity.ERROR,
    "An activity has a name of at most 55 characters that starts with a letter, a number or an underscore and has "
    "none of < > * # . % & : \\ + ? /.",
    over=activities,
    link="https://learn.microsoft.com/azure/templates/microsoft.datafactory/factories/pipelines",
)
def check(context: Context, activity: Activity) -> Iterator[Problem]:
    """Names that are missing, too long or have other characters."""
    if not activity.name:
        yield activity.problem("the activity has no name", "name")
    elif len(activity.name) > _LONGEST:
        told = f"the activity's name has {len(activity.name)} characters, {_LONGEST} are allowed"
        yield activity.problem(told, "name")
    elif not _ALLOWED.fullmatch(activity.name):
        yield activity.problem(f'the name "{activity.name}" has characters that are not allowed', "name")
