"""Routes of subscriptions and resource groups."""

from arm.local.azure import LocalAzure
from arm.local.routing import Basis, Routes
from arm.local.wire import Request, Response, answer

ROUTES = Routes("Resource groups", "/resourcegroups", "arm/local/resource_manager/group_routes.py")
GROUP = "/subscriptions/{subscription}/resourcegroups/{group}"
DOCS = "https://learn.microsoft.com/rest/api/resources/resource-groups/"


def _where(request: Request) -> tuple[str, str]:
    return request.path["subscription"], request.path["group"]


@ROUTES.add("PUT", GROUP, link=DOCS + "create-or-update")
def create_or_update(azure: LocalAzure, request: Request) -> Response:
    """Creates or updates a resource group."""
    group, new = azure.groups.put(*_where(request), request.object())
    return answer(group, 201 if new else 200)


@ROUTES.add("GET", GROUP, link=DOCS + "get")
def get(azure: LocalAzure, request: Request) -> Response:
    """Gets a resource group."""
    return answer(azure.groups.get(*_where(request)))


@ROUTES.add("HEAD", GROUP, link=DOCS + "check-existence")
def check_existence(azure: LocalAzure, request: Request) -> Response:
    """Says whether a resource group exists."""
    return Response(204 if azure.groups.exists(*_where(request)) else 404)


@ROUTES.add("DELETE", GROUP, link=DOCS + "delete")
def delete(azure: LocalAzure, request: Request) -> Response:
    """Deletes a resource group with all that is in it, at once (Azure takes its time)."""
    azure.groups.delete(*_where(request))
    return Response(200)


@ROUTES.add("GET", "/subscriptions/{subscription}/resourcegroups", link=DOCS + "list")
def list_all(azure: LocalAzure, request: Request) -> Response:
    """Lists the resource groups of a subscription."""
    return answer({"value": azure.groups.all(request.path["subscription"])})


@ROUTES.add(
    "GET",
    "/subscriptions/{subscription}",
    basis=Basis.ASSUMED,
    link="https://learn.microsoft.com/rest/api/resources/subscriptions/get",
)
def get_subscription(azure: LocalAzure, request: Request) -> Response:
    """Gets a subscription: every one that is asked for exists."""
    name = request.path["subscription"]
    return answer({"id": f"/subscriptions/{name}", "subscriptionId": name, "displayName": name, "state": "Enabled"})
