"""Running rules: problems become findings with their place, a rule that crashes becomes a finding too."""

from collections.abc import Iterable, Iterator
from typing import Any

from arm import pointers
from arm.findings import Finding, Severity
from arm.rules.context import Context
from arm.rules.document import Document
from arm.rules.rule import Problem, Rule, all_rules

CRASHED = "rule-crashed"


def check(context: Context, rules: Iterable[Rule] | None = None) -> list[Finding]:
    """What the rules find, by file and line; all rules unless some are given."""
    found: list[tuple[str, Severity, Problem]] = []
    crashes: list[Finding] = []
    for rule in all_rules() if rules is None else rules:
        for outcome in _run(rule, context):
            if isinstance(outcome, Finding):
                crashes.append(outcome)
            else:
                found.append((rule.id, outcome.severity or rule.severity, outcome))
    return sorted(dict.fromkeys([*_placed(found), *crashes]), key=Finding.sort_key)


def _run(rule: Rule, context: Context) -> Iterator[Problem | Finding]:
    """The problems a rule finds; where it crashes a finding, and on with its next subject."""
    try:
        subjects = list(rule.subjects(context))
    except Exception as error:
        yield _crash(rule, error, None)
        return
    for subject in subjects:
        try:
            yield from rule.check(context, subject)
        except Exception as error:
            yield _crash(rule, error, subject)


def _crash(rule: Rule, error: Exception, subject: Any) -> Finding:
    document = getattr(subject, "document", subject)
    file, key = (document.shown, document.key) if isinstance(document, Document) else ("", "")
    told = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    message = f"the rule {rule.id} failed here ({told}): this is a bug in the rule, please report it"
    return Finding(CRASHED, Severity.ERROR, message, file, resource=key)


def _placed(found: list[tuple[str, Severity, Problem]]) -> Iterator[Finding]:
    by_document: dict[int, set[tuple[str | int, ...]]] = {}
    documents: dict[int, Document] = {}
    for _, _, problem in found:
        documents[id(problem.document)] = problem.document
        by_document.setdefault(id(problem.document), set()).add(problem.path)
    places = {number: documents[number].places(paths) for number, paths in by_document.items()}
    for rule, severity, problem in found:
        document = problem.document
        line, column = problem.place or places[id(document)][problem.path]
        pointer = pointers.join(document.nearest(problem.path))
        yield Finding(rule, severity, problem.message, document.shown, line, column, pointer, document.key)
