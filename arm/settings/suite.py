"""Where the suite finds a repository's factory, notebooks and overrides: the key `adfops:` of invoke.yaml."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from arm.errors import UsageError, did_you_mean
from arm.settings.severities import RuleSetting, rule_settings

SCHEMA_NAME = "environment.schema.json"


@dataclass(frozen=True)
class Settings:
    """The suite's settings; every path is relative to the working folder, which is the repository's root.

    `source` is the root folder of ADF's Git integration, `factory` the factory in it (needed only where
    `source/factory/` holds several or none), `default_rules` the generation of ADF's default parameterization
    rules that applies where the factory has no definition file of its own, `rules` the severities of validation
    rules that the repository changes. `notebook_minutes` and `notebook_megabytes` are what a notebook may take on
    Local Azure, which knows them from its start on.
    """

    source: Path = Path("adf")
    factory: str | None = None
    notebooks: Path = Path("notebooks")
    overrides: Path = Path("parameter-overrides")
    build: Path = Path("build")
    default_rules: str | None = None
    rules: tuple[RuleSetting, ...] = ()
    notebook_minutes: float = 60
    notebook_megabytes: float = 4000

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> "Settings":
        """Settings from the mapping under `adfops:`; UsageError naming a key it doesn't know or a wrong value."""
        known = {field.name: field.default for field in fields(cls)}
        for key, value in values.items():
            if key not in known:
                raise UsageError(f"invoke.yaml: adfops.{key} is no setting", hint=did_you_mean(key, known))
            if value is not None and (wanted := _wrong(value, known[key])):
                raise UsageError(f"invoke.yaml: adfops.{key} must be {wanted}, not {value!r}")
        given: dict[str, Any] = {key: value for key, value in values.items() if value is not None}
        for key in given:
            given[key] = Path(given[key]) if isinstance(known[key], Path) else given[key]
        if "rules" in given:
            given["rules"] = rule_settings(given["rules"])
        return cls(**given)

    def out(self, environment: str) -> Path:
        """The folder that everything generated for one environment goes to."""
        return self.build / environment


def _wrong(value: Any, default: Any) -> str:
    """What a setting should be instead of this value; empty where it is right. Rules are looked at elsewhere."""
    if isinstance(default, tuple):
        return ""
    if isinstance(default, float | int):
        return (
            "" if isinstance(value, float | int) and not isinstance(value, bool) and value > 0 else "a number above 0"
        )
    return "" if isinstance(value, str) else "text"


def environments(settings: Settings) -> list[str]:
    """The names of the environments, in alphabetical order: every override file but the shared parent `common`."""
    names = {path.stem for path in settings.overrides.glob("*.json")}
    return sorted(names - {"common", Path(SCHEMA_NAME).stem})
