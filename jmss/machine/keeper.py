# SPDX-License-Identifier: GPL-3.0-or-later
"""A keeper: the small process that stands beside one attempt of a job and outlives jexecd.

It inherits the attempt's lock, which was taken before the claim, starts the command in a
session of its own, waits for it, writes ``status.json``, and only then lets the lock go by
ending. So whoever finds the lock held knows that the attempt runs, and whoever finds it
free with no status knows that it was interrupted.

The lock is not handed on to the job: a process that the job leaves behind would hold it for
ever, and the attempt would never end. What a killed keeper leaves behind is ended by
``jmss.machine.leftovers`` before the attempt is called interrupted.

Two hundred jobs may start at once, so this module imports ``os``, ``select`` and ``time`` only;
``signal``, ``json`` and ``subprocess`` would each double the start-up time.
"""

import os
import select
import time

from jmss.machine.durably import write_durably

SHELL = "/bin/sh"
STATUS = "status.json"
STOP, KILL, INTERRUPT = b"s", b"k", b"i"
"""Orders, one byte each: end the job; end it at once; end it because its machine moves."""

_SIGKILL, _SIGTERM = 9, 15
_DEFAULT = (1, 2, 3, 13, _SIGTERM, 25)
"""HUP, INT, QUIT, PIPE, TERM, XFSZ: a job finds them as usual, whoever ignored them above it."""

_DESCRIPTORS = 1 << 20
"""More than a process may have open, as systems are set up."""
MOVE_GRACE = 3.0
"""Seconds between SIGTERM and SIGKILL, at most, when the machine moves: others wait for it."""
_RETRY = 1.0
"""Seconds until another try when the drive takes no status: full today, empty tomorrow."""


def keep(folder: str, command: str, *, grace: float, lock: int, orders: int, ready: int) -> None:
    """Run one attempt from its start to its status.

    Args:
        folder: the attempt's folder, absolute.
        command: a command line for ``/bin/sh -c``.
        grace: seconds between SIGTERM and SIGKILL when the job is to end.
        lock: the descriptor that holds the lock; gets this process's and the job's numbers.
        orders: the FIFO that brings ``STOP``, ``KILL`` and ``INTERRUPT``, open for reading and
            writing, so that it never comes to an end.
        ready: the write end of a pipe; gets the time of the start, and is closed.
    """
    _keep_open_only(lock, orders, ready)
    os.write(lock, b"%d\n" % os.getpid())
    started = time.time()
    try:
        job = _start(folder, command)
    except OSError as error:
        _write_status(folder, "not_started", started, error=error.errno or 0)
        return
    os.write(lock, b"%d %d\n" % (job, _ticks(job)))
    _tell(ready, started)
    os.close(ready)
    interrupted = _await_end(job, orders, grace)
    code = _end_group(job)
    outcome = "interrupted" if interrupted and code != 0 else "ended"
    _write_status(folder, outcome, started, code=code)


def _keep_open_only(*ours: int) -> None:
    """Close what else was inherited, and hand on nothing but standard input and output."""
    free = 3
    for descriptor in sorted(ours):
        os.set_inheritable(descriptor, False)
        os.closerange(free, descriptor)
        free = descriptor + 1
    os.closerange(free, _DESCRIPTORS)


def _start(folder: str, command: str) -> int:
    os.chdir(f"{folder}/work")
    appending = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    files = [
        (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, f"{folder}/stdout", appending, 0o644),
        (os.POSIX_SPAWN_OPEN, 2, f"{folder}/stderr", appending, 0o644),
    ]
    return os.posix_spawn(
        SHELL,
        ["sh", "-c", command],
        os.environ,
        file_actions=files,
        setsid=True,
        setsigmask=(),
        setsigdef=_DEFAULT,
    )


def _ticks(pid: int) -> int:
    """Tell when a process started, in clock ticks; with its number it is unique."""
    descriptor = os.open(f"/proc/{pid}/stat", os.O_RDONLY)
    try:
        return int(os.read(descriptor, 4096).rpartition(b")")[2].split()[19])
    finally:
        os.close(descriptor)


def _tell(ready: int, started: float) -> None:
    try:
        os.write(ready, b"%r\n" % started)
    except BrokenPipeError:
        return  # jexecd died meanwhile; its successor finds the lock


def _await_end(job: int, orders: int, grace: float) -> bool:
    """Wait until the job's first process is over; give whether the machine moved under it."""
    interrupted = False
    kill_at: float | None = None
    process = os.pidfd_open(job)
    poll = select.poll()
    poll.register(process, select.POLLIN)
    poll.register(orders, select.POLLIN)
    while True:
        pause = None if kill_at is None else max(0.0, kill_at - time.monotonic()) * 1000
        awake = dict(poll.poll(pause))
        if process in awake:
            os.close(process)
            return interrupted
        if kill_at is not None and time.monotonic() >= kill_at:
            _signal_group(job, _SIGKILL)
            kill_at = None
        if orders in awake:
            wishes = os.read(orders, 4096)
            interrupted = interrupted or INTERRUPT in wishes
            if KILL in wishes:
                _signal_group(job, _SIGKILL)
            elif kill_at is None:
                _signal_group(job, _SIGTERM)
                kill_at = time.monotonic() + (min(grace, MOVE_GRACE) if interrupted else grace)


def _end_group(job: int) -> int:
    """End what the job left running in its process group, then give its exit code.

    The job is still a zombie when the group is signalled, so the number is still its own.
    A negative code is the signal that ended it.
    """
    _signal_group(job, _SIGKILL)
    _, status = os.waitpid(job, 0)
    return os.waitstatus_to_exitcode(status)


def _signal_group(job: int, number: int) -> None:
    try:
        os.killpg(job, number)
    except (ProcessLookupError, PermissionError):
        return  # nobody is left, or only others' processes that we may not end


def _write_status(
    folder: str, outcome: str, started: float, *, code: int | None = None, error: int = 0
) -> None:
    """Write what ``jmss.machine.status.Status`` reads; every field is a number or a plain word."""
    exit_code = "null" if code is None or code < 0 else str(code)
    signal = 0 if code is None or code >= 0 else -code
    text = (
        f'{{"outcome":"{outcome}","exit_code":{exit_code},"signal":{signal},"error":{error},'
        f'"started":{started!r},"ended":{time.time()!r}}}'
    )
    while True:
        try:
            write_durably(folder, STATUS, text.encode())
        except FileNotFoundError:
            return  # the folder is gone; nobody will ask
        except OSError:
            time.sleep(_RETRY)
        else:
            return
