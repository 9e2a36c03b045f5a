"""What runs of a factory find here and nowhere in Azure: answers for activities, addresses that may be called."""

from collections.abc import Mapping
from typing import Any

from arm.local.datafactory.factories import Factories, Where
from arm.local.store import Store
from arm.local.wire import CloudError


class RunSettings:
    """The settings of all factories, kept over restarts."""

    def __init__(self, store: Store, factories: Factories) -> None:
        self._store = store
        self._factories = factories

    def get(self, where: Where) -> dict[str, Any]:
        """A factory's `answers` (activity → answer) and `allowedHosts` ("localhost:8080")."""
        self._factories.get(where)
        return {"answers": {}, "allowedHosts": [], **(self._store.get("runsettings", *where) or {})}

    def put(self, where: Where, settings: Mapping[str, Any]) -> None:
        """Replace a factory's settings; what is left out is gone. Refused if they don't have this shape."""
        self._factories.get(where)
        answers, hosts = settings.get("answers", {}), settings.get("allowedHosts", [])
        if settings.keys() - {"answers", "allowedHosts"} or not isinstance(answers, dict):
            raise CloudError(400, "InvalidRunSettings", "The settings are answers, an object, and allowedHosts.")
        if not isinstance(hosts, list) or not all(isinstance(host, str) for host in hosts):
            raise CloudError(400, "InvalidRunSettings", "allowedHosts are texts: host or host:port.")
        self._store.put(("runsettings", *where), {"answers": answers, "allowedHosts": hosts})
