"""How fast a deployment goes: by itself, or driven by the polls of whoever waits for it."""

import math
import threading


class Pace:
    """Lets a deployment of `steps` steps go on so that it ends with the `polls`-th poll; 0: as fast as it can.

    So a test sees a deployment half done, or cancels it there, without a clock.
    """

    def __init__(self, steps: int, polls: int) -> None:
        self._changed = threading.Condition()
        self._polls = polls
        self._share = math.ceil(steps / polls) if polls else 0
        self._polled = 0
        self._waiting_for: float | None = None
        self._over = False
        self.cancelled = False

    def wait_for_turn(self, step: float) -> None:
        """Wait until `step` (from 0; infinity is the end) may be taken, or the deployment is cancelled."""
        with self._changed:
            self._waiting_for = step
            self._changed.notify_all()
            self._changed.wait_for(lambda: self.cancelled or self._may(step))
            self._waiting_for = None

    def over(self) -> None:
        """The deployment has ended."""
        with self._changed:
            self._over = True
            self._changed.notify_all()

    def poll(self) -> None:
        """A poll: let it go on by its share, and wait until that is done, so that the answer tells of it."""
        with self._changed:
            if not self._polls:
                return
            self._polled += 1
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._over or self._rests())

    def hurry(self) -> None:
        """Let it go on by itself from now on."""
        with self._changed:
            self._polls = 0
            self._changed.notify_all()

    def cancel(self) -> None:
        """Let nothing more be deployed."""
        with self._changed:
            self.cancelled = True
            self._changed.notify_all()

    def _may(self, step: float) -> bool:
        if self._polled >= self._polls:
            return True
        return step < self._polled * self._share

    def _rests(self) -> bool:
        return self._waiting_for is not None and not self.cancelled and not self._may(self._waiting_for)
