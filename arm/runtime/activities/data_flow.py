"""Mapping and wrangling data flows, as recorded calls: they run on Spark clusters of the service.

https://learn.microsoft.com/azure/data-factory/control-flow-execute-data-flow-activity.
"""

from arm.runtime import recorded
from arm.runtime.activities import handles
from arm.runtime.call import Call
from arm.runtime.model import Json


@handles("ExecuteDataFlow")
async def mapping_data_flow(call: Call) -> Json:
    """Write down the data flow and its parameters; the output names the file."""
    recorded.need(call, "dataFlow", "dataflow")
    return recorded.record(call)


@handles("ExecuteWranglingDataflow")
async def wrangling_data_flow(call: Call) -> Json:
    """Write down the data flow and its sinks; the output names the file."""
    recorded.need(call, "dataFlow", "dataflow")
    return recorded.record(call)
