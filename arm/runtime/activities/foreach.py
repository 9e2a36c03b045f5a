"""ForEach: https://learn.microsoft.com/azure/data-factory/control-flow-for-each-activity."""

import asyncio
from typing import Any

from arm.runtime import values
from arm.runtime.activities import handles
from arm.runtime.call import Call
from arm.runtime.failures import ActivityFailure, one_error
from arm.runtime.model import Json

_DEFAULT_BATCH, _MOST_BATCH = 20, 50


@handles("ForEach", answered="never")
async def for_each(call: Call) -> Json:
    """Run the activities inside once an item; an item that fails fails the whole, but only once all are done."""
    items = call.properties.get("items")
    if not isinstance(items, list):
        # The service's own words: it takes the length of the items.
        raise ActivityFailure(
            "InvalidTemplate",
            "The function 'length' expects its parameter to be an array or a string. "
            f"The provided value is of type '{values.type_name(items)}'.",
        )
    failures = await _run_items(call, items, _side_by_side(call))
    if failures:
        raise failures[min(failures)]
    return {"ItemsCount": len(items)}


def _side_by_side(call: Call) -> int:
    """How many items are at work at a time."""
    if values.truth(call.properties.get("isSequential", False), "isSequential"):
        return 1
    batch = values.whole_number(call.properties.get("batchCount") or _DEFAULT_BATCH, "batchCount")
    if not 1 <= batch <= _MOST_BATCH:
        raise ActivityFailure("BadRequest", f"batchCount is not between 1 and {_MOST_BATCH}: {batch}")
    return batch


async def _run_items(call: Call, items: list[Any], side_by_side: int) -> dict[int, ActivityFailure]:
    """The failures by index; a worker takes the next item as soon as it is done with one."""
    failures: dict[int, ActivityFailure] = {}
    waiting = iter(enumerate(items))

    async def work() -> None:
        for index, item in waiting:
            try:
                await call.runner.run_inside(call.inner_activities(), call.inside(index, item=item))
            except ActivityFailure as failure:
                failures[index] = failure

    with one_error():
        async with asyncio.TaskGroup() as group:
            for _ in range(min(side_by_side, len(items))):
                group.create_task(work())
    return failures
