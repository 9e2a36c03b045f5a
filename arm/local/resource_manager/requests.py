"""What requests for deployments ask for: evaluated and validated, before anything is deployed."""

from collections.abc import Mapping
from typing import Any

from arm.armlanguage.errors import TemplateError
from arm.armlanguage.evaluation import Place
from arm.armlanguage.parameters import Secrets
from arm.armlanguage.secure import Secure, mask
from arm.armlanguage.template import LIMITS, evaluate
from arm.local.dials import Dials
from arm.local.resource_manager.groups import ResourceGroups
from arm.local.resource_manager.ids import ResourceId
from arm.local.resource_manager.links import Links, without_signature
from arm.local.resource_manager.providers import Provider
from arm.local.resource_manager.records import Requested
from arm.local.wire import CloudError


class Requests:
    """Understands requests with what is around them: resource groups, providers, the vault, what links lead to."""

    def __init__(
        self,
        groups: ResourceGroups,
        providers: Mapping[str, Provider],
        dials: Dials,
        secrets: Secrets,
        links: Links,
    ) -> None:
        self._groups = groups
        self._providers = providers
        self._dials = dials
        self._secrets = secrets
        self._links = links

    def evaluated(self, subscription: str, group: str, name: str, body: Mapping[str, Any]) -> Requested:
        """The deployment that a request's body asks for. CloudError if it is refused, or isn't done here."""
        place = self._groups.get(subscription, group)
        properties = _properties(body)
        template, parameters = self._content(properties)
        where = Place(subscription, place["name"], place["location"], name, tags=place["tags"])
        limits = LIMITS if self._dials.deployment.limits else {}
        try:
            evaluated = evaluate(template, parameters, where, secrets=self._secrets, limits=limits)
        except TemplateError as error:
            raise _refused(error) from None
        for resource in evaluated.resources:
            self._check(ResourceId.parse(resource.id), resource.body)
        return Requested(
            subscription,
            place["name"],
            name,
            "Incremental",
            template,
            evaluated,
            mask(body.get("tags") or {}),
            _link(properties),
        )

    def _content(self, properties: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """The template and the parameters, from the request or from what it links to."""
        template, parameters = properties.get("template") or {}, properties.get("parameters") or {}
        if properties.get("templateLink"):
            template = self._links.read(properties["templateLink"])
        if properties.get("parametersLink"):
            parameters = self._links.read(properties["parametersLink"]).get("parameters") or {}
        return template, parameters

    def _check(self, identity: ResourceId, body: Mapping[str, Any]) -> None:
        provider = self._providers.get(identity.namespace.lower())
        if provider is None:
            raise CloudError(
                501,
                "NotImplemented",
                f"Local Azure has no resource provider {identity.namespace}: add it in arm/local/azure.py.",
            )
        provider.check(identity, body)


def _properties(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The `properties` of a request. CloudError if they are missing, or ask for what isn't done here."""
    properties = body.get("properties")
    if not isinstance(properties, dict):
        raise CloudError(400, "InvalidRequestContent", "The request content was invalid: 'properties' is missing.")
    if properties.get("onErrorDeployment"):
        raise CloudError(
            501,
            "NotImplemented",
            "Local Azure doesn't do onErrorDeployment yet: add it in arm/local/resource_manager/requests.py.",
        )
    if properties.get("templateLink") and properties.get("template"):
        raise CloudError(
            400,
            "InvalidTemplateDeployment",
            "The deployment has both a template and a templateLink: only one of them may be given.",
        )
    mode = str(properties.get("mode", "")).lower()
    if mode == "complete":
        raise CloudError(
            501,
            "NotImplemented",
            "Local Azure deploys in mode Incremental only: add it in arm/local/resource_manager/requests.py.",
        )
    if mode != "incremental":
        raise CloudError(
            400,
            "InvalidDeploymentMode",
            f"The deployment mode '{properties.get('mode')}' is not valid: it is Incremental or Complete.",
        )
    return properties


def _link(properties: Mapping[str, Any]) -> dict[str, str]:
    """Where the template came from, without what gives access to it; {} if it was in the request."""
    link = {key: value for key, value in (properties.get("templateLink") or {}).items() if key != "queryString"}
    shown = {key: str(value.reveal() if isinstance(value, Secure) else value) for key, value in link.items()}
    return {**shown, "uri": without_signature(shown["uri"])} if shown else {}


def _refused(error: TemplateError) -> CloudError:
    """A template error as Azure answers it."""
    if error.code == "NotImplemented":
        return CloudError(501, error.code, str(error))
    refused = CloudError(400, error.code, error.message)
    refused.error["additionalInfo"] = [
        {"type": "TemplateViolation", "info": {"lineNumber": 0, "linePosition": 0, "path": ""}}
    ]
    return refused
