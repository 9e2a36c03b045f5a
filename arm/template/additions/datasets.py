"""What ADF Studio adds to datasets."""

from arm.factory import Body, Factory
from arm.template.additions.ordering import with_key


def complete_dataset(properties: Body, factory: Factory) -> Body:
    """The dataset's `properties`, completed."""
    return with_key(properties, "annotations", [], before=("type",))
