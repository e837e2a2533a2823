# SPDX-License-Identifier: GPL-3.0-or-later
"""The schedule service of a failover group: one process beside its JMSS server.

It runs where the server works, goes with the group and is started again when it dies or hangs.
A failure of it never moves the group: jobs run on without schedules, but not without a server.
On the drive lies ``schedule_service.json``, so that ``jstop`` finds the process; its heartbeat
lies in the folder of its node, the only one that looks at it.
"""

import logging
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import msgspec

from jmss.cluster.heartbeat import last_beat
from jmss.cluster.identity import boot_id, process_start
from jmss.cluster.layout import GroupLayout
from jmss.cluster.named_process import age_of, signal_process
from jmss.cluster.ownership import lives
from jmss.cluster.post import START_PATIENCE, STOP_PATIENCE, Post
from jmss.cluster.records import read_record, write_record
from jmss.cluster.watch import Silence
from jmss.model.machines import ServerType

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0
"""Seconds before one that has died early is started again, doubled each time."""
LASTING = 10.0
"""One that worked for so many seconds was no early death: it is started again at once."""
_RECORD = "schedule_service.json"
_log = logging.getLogger(__name__)


class ScheduleRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The process that looks after a group's schedules."""

    node: str
    pid: int
    pid_start: int
    boot_id: str
    """This run of the kernel: after another start the process number means nothing."""


def schedule_process(drive: Path) -> ScheduleRecord | None:
    """Give the living schedule service of the group on this drive; None when there is none.

    Raises:
        BadConfiguration: the record is damaged.
    """
    record = read_record(drive / _RECORD, ScheduleRecord)
    return record if record is not None and lives(record) else None


def end_silent_schedules(drive: Path, beat: Path, ttl: float) -> bool:
    """Kill the schedule service of the group on this drive if it gives no sign of life.

    For where no node's agent watches it. ``beat``, ``ttl``: as for ``ScheduleService``.

    Returns:
        Whether there is one that works, or is just starting.

    Raises:
        BadConfiguration: the record is damaged.
    """
    there = schedule_process(drive)
    if there is None:
        return False
    seen = last_beat(beat)
    age = age_of(there)
    silence = min(age, time.monotonic() - seen.monotonic) if seen else age
    if silence <= ttl or (silence == age and age <= START_PATIENCE):
        return True
    _log.error("schedule service: process %s gives no sign of life, killing it", there.pid)
    signal_process(there, signal.SIGKILL)
    return False


def schedule_command(group: GroupLayout, root: Path, node: str) -> list[str]:
    """Give the command line of a group's schedule service; empty when it has none."""
    program = group.schedule_service
    if not program and group.server_type is ServerType.JMSS_SERVER and not group.service:
        program = (sys.executable, "-m", "jmss.commands.jscheduled")
    words = ["--root", str(root), "--group", group.name, "--node", node]
    return [*program, *words] if program else []


class ScheduleService:
    """A group's schedule service on this node. Times are seconds on the monotonic clock.

    Args:
        command: what to run; empty: nothing, ever.
        log: takes what it writes.
        drive: of its group.
        beat: the file of its heartbeat.
        ttl: seconds of silence after which it hangs.
        node: this node.
        environment: for the process; None for this one's.
    """

    def __init__(
        self,
        command: list[str],
        log: Path,
        drive: Path,
        *,
        beat: Path,
        ttl: float,
        node: str,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._command = command
        self._post = Post(command, log, drive, ttl, environment=environment)
        self._drive = drive
        self._beat = beat
        self._ttl = ttl
        self._node = node
        self._began = 0.0
        self._silence = Silence()
        self._stamp_before = 0.0
        """The newest heartbeat of the process before."""
        self._hung = False
        """It was killed because it hung; that is no early death."""
        self._pause = FIRST_PAUSE
        self._not_before = 0.0

    @property
    def running(self) -> bool:
        """Whether there is a process; one that has ended counts until a call took it in."""
        return self._post.running

    @property
    def pid(self) -> int | None:
        """The process number."""
        return self._post.pid

    def keep(self, now: float) -> bool:
        """See that it runs, or will soon; True when it was started right now. Call again."""
        self._take_in_end(now)
        if not self._command or self._post.running or now < self._not_before:
            return False
        self._stamp_before = self._stamp()
        self._silence = Silence(self._stamp_before)
        pid = self._post.start(now)
        self._began = now
        record = ScheduleRecord(
            node=self._node, pid=pid, pid_start=process_start(pid) or 0, boot_id=boot_id()
        )
        write_record(self._drive / _RECORD, record)
        return True

    def watch(self, now: float, step: float) -> None:
        """Kill it when it gives no sign of life; ``step``: seconds since the last look."""
        if not self._post.running or self._post.stopping or self._hung:
            return
        stamp = self._stamp()
        silence = self._silence.look(stamp, step)
        starting = stamp == self._stamp_before and now - self._began <= START_PATIENCE
        if silence > self._ttl and not starting:
            _log.error("schedule service: process %s gives no sign of life, killing it", self.pid)
            self._hung = True
            self._post.kill()

    def stop(self, now: float, patience: float = STOP_PATIENCE) -> None:
        """Ask it to end in order; kill it when it takes too long. Call again."""
        if self._post.running:
            self._post.stop(now, patience)
            self._take_in_end(now)
        self._pause, self._not_before = FIRST_PAUSE, 0.0

    def kill(self) -> None:
        """Kill it."""
        self._post.kill()

    def _take_in_end(self, now: float) -> None:
        asked, hung = self._post.stopping, self._hung
        status = self._post.ended()
        if status is None:
            return
        self._hung = False
        if asked or hung:
            _log.info("schedule service: ended with %s", status)
            return
        if now - self._began > LASTING:
            self._pause = FIRST_PAUSE
            _log.error("schedule service: ended with %s, again at once", status)
            return
        self._not_before = now + self._pause
        _log.error("schedule service: ended with %s, again in %g s", status, self._pause)
        self._pause = min(LONGEST_PAUSE, 2 * self._pause)

    def _stamp(self) -> float:
        beat = last_beat(self._beat)
        return beat.monotonic if beat else 0.0
