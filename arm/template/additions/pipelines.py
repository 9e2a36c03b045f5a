"""What ADF Studio adds to a pipeline: its policy and annotations, and its activities completed."""

from arm.factory import Body, Factory
from arm.template.additions.activities import complete_activities
from arm.template.additions.ordering import with_key


def complete_pipeline(properties: Body, factory: Factory) -> Body:
    """The pipeline's `properties` with its activities completed, and `policy` after them."""
    if isinstance(properties.get("activities"), list):
        activities = complete_activities(properties["activities"], factory)
        if activities is not properties["activities"]:
            properties = {**properties, "activities": activities}
    properties = with_key(properties, "policy", {"elapsedTimeMetric": {}}, after=("activities", "concurrency"))
    return with_key(properties, "annotations", [])
