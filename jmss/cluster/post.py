# SPDX-License-Identifier: GPL-3.0-or-later
"""The service of one failover group on one node: its process, its failures, its end."""

import signal
import subprocess
from collections import deque
from collections.abc import Mapping
from pathlib import Path

from jmss.cluster.ownership import OwnerRecord, beat_stamp
from jmss.cluster.watch import Silence

STOP_PATIENCE = 5.0
"""Seconds that a service gets to stop in order."""
START_PATIENCE = 15.0
"""Seconds that a service gets from its start until it does its work, or longer while it beats."""
FAILURES = 3
WITHIN = 60.0
"""So many failures in so many seconds, and the group goes to another node."""


class Post:
    """A group's service on this node. Times are seconds on the monotonic clock.

    ``environment``: for the process; None for this one's.
    """

    def __init__(
        self,
        command: list[str],
        log: Path,
        drive: Path,
        ttl: float,
        *,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._command = command
        self._environment = environment
        self._log = log
        self._drive = drive
        self._ttl = ttl
        self._process: subprocess.Popen[bytes] | None = None
        self._began = 0.0
        self._silence = Silence()
        self._stop_until: float | None = None
        self._failures: deque[float] = deque(maxlen=FAILURES)

    @property
    def running(self) -> bool:
        """Whether there is a process; one that has ended counts until ``ended`` took it in."""
        return self._process is not None

    @property
    def stopping(self) -> bool:
        """Whether the service was asked to stop."""
        return self._stop_until is not None

    @property
    def pid(self) -> int | None:
        """The process number of the service."""
        return self._process.pid if self._process else None

    def start(self, now: float) -> int:
        """Start the service; give its process number."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._began = now
        self._silence = Silence()
        self._stop_until = None
        return self._process.pid

    def stop(self, now: float, patience: float = STOP_PATIENCE) -> None:
        """Ask the service to stop in order; kill it when it takes too long. Call again.

        ``patience``: the seconds it gets, counted from the first call.
        """
        if self._process is None:
            return
        if self._stop_until is None:
            self._stop_until = now + patience
            self._process.send_signal(signal.SIGTERM)
        elif now > self._stop_until:
            self.kill()

    def kill(self) -> None:
        """Kill the service."""
        if self._process is not None:
            self._process.kill()

    def ended(self) -> int | None:
        """Give the exit status of a service that has ended, once; else None."""
        if self._process is None:
            return None
        status = self._process.poll()
        if status is not None:
            self._process = None
        return status

    def hung(self, owner: OwnerRecord | None, now: float, step: float) -> bool:
        """Whether the service gives no sign of life; ``step``: seconds since the last look."""
        if self._process is None:
            return False
        silence = self._silence.look(beat_stamp(self._drive), step)
        if owner is None or owner.pid != self._process.pid or not owner.ready:
            # One that has a long history to read says by its heartbeat that it does.
            return now - self._began > START_PATIENCE and silence > self._ttl
        return silence > self._ttl

    def failed(self, now: float) -> bool:
        """Take in a failure; True when there were too many."""
        self._failures.append(now)
        too_many = len(self._failures) == FAILURES and now - self._failures[0] < WITHIN
        if too_many:
            self._failures.clear()
        return too_many
