"""Every expression of a factory with the resource and activity that it stands in."""

from collections.abc import Iterator
from dataclasses import dataclass

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.document import Document
from arm.rules.expression import Expression, expressions_in
from arm.rules.item import Item, listing, mapping
from arm.rules.pipeline import Activity, Pipeline
from arm.rules.rule import Problem


@dataclass(frozen=True, slots=True)
class Located:
    """An expression; `activity` is the one it stands in, None outside pipelines."""

    expression: Expression
    item: Item
    activity: Activity | None = None

    @property
    def document(self) -> Document:
        """The file."""
        return self.item.document

    def problem(self, message: str, severity: Severity | None = None) -> Problem:
        """A problem at the expression."""
        return Problem(message, self.document, self.expression.path, severity)


def expressions(context: Context) -> list[Located]:
    """The expressions of active activities, datasets, linked services and triggers."""
    return context.cached("expressions", lambda: list(_all(context)))


def pipeline_expressions(context: Context) -> list[Located]:
    """Those of active activities."""
    return [found for found in expressions(context) if found.activity is not None]


def _all(context: Context) -> Iterator[Located]:
    for item in context.items:
        if isinstance(item, Pipeline):
            for activity in item.activities:
                if activity.active:
                    yield from (Located(expression, item, activity) for expression in activity.expressions)
        elif item.type in ("datasets", "linkedServices"):
            for expression in expressions_in(item.type_properties, ("properties", "typeProperties")):
                yield Located(expression, item)
            reference = ("properties", "linkedServiceName")
            for expression in expressions_in(item.properties.get("linkedServiceName"), reference):
                yield Located(expression, item)
        elif item.type == "triggers":
            yield from (Located(expression, item) for expression in _of_trigger(item))


def _of_trigger(item: Item) -> Iterator[Expression]:
    for number, entry in enumerate(listing(item.properties.get("pipelines"))):
        path = ("properties", "pipelines", number, "parameters")
        yield from expressions_in(mapping(entry).get("parameters"), path)
    single = mapping(item.properties.get("pipeline")).get("parameters")
    yield from expressions_in(single, ("properties", "pipeline", "parameters"))
