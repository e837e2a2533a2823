# SPDX-License-Identifier: GPL-3.0-or-later
"""Which subwindows the desk has.

To add one, write its model in ``tables/`` and its widget in ``views/``, let ``DeskViews`` build it
and put an entry into ``desk_kinds``, or into ``kinds_about_jobs`` if it is about one job. The
[表示] menu lists it then, the settings remember it and ``Subwindows.open`` opens it. One that is
open from the very first start on also gets a place in ``views/layout.py``.
"""

from jlook_client.apps.acting import Acting
from jlook_client.apps.desk_parts import DeskParts
from jlook_client.apps.desk_views import DeskViews
from jlook_client.apps.job_details import JobDetails
from jlook_client.apps.open_subwindows import Subwindows
from jlook_client.apps.output_reading import OutputReading
from jlook_client.views.finding import Finding
from jlook_client.views.subwindow_kind import AboutJob, SubwindowKind
from jmss.errors import N_


def desk_kinds(
    d: DeskParts, acting: Acting, subwindows: Subwindows, finding: Finding
) -> tuple[SubwindowKind, ...]:
    """Give the kinds in the order of the [表示] menu.

    Args:
        d: what the views and their models are built from.
        acting: carries out what the operator wants.
        subwindows: opens other ones.
        finding: what the job tables share to find jobs with.
    """
    build = DeskViews(d, acting, subwindows, finding)
    kind = SubwindowKind
    return (
        kind(
            "jobs",
            N_("Job information"),
            "running",
            build.job_information,
            several=True,
            default=True,
        ),
        kind("machines", N_("Execution machines"), "up", build.machines, default=True),
        kind("queues", N_("Job queues"), "queued", build.queues),
        kind(
            "history",
            N_("Failover history"),
            "taking_over",
            build.history,
            ages=False,
            several=True,
            default=True,
        ),
        kind("statistics", N_("Statistics"), "columns", build.statistics),
        kind(
            "log",
            N_("Event log"),
            "info",
            build.event_log,
            ages=False,
            several=True,
            default=True,
        ),
        kind("actions", N_("Actions"), "info", build.actions, ages=False),
        kind("blind", N_("Blind periods"), "taking_over", build.blind_periods, ages=False),
    )


def kinds_about_jobs(d: DeskParts, acting: Acting, subwindows: Subwindows) -> tuple[AboutJob, ...]:
    """Give the kinds that are about one job each; the arguments are those of ``desk_kinds``."""
    details = JobDetails(d, acting, lambda number: subwindows.open_about("output", number))
    return (
        AboutJob("detail", N_("Job {number}"), "info", details.view_of),
        AboutJob(
            "output",
            N_("Output of job {number}"),
            "info",
            OutputReading(d.connection, d.mirror, d.tr, d.looks).view_of,
        ),
    )
