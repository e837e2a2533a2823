# SPDX-License-Identifier: GPL-3.0-or-later
"""Which subwindows the desk has.

To add one, write its model in ``tables/`` and its widget in ``views/``, and put an entry into
``desk_kinds``, or into ``kinds_about_jobs`` if it is about one job. The [表示] menu lists it then,
the settings remember it and ``Subwindows.open`` opens it. One that is open from the very first
start on also gets a place in ``views/layout.py``.
"""

from jlook_client.apps.acting import Acting
from jlook_client.apps.desk_parts import DeskParts
from jlook_client.apps.file_export import FileExport
from jlook_client.apps.job_details import JobDetails
from jlook_client.apps.open_subwindows import Subwindows
from jlook_client.apps.outage_export import OutageExport
from jlook_client.apps.output_reading import OutputReading
from jlook_client.apps.statistics_reading import StatisticsReading
from jlook_client.tables.acts import ActTable, PartTable
from jlook_client.tables.jobs import JobTable
from jlook_client.tables.log import LogTable
from jlook_client.tables.machines import MachineTable
from jlook_client.tables.minute_series import MinuteSeries
from jlook_client.tables.queues import QueueTable
from jlook_client.tables.takeovers import server_takeovers
from jlook_client.views.acts_list import ActsList
from jlook_client.views.blind_periods import BlindPeriods
from jlook_client.views.entries import Entry
from jlook_client.views.event_log import EventLog
from jlook_client.views.failover_history import FailoverHistory, LaneTimes
from jlook_client.views.finding import Finding
from jlook_client.views.job_information import JobInformation
from jlook_client.views.machines import Machines
from jlook_client.views.queue_actions import QueueActions, fill_queue_menu
from jlook_client.views.queues import Queues
from jlook_client.views.statistics import StatisticsView
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
    tr, looks, times = d.tr, d.looks, d.times
    files = FileExport(tr, d.tell, lambda: d.window)
    export = OutageExport(d.timeline, tr, files)
    on_queues = QueueActions(acting, tr, d.window)
    fill_queue_menu(d.window.queue_menu, on_queues, lambda: subwindows.open("queues"), tr)

    def job_information() -> JobInformation:
        view = JobInformation(
            JobTable(d.mirror, now=times.known_until, tr=tr, looks=looks),
            calls=acting,
            view_output=lambda number: subwindows.open_about("output", number),
            now=times.known_until,
            finding=finding,
            tr=tr,
            looks=looks,
        )
        view.actions_on_jobs.offer_details(lambda number: subwindows.open_about("detail", number))
        return view

    def machines() -> Machines:
        view = Machines(MachineTable(d.mirror, tr=tr, looks=looks), tr=tr, looks=looks)
        d.window.banner.acknowledged.connect(view.acknowledge)
        return view

    def queues() -> Queues:
        return Queues(
            QueueTable(d.mirror, tr=tr, looks=looks),
            actions=on_queues,
            acts=acting.acts,
            show_jobs=subwindows.show_queue,
            tr=tr,
            looks=looks,
        )

    def history() -> FailoverHistory:
        return FailoverHistory(
            d.mirror,
            d.timeline,
            times=LaneTimes(
                now=times.server_now,
                last_heard=times.known_until,
                ahead=lambda: d.connection.server_time_ahead,
            ),
            save_file=files.ask,
            entries=[
                Entry(
                    text=tr("&Blind periods"),
                    call=lambda: subwindows.open("blind"),
                    line_above=True,
                ),
                Entry(text=tr("Save the blind periods as &CSV…"), call=export.ask_for_csv),
                Entry(text=tr("Save the blind periods as &JSON…"), call=export.ask_for_json),
            ],
            tr=tr,
            looks=looks,
        )

    def event_log() -> EventLog:
        return EventLog(
            LogTable(
                d.timeline,
                now=times.server_now,
                ahead=lambda: d.connection.server_time_ahead,
                tr=tr,
                looks=looks,
            ),
            show_job=lambda number: subwindows.select_jobs([number]),
            save_file=files.ask,
            tr=tr,
            looks=looks,
        )

    def statistics() -> StatisticsView:
        series = MinuteSeries()
        view = StatisticsView(
            series,
            takeovers=lambda: server_takeovers(d.mirror.machines, d.mirror.placements.values()),
            now=times.server_now,
            known_until=times.known_until,
            tr=tr,
            looks=looks,
        )
        StatisticsReading(series, d.connection, d.mirror, times.server_now, view)
        return view

    def blind_periods() -> BlindPeriods:
        save_csv, save_json = export.ask_for_csv, export.ask_for_json
        return BlindPeriods(d.timeline, save_csv=save_csv, save_json=save_json, tr=tr, looks=looks)

    d.window.job_menu.offer_list(lambda: subwindows.open("actions"))

    def actions() -> ActsList:
        def name_of(number: int) -> str:
            job = d.mirror.jobs.get(number)
            return job.name if job is not None else ""

        return ActsList(
            ActTable(acting.acts, now=d.clock.wall_now, tr=tr, looks=looks),
            PartTable(name_of, tr=tr, looks=looks),
            acts=acting.acts,
            show_jobs=subwindows.show_only,
            select_jobs=subwindows.select_jobs,
            tr=tr,
            looks=looks,
        )

    kind = SubwindowKind
    return (
        kind("jobs", N_("Job information"), "running", job_information, several=True, default=True),
        kind("machines", N_("Execution machines"), "up", machines, default=True),
        kind("queues", N_("Job queues"), "queued", queues),
        kind(
            "history",
            N_("Failover history"),
            "taking_over",
            history,
            ages=False,
            several=True,
            default=True,
        ),
        kind("statistics", N_("Statistics"), "columns", statistics),
        kind("log", N_("Event log"), "info", event_log, ages=False, several=True, default=True),
        kind("actions", N_("Actions"), "info", actions, ages=False),
        kind("blind", N_("Blind periods"), "taking_over", blind_periods, ages=False),
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
