"""A headless Chromium with a page of Local Azure in it, driven by its keyboard."""

import contextlib
import json
import os
import shutil
import time
from pathlib import Path

WIDE, NARROW = (1280, 800), (420, 800)
# Nothing that Chromium does by itself may leave this machine, and no profile outlives the test.
_FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-default-apps",
    "--disable-dev-shm-usage", "--force-color-profile=srgb", "--hide-scrollbars", "--lang=en-GB",
    "--force-device-scale-factor=1",
)  # fmt: skip
# Goes to an address, and comes back when the page has heard of it.
_GO = """
  const [hash, done] = arguments;
  if (location.hash === hash) return done();
  addEventListener("hashchange", () => done(), {once: true});
  location.hash = hash;
"""


def chromium() -> str | None:
    """Chromium's program, found through ADFOPS_CHROMIUM or the PATH; None if there is none, or no driver for it."""
    found = os.environ.get("ADFOPS_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    return found if shutil.which("chromedriver") else None


class Browser:
    """Chromium with one tab; `url` is where Local Azure listens."""

    def __init__(self, profile: Path) -> None:
        from selenium import webdriver
        from selenium.webdriver.chrome.service import Service

        options = webdriver.ChromeOptions()
        options.binary_location = chromium() or ""
        for flag in (*_FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(options, Service(shutil.which("chromedriver")))
        self.url = ""

    def close(self) -> None:
        """End Chromium."""
        self.driver.quit()

    def open(self, url: str, token: str, view: str = "runs") -> "Browser":
        """Open a view by the address that carries the token."""
        self.url = url
        self.driver.get("about:blank")
        self.driver.get(f"{url}/#token={token}")
        self.until("!location.hash.includes('token')")
        return self.go(view)

    def go(self, view: str) -> "Browser":
        """Go to a view by its address, and wait until it has its data."""
        self.driver.execute_async_script(_GO, f"#/{view}")
        self.settle()
        return self

    def settle(self) -> None:
        """Wait until the page says that it is up to date (or live), with the data of the view in it."""
        self.until("/^(Up to date|Live)/.test(document.querySelector('.state-word').textContent)")
        self.until("document.querySelector('.count')?.textContent !== ''")
        time.sleep(0.25)

    def run(self, script: str, *arguments):
        """What a script of the test returns; it runs beside the page's own policy."""
        return self.driver.execute_script(script, *arguments)

    def until(self, condition: str, seconds: float = 15) -> None:
        """Wait until a JavaScript expression is true."""
        deadline = time.monotonic() + seconds
        while not self.run(f"return Boolean({condition})"):
            if time.monotonic() > deadline:
                raise AssertionError(f"not within {seconds:g} s: {condition}\n{self.text()[:2000]}")
            time.sleep(0.05)

    def press(self, *keys: str) -> None:
        """Press keys one after the other, on whatever has the focus."""
        from selenium.webdriver.common.action_chains import ActionChains
        from selenium.webdriver.common.keys import Keys

        for key in keys:
            ActionChains(self.driver).send_keys(getattr(Keys, key, key)).perform()
        time.sleep(0.05)

    def text(self) -> str:
        """All text that is in sight."""
        return self.run("return document.body.innerText")

    def window(self, size: tuple[int, int]) -> None:
        """Give the page exactly this size."""
        width, height = size
        self.command(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )

    def scheme(self, name: str) -> None:
        """Prefer the colour scheme `light` or `dark`."""
        features = [{"name": "prefers-color-scheme", "value": name}]
        self.command("Emulation.setEmulatedMedia", features=features)

    def command(self, name: str, **parameters):
        """What a command of Chrome's DevTools answers."""
        return self.driver.execute_cdp_cmd(name, parameters)

    def picture(self, file: Path) -> None:
        """Save what is in sight as a PNG."""
        self.driver.save_screenshot(str(file))

    def console(self) -> list[str]:
        """What the page has written to the console, or violated of its policy, since this was asked last."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def requested(self) -> list[str]:
        """The addresses that the page asked for since this was asked last, whatever became of them."""
        found = []
        for entry in self.driver.get_log("performance"):
            with contextlib.suppress(KeyError):
                message = json.loads(entry["message"])["message"]
                if message["method"] == "Network.requestWillBeSent":
                    found.append(message["params"]["request"]["url"])
        return found

    def metrics(self) -> dict[str, float]:
        """Chrome's own counters, seconds for durations: `ScriptDuration`, `LayoutDuration`, `TaskDuration` …"""
        return {each["name"]: each["value"] for each in self.command("Performance.getMetrics")["metrics"]}
