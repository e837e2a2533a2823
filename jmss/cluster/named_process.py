# SPDX-License-Identifier: GPL-3.0-or-later
"""Signals the very process that a record names, never a later one with the same number."""

import contextlib
import os
import signal
import time

from jmss.cluster.ownership import ProcessRecord, lives


def signal_process(process: ProcessRecord, what: signal.Signals) -> None:
    """Signal the process of the record, if it is there."""
    with contextlib.suppress(ProcessLookupError):
        descriptor = os.pidfd_open(process.pid)
        try:
            if lives(process):
                signal.pidfd_send_signal(descriptor, what)
        finally:
            os.close(descriptor)


def age_of(process: ProcessRecord) -> float:
    """Give the seconds since the process was started; for one of this run of the kernel."""
    started = process.pid_start / os.sysconf("SC_CLK_TCK")
    return time.clock_gettime(time.CLOCK_BOOTTIME) - started
