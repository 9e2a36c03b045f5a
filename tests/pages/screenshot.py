"""Takes the picture of the monitor for the README: `nox -s screenshot` calls it with a state folder and a file."""

import sys
import tempfile
from pathlib import Path

from browser import Browser, chromium

from arm.local import connection

SIZE = (1180, 620)


def main(state: Path, file: Path) -> int:
    """Save the latest run of the Local Azure that serves `state`, with its notebook's details, as a PNG."""
    found = connection.read(state)
    if found is None or not chromium():
        print("a running Local Azure, Chromium and its driver are needed", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as profile:
        browser = Browser(Path(profile))
        try:
            browser.window(SIZE)
            browser.scheme("light")
            browser.open(found.url, found.token)
            browser.press("ENTER")
            browser.settle()
            browser.press("DOWN", "ENTER")
            browser.until("document.querySelector('.panel h2')")
            browser.run("document.activeElement.blur()")
            browser.settle()
            browser.picture(file)
        finally:
            browser.close()
    print(f"{file} is written: {file.stat().st_size / 1000:.0f} kB", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
