"""Script and stored procedures, as recorded calls: there is no database here.

https://learn.microsoft.com/azure/data-factory/transform-data-using-script,
https://learn.microsoft.com/azure/data-factory/transform-data-using-stored-procedure.
"""

from arm.runtime import recorded
from arm.runtime.activities import handles
from arm.runtime.call import Call
from arm.runtime.model import Json


@handles("Script")
async def script(call: Call) -> Json:
    """Write down the script's texts; the output names the file. Results come from an answer only."""
    recorded.need(call, "scripts")
    return recorded.record(call)


@handles("SqlServerStoredProcedure")
async def stored_procedure(call: Call) -> Json:
    """Write down the procedure and its parameters; the output names the file."""
    recorded.need(call, "storedProcedureName")
    return recorded.record(call)
