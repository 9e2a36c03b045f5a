"""Settings: invoke.yaml says where things are, parameter-overrides/ says what differs between environments."""

from arm.settings.environment import Environment, Override, Patch, Task, load_environment
from arm.settings.severities import RuleSetting
from arm.settings.suite import Settings, environments
from arm.settings.target import Databricks, Storage, Target

__all__ = [
    "Databricks",
    "Environment",
    "Override",
    "Patch",
    "RuleSetting",
    "Settings",
    "Storage",
    "Target",
    "Task",
    "environments",
    "load_environment",
]
