"""All of Local Azure's state in one place: the services, what they share, and whether anything is running."""

import hmac
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from arm.local import shapes
from arm.local.databricks.jobs import Jobs
from arm.local.databricks.workspace import Workspace
from arm.local.datafactory.factories import Factories
from arm.local.datafactory.provider import DataFactoryProvider
from arm.local.datafactory.resources import Resources
from arm.local.datafactory.run_settings import RunSettings
from arm.local.datafactory.runs import Runs
from arm.local.datafactory.trigger_runs import TriggerRuns
from arm.local.dials import Dials
from arm.local.guards import CALLBACKS
from arm.local.journal import Journal
from arm.local.mounts import Mounts
from arm.local.resource_manager.deployments import Deployments
from arm.local.resource_manager.groups import ResourceGroups
from arm.local.resource_manager.links import Links
from arm.local.resource_manager.what_if import WhatIf
from arm.local.storage.blocks import Blocks
from arm.local.storage.state import Storage
from arm.local.store import Store

if TYPE_CHECKING:
    from arm.runtime import Callbacks, Services


class LocalAzure:
    """The services and their state. Whoever serves them sets `stop`, which ends the server, and its `address`.

    `notebook_limits` are those of `arm.runtime.Limits` that differ from its defaults.
    """

    def __init__(
        self,
        state: Path,
        secret: str,
        python: str = sys.executable,
        notebook_limits: Mapping[str, float] | None = None,
    ) -> None:
        self.state = state
        self._notebook_limits = dict(notebook_limits or {})
        self.started = datetime.now(UTC)
        self.stop: Callable[[], None] = lambda: None
        self.dials = Dials()
        self.journal = Journal()
        self.store = Store(state / "store", shapes.fits)
        self.storage = Storage(state / "storage")
        self.blocks = Blocks(state / "blocks")
        self.workspace = Workspace(state / "workspace")
        self.mounts = Mounts(self.store, self.storage)
        self.groups = ResourceGroups(self.store)
        self.factories = Factories(self.store, self.groups)
        self.resources = Resources(self.store, self.factories)
        self.run_settings = RunSettings(self.store, self.factories)
        self.runs = Runs(self.store, self.factories, self.resources, self.run_settings, self.services)
        self.trigger_runs = TriggerRuns(self.store, self.factories, self.resources, self.runs)
        self.address = ""
        self.jobs = Jobs(self.store, self.services, state / "runs")
        self._secret = secret
        self._python = python
        providers = {"microsoft.datafactory": DataFactoryProvider(self.factories, self.resources)}
        self.deployments = Deployments(
            self.store, self.groups, providers, self.dials, self.key_vault_secret, Links(self.storage)
        )
        self.what_if = WhatIf(self.deployments.providers, self.factories.all)

    def key_vault_secret(self, reference: Mapping[str, Any]) -> str:
        """A generated value for a Key Vault reference: the same each time it is asked for, and written nowhere."""
        asked = f"{reference['keyVault']['id']}/{reference['secretName']}/{reference.get('secretVersion', '')}"
        return self._generated(asked)

    def services(self) -> "Services":
        """What pipelines and notebooks find around them, as it is now."""
        from arm.runtime import Limits, Secrets, Services

        return Services(
            storage=self.storage.account_folder,
            notebook=self.workspace.source,
            mounts=self.mounts.folders(),
            mounted=self.mounts.change,
            work=self.state / "runs",
            python=self._python,
            secrets=Secrets(generated=self._databricks_secret),
            limits=Limits(**self._notebook_limits),
            callbacks=self.callbacks,
        )

    def _databricks_secret(self, scope: str, key: str) -> str:
        """A generated value: every secret of every scope exists, as every secret of a Key Vault does."""
        return self._generated(f"databricks/{scope}/{key}")

    def _generated(self, name: str) -> str:
        return hmac.new(self._secret.encode(), name.lower().encode(), sha256).hexdigest()

    @cached_property
    def callbacks(self) -> "Callbacks":
        """Where WebHooks wait to be called back."""
        from arm.runtime import Callbacks

        return Callbacks(lambda key: f"{self.address}{CALLBACKS}{key}")

    def busy(self) -> bool:
        """Whether a deployment, a pipeline or a notebook is running."""
        return self.deployments.running() or self.runs.running() or self.jobs.running()

    def close(self) -> None:
        """Cancel what is running and wait for it a little: no notebook process outlives its server."""
        self.dials.release()
        for service in (self.deployments, self.runs, self.jobs):
            service.close()
