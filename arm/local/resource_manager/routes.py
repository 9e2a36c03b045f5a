"""Routes of ARM deployments at a resource group."""

from typing import Any

from arm.local.azure import LocalAzure
from arm.local.paging import page
from arm.local.resource_manager.records import deployment
from arm.local.routing import Basis, Routes
from arm.local.wire import CloudError, Request, Response, answer

ROUTES = Routes("Resource Manager", "/microsoft.resources/", "arm/local/resource_manager/routes.py")
GROUP = "/subscriptions/{subscription}/resourcegroups/{group}"
ALL = GROUP + "/providers/Microsoft.Resources/deployments"
ONE = ALL + "/{deployment}"
DOCS = "https://learn.microsoft.com/rest/api/resources/deployments/"
ASYNC = "https://learn.microsoft.com/azure/azure-resource-manager/management/async-operations"


# https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices#template-limits
_MAXIMUM = 4 * 1024 * 1024


def _where(request: Request) -> tuple[str, str, str]:
    return request.path["subscription"], request.path["group"], request.path["deployment"]


def _body(azure: LocalAzure, request: Request) -> dict[str, Any]:
    """A request's JSON object. CloudError RequestContentTooLarge if it is larger than Resource Manager takes.

    Worded as in https://github.com/Azure/bicep-registry-modules/issues/2358
    """
    if int(request.header("Content-Length") or 0) > _MAXIMUM and azure.dials.deployment.limits:
        message = "The request content size exceeds the maximum size of 4 MB."
        raise CloudError(413, "RequestContentTooLarge", message)
    return request.object()


@ROUTES.add("PUT", ONE, link=DOCS + "create-or-update")
def create_or_update(azure: LocalAzure, request: Request) -> Response:
    """Begins a deployment: 201 the first time, else 200, with the address to ask how it goes."""
    record, new = azure.deployments.create(azure.deployments.request(*_where(request), _body(azure, request)))
    version = request.query.get("api-version", "")
    status = f"{request.base}{record['id']}/operationStatuses/{record['properties']['correlationId']}"
    return answer(record, 201 if new else 200, Azure_AsyncOperation=f"{status}?api-version={version}")


@ROUTES.add("GET", ONE + "/operationStatuses/{operation}", link=ASYNC)
def operation_status(azure: LocalAzure, request: Request) -> Response:
    """Says how a deployment goes; a failed one says why. The dial for polls counts these requests."""
    record = azure.deployments.poll(*_where(request))
    properties = record["properties"]
    status: dict[str, Any] = {"status": properties["provisioningState"]}
    if "error" in properties:
        status["error"] = properties["error"]
    return answer(status)


@ROUTES.add("POST", ONE + "/validate", link=DOCS + "validate")
def validate(azure: LocalAzure, request: Request) -> Response:
    """Validates a template with its parameters; the error is in the body of a 400."""
    requested = azure.deployments.request(*_where(request), _body(azure, request))
    record = deployment(requested, "Succeeded")
    record["properties"]["validatedResources"] = [{"id": each.id} for each in requested.evaluated.resources]
    return answer(record)


@ROUTES.add("POST", ONE + "/whatIf", link=DOCS + "what-if")
def what_if(azure: LocalAzure, request: Request) -> Response:
    """Predicts a deployment, deploying nothing: 202, with the address of the result."""
    body = _body(azure, request)
    requested = azure.deployments.request(*_where(request), body)
    settings = body["properties"].get("whatIfSettings") or {}
    key = azure.what_if.begin(requested, payloads=settings.get("resultFormat") != "ResourceIdOnly")
    version = request.query.get("api-version", "")
    location = f"{request.base}/subscriptions/{requested.subscription}/operationresults/{key}?api-version={version}"
    return Response(202, headers={"Location": location, "Retry-After": "0"})


@ROUTES.add("GET", "/subscriptions/{subscription}/operationresults/{operation}", link=ASYNC)
def operation_result(azure: LocalAzure, request: Request) -> Response:
    """Gives the result of a what-if."""
    found = azure.what_if.result(request.path["operation"])
    if found is None:
        raise CloudError(404, "NotFound", f"The operation '{request.path['operation']}' could not be found.")
    return answer(found)


@ROUTES.add("GET", ONE, link=DOCS + "get")
def get(azure: LocalAzure, request: Request) -> Response:
    """Gets a deployment; the dial for polls counts this, too."""
    return answer(azure.deployments.poll(*_where(request)))


@ROUTES.add("HEAD", ONE, link=DOCS + "check-existence")
def check_existence(azure: LocalAzure, request: Request) -> Response:
    """Says whether there is a record of a deployment."""
    subscription, group, name = _where(request)
    names = {record["name"].lower() for record in azure.deployments.all(subscription, group)}
    return Response(204 if name.lower() in names else 404)


@ROUTES.add("DELETE", ONE, link=DOCS + "delete")
def delete(azure: LocalAzure, request: Request) -> Response:
    """Deletes the record of a deployment, at once (Azure takes its time)."""
    azure.deployments.delete(*_where(request))
    return Response(204)


@ROUTES.add("GET", ALL, link=DOCS + "list-by-resource-group")
def list_by_resource_group(azure: LocalAzure, request: Request) -> Response:
    """Lists the deployments of a resource group, newest first; understands $top and $filter on the state."""
    found = azure.deployments.all(request.path["subscription"], request.path["group"])
    wanted = request.query.get("$filter", "").partition(" eq ")
    if wanted[0] == "provisioningState":
        found = [each for each in found if each["properties"]["provisioningState"] == wanted[2].strip("'")]
    return answer(page(request, found))


@ROUTES.add("POST", ONE + "/cancel", link=DOCS + "cancel")
def cancel(azure: LocalAzure, request: Request) -> Response:
    """Cancels a deployment that is going on; what it deployed stays."""
    azure.deployments.cancel(*_where(request))
    return Response(204)


@ROUTES.add("POST", ONE + "/exportTemplate", link=DOCS + "export-template")
def export_template(azure: LocalAzure, request: Request) -> Response:
    """Gives back the template that was deployed, without defaults of secure parameters."""
    return answer({"template": azure.deployments.template(*_where(request))})


@ROUTES.add(
    "GET",
    GROUP + "/deployments/{deployment}/operations",
    link="https://learn.microsoft.com/rest/api/resources/deployment-operations/list",
)
def list_operations(azure: LocalAzure, request: Request) -> Response:
    """Lists the operations of a deployment, one for each resource that was tried, the latest first."""
    return answer(page(request, azure.deployments.operations(*_where(request))))


@ROUTES.add(
    "GET",
    GROUP + "/deployments/{deployment}/operations/{operation}",
    link="https://learn.microsoft.com/rest/api/resources/deployment-operations/get",
)
def get_operation(azure: LocalAzure, request: Request) -> Response:
    """Gets one operation of a deployment."""
    for operation in azure.deployments.operations(*_where(request)):
        if operation["operationId"].lower() == request.path["operation"].lower():
            return answer(operation)
    name = request.path["operation"]
    raise CloudError(404, "DeploymentOperationNotFound", f"The deployment operation '{name}' could not be found.")


@ROUTES.add(
    "GET",
    GROUP + "/resources",
    basis=Basis.ASSUMED,
    link="https://learn.microsoft.com/rest/api/resources/resources/list-by-resource-group",
)
def list_resources(azure: LocalAzure, request: Request) -> Response:
    """Lists the top-level resources of a resource group: its factories. Understands no filter."""
    azure.groups.get(request.path["subscription"], request.path["group"])
    found = azure.factories.all(request.path["subscription"], request.path["group"])
    shown = [{key: each[key] for key in ("id", "name", "type", "location") if key in each} for each in found]
    return answer({"value": shown})
