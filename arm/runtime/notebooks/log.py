"""What notebooks print: bounded, and without their secrets."""

import os
import subprocess
import threading
from pathlib import Path

# As Databricks shows them: https://learn.microsoft.com/azure/databricks/security/secrets/redaction
REDACTED = "[REDACTED]"


class Log:
    """One file for a run and the notebooks that it runs; `full` is set once more than its limit was printed."""

    def __init__(self, path: Path, limit: int) -> None:
        self.path = path
        self.full = threading.Event()
        self.limit = limit
        self._left = limit
        self._lock = threading.Lock()
        self._secrets: list[bytes] = []
        self._stream = path.open("wb", buffering=0)

    def hide(self, secret: str) -> None:
        """Show a secret as [REDACTED] from now on. Only its literal value is hidden, as on Databricks."""
        with self._lock:
            if secret and secret.encode() not in self._secrets:
                self._secrets = sorted([*self._secrets, secret.encode()], key=len, reverse=True)

    def redacted(self, text: str) -> str:
        """A text without the secrets."""
        return self._without_secrets(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")

    def pump(self, child: "subprocess.Popen[bytes]") -> threading.Thread:
        """A thread that moves what a process prints into the log; beyond the limit it reads on and drops."""
        thread = threading.Thread(target=self._pump, args=(child,), daemon=True)
        thread.start()
        return thread

    def close(self) -> None:
        """Write no more; a log that was cut says so at its end."""
        with self._lock:
            if self.full.is_set():
                self._stream.write(f"\n[cut: a run's log holds {self.limit / 1e6:g} MB]\n".encode())
            self._stream.close()

    def _pump(self, child: "subprocess.Popen[bytes]") -> None:
        assert child.stdout
        held = b""
        with child.stdout as pipe:
            while chunk := os.read(pipe.fileno(), 65536):
                data = self._without_secrets(held + chunk)
                keep = self._begun(data)
                held, data = data[len(data) - keep :], data[: len(data) - keep]
                self._write(data)
        self._write(held)

    def _write(self, data: bytes) -> None:
        with self._lock:
            if self._stream.closed:
                return
            self._stream.write(data[: self._left])
            if len(data) > self._left:
                self.full.set()
            self._left = max(0, self._left - len(data))

    def _without_secrets(self, data: bytes) -> bytes:
        for secret in self._secrets:
            data = data.replace(secret, REDACTED.encode())
        return data

    def _begun(self, data: bytes) -> int:
        """How many bytes at the end may be the beginning of a secret whose rest is still to come."""
        for count in range(max(map(len, self._secrets), default=1) - 1, 0, -1):
            if any(secret.startswith(data[-count:]) for secret in self._secrets if len(secret) > count):
                return min(count, len(data))
        return 0
