"""A factory's sources: Git JSON in, resources and their references out."""

from arm.factory.loading import DEFINITION, PUBLISH_CONFIG, load, publish_config
from arm.factory.model import Body, Factory, PublishConfig, Reference, Resource
from arm.factory.references import references

__all__ = [
    "DEFINITION",
    "PUBLISH_CONFIG",
    "Body",
    "Factory",
    "PublishConfig",
    "Reference",
    "Resource",
    "load",
    "publish_config",
    "references",
]
