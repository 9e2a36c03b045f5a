"""The services of Local Azure: to add a route, add it to one of these; to add a service, add it here."""

from arm.local.admin.routes import ROUTES as ADMIN
from arm.local.databricks.routes import ROUTES as DATABRICKS
from arm.local.datafactory.routes import ROUTES as DATA_FACTORY
from arm.local.datafactory.run_routes import ROUTES as RUNS
from arm.local.key_vault.routes import ROUTES as KEY_VAULT
from arm.local.monitor.pages import ROUTES as PAGES
from arm.local.monitor.routes import ROUTES as MONITOR
from arm.local.resource_manager.group_routes import ROUTES as GROUPS
from arm.local.resource_manager.routes import ROUTES as RESOURCE_MANAGER
from arm.local.routing import Table
from arm.local.storage.routes import ROUTES as STORAGE


def table() -> Table:
    """The route table of all services."""
    return Table(
        [ADMIN, RESOURCE_MANAGER, GROUPS, DATA_FACTORY, RUNS, DATABRICKS, STORAGE, KEY_VAULT, MONITOR, PAGES]
    )
