"""How ADF Studio rebuilds a linked service: keys in its own order, and the secret that Git doesn't hold."""

from typing import Any

from arm.factory import Body, Factory
from arm.template.additions.ordering import sorted_keys, with_key
from arm.template.connectors import KEY_VAULT, restore_secrets

_ORDER = ("description", "parameters", "annotations", "type", "typeProperties", "connectVia")
_KEY_VAULT_ORDER = ("type", "store", "secretName", "secretVersion")
_SQL = ("AzureSqlDatabase", "AzureSqlDW", "AzureSqlMI")


def complete_linked_service(properties: Body, factory: Factory) -> Body:
    """The linked service's `properties`, rebuilt."""
    inside = properties.get("typeProperties")
    changes: Body = {} if "annotations" in properties else {"annotations": []}
    if isinstance(inside, dict):
        changes["typeProperties"] = _rebuilt(str(properties.get("type")), inside)
    return sorted_keys({**properties, **changes}, _ORDER)


def _rebuilt(type: str, inside: Body) -> Body:
    if type in _SQL:
        inside = {
            key: value for key, value in inside.items() if value != "" or key not in ("servicePrincipalId", "tenant")
        }
    inside = {key: value for key, value in inside.items() if value is not None}
    if type == "AzureFunction":
        inside = with_key(inside, "authentication", "Anonymous", after=("functionAppUrl",))
    if type == "Snowflake" and "authenticationType" not in inside:
        inside = {"authenticationType": "Basic", **inside}
    if type == "Hive":
        inside = sorted_keys(inside, _HIVE)
    if type == "AzureDatabricks":
        inside = _databricks(inside)
    inside = restore_secrets(type, inside)
    return {key: _key_vault(value) for key, value in inside.items()}


def _key_vault(value: Any) -> Any:
    """A Key Vault reference with its keys in order; a bare expression as its secret's name becomes an object."""
    if not isinstance(value, dict) or value.get("type") != KEY_VAULT:
        return value
    name = value.get("secretName")
    if isinstance(name, str) and name.startswith("@"):
        value = {**value, "secretName": {"value": name, "type": "Expression"}}
    elif isinstance(name, dict):
        value = {**value, "secretName": sorted_keys(name, ("value", "type"))}
    return sorted_keys(value, _KEY_VAULT_ORDER)


_HIVE = (
    "host",
    "port",
    "serverType",
    "thriftTransportProtocol",
    "authenticationType",
    "username",
    "httpPath",
    "enableSsl",
)

_DATABRICKS = (
    "domain", "accessToken", "authentication", "workspaceResourceId", "credential", "existingClusterId",
    "instancePoolId", "newClusterNodeType", "newClusterNumOfWorker", "newClusterSparkConf", "newClusterSparkEnvVars",
    "newClusterCustomTags", "newClusterVersion",
)  # fmt: skip


def _databricks(inside: Body) -> Body:
    """AzureDatabricks: its keys in the form's order; a new cluster has a number of workers and an option."""
    inside = sorted_keys(inside, _DATABRICKS)
    if "existingClusterId" in inside or "instancePoolId" in inside:
        return inside
    inside = with_key(inside, "newClusterNumOfWorker", "1", after=("newClusterNodeType", "domain"))
    inside = with_key(inside, "clusterOption", "Fixed", after=_DATABRICKS)
    return with_key(inside, "newClusterInitScripts", [], after=("clusterOption",))
