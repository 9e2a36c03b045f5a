"""Tasks about the sources: they need no target."""

from typing import TYPE_CHECKING, Any

from invoke.context import Context

from arm.collection.perform import JSON, as_path, described, perform

if TYPE_CHECKING:
    from arm.events import Notify
    from arm.settings import Settings


@described(
    source="root folder of ADF's Git integration (default: adfops.source of invoke.yaml)",
    factory="the factory's name, where factory/ holds several or none",
    out="folder to write to (default: build/arm)",
    default_rules="generation of ADF's default parameterization rules: a name or a date (default: the newest)",
    json=JSON,
)
def export(
    context: Context,
    source: str | None = None,
    factory: str | None = None,
    out: str | None = None,
    default_rules: str | None = None,
    json: bool = False,
) -> None:
    """Write the ARM templates that ADF Studio's Publish would write, offline."""

    def work(settings: "Settings", notify: "Notify") -> Any:
        from arm.commands import export

        name = factory or (None if source else settings.factory)
        rules = default_rules or settings.default_rules
        folder = as_path(out) or settings.build / "arm"
        return export.run(as_path(source) or settings.source, name, folder, rules, notify=notify)

    from arm.report import results

    perform(context, work, results.export, json)


@described(
    source="root folder of ADF's Git integration; another than invoke.yaml's is checked without environments",
    env="check this environment's overrides only (default: all)",
    format="text, json, junit or sarif",
    output="file to write the findings to, instead of stdout",
    fail_on="exit 1 from this severity on: error, warning or info",
    json="the same as --format json",
)
def validate(
    context: Context,
    source: str | None = None,
    env: str | None = None,
    format: str = "text",
    output: str | None = None,
    fail_on: str = "error",
    json: bool = False,
) -> None:
    """Check sources, definitions, template, overrides and notebooks against every rule."""

    def work(settings: "Settings", notify: "Notify") -> Any:
        from arm.commands import validate
        from arm.report import FORMATS, require_format

        require_format(format, FORMATS)
        return validate.run(settings, source=as_path(source), env=env, fail_on=fail_on, notify=notify)

    def text(result: Any) -> str:
        from arm.report import publish

        return publish(result.findings, "json" if json else format, as_path(output))

    perform(context, work, text)


@described(
    expression="the expression, such as \"@concat('a', pipeline().RunId)\"",
    context_="JSON file with what the expression may refer to: parameters, variables, activities …",
    json=JSON,
)
def evaluate(context: Context, expression: str = "", context_: str | None = None, json: bool = False) -> None:
    """Evaluate one ADF expression and print its value as JSON."""

    def work(_settings: "Settings", _notify: "Notify") -> Any:
        from arm.commands import evaluate

        return evaluate.run(expression, as_path(context_))

    from arm.report import results

    perform(context, work, results.evaluate, json)
