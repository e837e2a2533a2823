# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds the job detail subwindows."""

from collections.abc import Callable

from jlook_client.apps.acting import Acting
from jlook_client.apps.desk_parts import DeskParts
from jlook_client.apps.job_reading import JobReading
from jlook_client.tables.job_record import JobRecord
from jlook_client.views.detail_acting import DetailActing
from jlook_client.views.job_detail import JobDetail


class JobDetails:
    """Gives each of them a record of its own, which is kept true as long as it is open.

    Args:
        d: what the views and their records are built from.
        acting: carries out what the operator wants.
        view_output: opens the output of a job.
    """

    def __init__(self, d: DeskParts, acting: Acting, view_output: Callable[[int], None]) -> None:
        self._d = d
        self._acting = acting
        self._view_output = view_output
        self._reading = JobReading(d.connection, d.mirror, d.window)

    def view_of(self, number: int) -> JobDetail:
        """Build the view about the job of that number."""
        d = self._d
        record = JobRecord(number)
        view = JobDetail(record, now=d.times.known_until, tr=d.tr, looks=d.looks)
        DetailActing(
            view, d.mirror, self._acting, view_output=self._view_output, tr=d.tr, looks=d.looks
        )
        self._reading.follow(record, view)
        return view
