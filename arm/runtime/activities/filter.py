"""Filter: https://learn.microsoft.com/azure/data-factory/control-flow-filter-activity."""

from arm.runtime import values
from arm.runtime.activities import handles
from arm.runtime.call import Call
from arm.runtime.failures import ActivityFailure
from arm.runtime.model import Json


@handles("Filter", answered="never")
async def filter_items(call: Call) -> Json:
    """The items that meet the condition as `Value`, with the counts of before and after."""
    items, condition = call.properties.get("items"), call.unevaluated("condition")
    if not isinstance(items, list):
        told = f"the items of a Filter are an array, not a value of type '{values.type_name(items)}'"
        raise ActivityFailure("BadRequest", told)
    kept = [
        item for item in items if values.truth(call.scope.evaluate(condition, item=item), "the condition of a Filter")
    ]
    return {"ItemsCount": len(items), "FilteredItemsCount": len(kept), "Value": kept}
