"""Routes of factories and of the resources in them."""

from arm.local.azure import LocalAzure
from arm.local.datafactory.kinds import KINDS, PRIVATE_ENDPOINTS, TRIGGERS, Kind
from arm.local.datafactory.paths import DOCS, FACTORIES, FACTORY, SUBSCRIPTION, unless_known, where
from arm.local.paging import page
from arm.local.routing import Basis, Routes
from arm.local.wire import Request, Response, answer

ROUTES = Routes("Data Factory", "/microsoft.datafactory", "arm/local/datafactory/routes.py")


@ROUTES.add("GET", FACTORIES, link=DOCS + "factories/list-by-resource-group")
def list_by_resource_group(azure: LocalAzure, request: Request) -> Response:
    """Lists the factories of a resource group."""
    azure.groups.get(request.path["subscription"], request.path["group"])
    return answer(page(request, azure.factories.all(request.path["subscription"], request.path["group"])))


@ROUTES.add("GET", SUBSCRIPTION + "/factories", link=DOCS + "factories/list")
def list_factories(azure: LocalAzure, request: Request) -> Response:
    """Lists the factories of a subscription."""
    return answer(page(request, azure.factories.all(request.path["subscription"])))


@ROUTES.add("GET", FACTORY, link=DOCS + "factories/get")
def get_factory(azure: LocalAzure, request: Request) -> Response:
    """Gets a factory; 304 if the client has that version."""
    return unless_known(request, azure.factories.get(where(request)))


@ROUTES.add("PUT", FACTORY, link=DOCS + "factories/create-or-update")
def put_factory(azure: LocalAzure, request: Request) -> Response:
    """Creates a factory, or replaces what was said of it; always 200."""
    return answer(azure.factories.put(where(request), request.object(), request.header("If-Match"))[0])


@ROUTES.add("PATCH", FACTORY, link=DOCS + "factories/update")
def update_factory(azure: LocalAzure, request: Request) -> Response:
    """Changes a factory's tags, identity or network access."""
    return answer(azure.factories.update(where(request), request.object()))


@ROUTES.add("DELETE", FACTORY, link=DOCS + "factories/delete")
def delete_factory(azure: LocalAzure, request: Request) -> Response:
    """Deletes a factory with all that is in it; 204 if there is none."""
    return Response(200 if azure.factories.delete(where(request)) else 204)


def _add_kind(kind: Kind, base: str, name: str) -> None:
    """The four routes that every kind of resource has; `base` is where they are listed, `name` the path variable."""
    one, docs = f"{base}/{{{name}}}", DOCS + kind.docs
    noun = kind.segment

    def full_name(request: Request) -> str:
        network = request.path.get("network")
        return f"{network}/{request.path[name]}" if network else request.path[name]

    def list_all(azure: LocalAzure, request: Request) -> Response:
        network = request.path.get("network", "")
        found = azure.resources.all(where(request), kind)
        inside = [each for each in found if f"/managedvirtualnetworks/{network}/".lower() in each["id"].lower()]
        return answer(page(request, inside if network else found))

    def get(azure: LocalAzure, request: Request) -> Response:
        return unless_known(request, azure.resources.get(where(request), kind, full_name(request)))

    def put(azure: LocalAzure, request: Request) -> Response:
        body, match = request.object(), request.header("If-Match")
        return answer(azure.resources.put(where(request), kind, full_name(request), body, match)[0])

    def delete(azure: LocalAzure, request: Request) -> Response:
        return Response(200 if azure.resources.delete(where(request), kind, full_name(request)) else 204)

    list_all.__doc__ = f"Lists the {noun} of a factory, in pages of 50."
    get.__doc__ = f"Gets one of the {noun}, secrets masked; 304 if the client has that version."
    put.__doc__ = f"Creates or replaces one of the {noun}; its references must be there."
    delete.__doc__ = f"Deletes one of the {noun}; refused while another resource refers to it, 204 if there is none."
    ROUTES.add("GET", base, link=f"{docs}/list-by-factory")(list_all)
    ROUTES.add("GET", one, link=f"{docs}/get")(get)
    ROUTES.add("PUT", one, link=f"{docs}/create-or-update")(put)
    ROUTES.add("DELETE", one, link=f"{docs}/delete")(delete)


for _kind in KINDS.values():
    _add_kind(_kind, f"{FACTORY}/{_kind.segment}", "name")
_add_kind(PRIVATE_ENDPOINTS, FACTORY + "/managedVirtualNetworks/{network}/managedPrivateEndpoints", "name")


@ROUTES.add("GET", FACTORY + "/globalParameters", link=DOCS + "global-parameters/list-by-factory")
def list_global_parameters(azure: LocalAzure, request: Request) -> Response:
    """Lists a factory's global parameters: one resource, `default`, that has them all."""
    found = azure.factories.global_parameters(where(request))
    return answer({"value": [_global(azure, request)] if found else []})


@ROUTES.add("GET", FACTORY + "/globalParameters/{name}", link=DOCS + "global-parameters/get")
def get_global_parameters(azure: LocalAzure, request: Request) -> Response:
    """Gets a factory's global parameters."""
    return answer(_global(azure, request))


@ROUTES.add("PUT", FACTORY + "/globalParameters/{name}", link=DOCS + "global-parameters/create-or-update")
def put_global_parameters(azure: LocalAzure, request: Request) -> Response:
    """Replaces a factory's global parameters."""
    azure.factories.put_global_parameters(where(request), request.object().get("properties") or {})
    return answer(_global(azure, request))


@ROUTES.add("DELETE", FACTORY + "/globalParameters/{name}", link=DOCS + "global-parameters/delete")
def delete_global_parameters(azure: LocalAzure, request: Request) -> Response:
    """Removes all global parameters of a factory."""
    azure.factories.put_global_parameters(where(request), {})
    return Response(200)


def _global(azure: LocalAzure, request: Request) -> dict[str, object]:
    factory = azure.factories.get(where(request))
    return {
        "name": "default",
        "id": f"{factory['id']}/globalParameters/default",
        "type": "Microsoft.DataFactory/factories/globalParameters",
        "etag": factory["eTag"].strip('"'),
        "properties": azure.factories.global_parameters(where(request)),
    }


@ROUTES.add("POST", FACTORY + "/triggers/{name}/start", link=DOCS + "triggers/start")
def start_trigger(azure: LocalAzure, request: Request) -> Response:
    """Starts a trigger, at once. It fires nothing here: runs are started by hand."""
    azure.resources.set_trigger_state(where(request), request.path["name"], "Started")
    return Response(200)


@ROUTES.add("POST", FACTORY + "/triggers/{name}/stop", link=DOCS + "triggers/stop")
def stop_trigger(azure: LocalAzure, request: Request) -> Response:
    """Stops a trigger, at once."""
    azure.resources.set_trigger_state(where(request), request.path["name"], "Stopped")
    return Response(200)


def _subscription(azure: LocalAzure, request: Request) -> Response:
    name = request.path["name"]
    return answer({"triggerName": name, "status": azure.resources.subscription(where(request), name)})


@ROUTES.add("POST", FACTORY + "/triggers/{name}/subscribeToEvents", link=DOCS + "triggers/subscribe-to-events")
def subscribe_to_events(azure: LocalAzure, request: Request) -> Response:
    """Subscribes a trigger to events, at once; of whatever type it is. No events come here."""
    azure.resources.subscribe(where(request), request.path["name"], "Enabled")
    return _subscription(azure, request)


@ROUTES.add(
    "POST", FACTORY + "/triggers/{name}/unsubscribeFromEvents", link=DOCS + "triggers/unsubscribe-from-events"
)
def unsubscribe_from_events(azure: LocalAzure, request: Request) -> Response:
    """Ends a trigger's subscription to events, at once."""
    azure.resources.subscribe(where(request), request.path["name"], "Disabled")
    return _subscription(azure, request)


@ROUTES.add(
    "POST",
    FACTORY + "/triggers/{name}/getEventSubscriptionStatus",
    link=DOCS + "triggers/get-event-subscription-status",
)
def get_event_subscription_status(azure: LocalAzure, request: Request) -> Response:
    """Says whether a trigger is subscribed to events."""
    return _subscription(azure, request)


@ROUTES.add("POST", FACTORY + "/querytriggers", basis=Basis.EXAMPLE, link=DOCS + "triggers/query-by-factory")
def query_triggers(azure: LocalAzure, request: Request) -> Response:
    """Lists all triggers of a factory; the filter for a parent trigger isn't looked at."""
    return answer({"value": azure.resources.all(where(request), TRIGGERS)})
