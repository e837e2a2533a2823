# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds what stands in the desk's subwindows: each view with its model and what it may call."""

from jlook_client.apps.acting import Acting
from jlook_client.apps.desk_parts import DeskParts
from jlook_client.apps.file_export import FileExport
from jlook_client.apps.open_subwindows import Subwindows
from jlook_client.apps.outage_export import OutageExport
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


class DeskViews:
    """Builds a new view at each call.

    Args:
        d: what the views and their models are built from.
        acting: carries out what the operator wants.
        subwindows: opens other ones.
        finding: what the job tables share to find jobs with.
    """

    def __init__(
        self, d: DeskParts, acting: Acting, subwindows: Subwindows, finding: Finding
    ) -> None:
        self._d = d
        self._tr, self._looks, self._times = d.tr, d.looks, d.times
        self._acting = acting
        self._subwindows = subwindows
        self._finding = finding
        self._files = FileExport(d.tr, d.tell, lambda: d.window)
        self._export = OutageExport(d.timeline, d.tr, self._files)
        self._on_queues = QueueActions(acting, d.tr, d.window)
        fill_queue_menu(
            d.window.queue_menu, self._on_queues, lambda: subwindows.open("queues"), d.tr
        )
        d.window.job_menu.offer_list(lambda: subwindows.open("actions"))

    def job_information(self) -> JobInformation:
        """Give the jobs, with what can be done with them."""
        view = JobInformation(
            JobTable(self._d.mirror, now=self._times.known_until, tr=self._tr, looks=self._looks),
            calls=self._acting,
            view_output=lambda number: self._subwindows.open_about("output", number),
            now=self._times.known_until,
            finding=self._finding,
            tr=self._tr,
            looks=self._looks,
        )
        view.actions_on_jobs.offer_details(
            lambda number: self._subwindows.open_about("detail", number)
        )
        return view

    def machines(self) -> Machines:
        """Give where the machines are."""
        view = Machines(
            MachineTable(self._d.mirror, tr=self._tr, looks=self._looks),
            tr=self._tr,
            looks=self._looks,
        )
        self._d.window.banner.acknowledged.connect(view.acknowledge)
        return view

    def queues(self) -> Queues:
        """Give the queues, with what can be done with them."""
        return Queues(
            QueueTable(self._d.mirror, tr=self._tr, looks=self._looks),
            actions=self._on_queues,
            acts=self._acting.acts,
            show_jobs=self._subwindows.show_queue,
            tr=self._tr,
            looks=self._looks,
        )

    def history(self) -> FailoverHistory:
        """Give who carried what, when; it saves the blind periods too."""
        return FailoverHistory(
            self._d.mirror,
            self._d.timeline,
            times=LaneTimes(
                now=self._times.server_now,
                last_heard=self._times.known_until,
                ahead=lambda: self._d.connection.server_time_ahead,
            ),
            save_file=self._files.ask,
            entries=[
                Entry(
                    text=self._tr("&Blind periods"),
                    call=lambda: self._subwindows.open("blind"),
                    line_above=True,
                ),
                Entry(
                    text=self._tr("Save the blind periods as &CSV…"), call=self._export.ask_for_csv
                ),
                Entry(
                    text=self._tr("Save the blind periods as &JSON…"),
                    call=self._export.ask_for_json,
                ),
            ],
            tr=self._tr,
            looks=self._looks,
        )

    def event_log(self) -> EventLog:
        """Give what happened, with the way to the job."""
        return EventLog(
            LogTable(
                self._d.timeline,
                now=self._times.server_now,
                ahead=lambda: self._d.connection.server_time_ahead,
                tr=self._tr,
                looks=self._looks,
            ),
            show_job=lambda number: self._subwindows.select_jobs([number]),
            save_file=self._files.ask,
            tr=self._tr,
            looks=self._looks,
        )

    def statistics(self) -> StatisticsView:
        """Give jobs in each minute, read as soon as it is there."""
        series = MinuteSeries()
        view = StatisticsView(
            series,
            takeovers=lambda: server_takeovers(
                self._d.mirror.machines, self._d.mirror.placements.values()
            ),
            now=self._times.server_now,
            known_until=self._times.known_until,
            tr=self._tr,
            looks=self._looks,
        )
        StatisticsReading(series, self._d.connection, self._d.mirror, self._times.server_now, view)
        return view

    def blind_periods(self) -> BlindPeriods:
        """Give each loss of the link."""
        save_csv, save_json = self._export.ask_for_csv, self._export.ask_for_json
        return BlindPeriods(
            self._d.timeline, save_csv=save_csv, save_json=save_json, tr=self._tr, looks=self._looks
        )

    def actions(self) -> ActsList:
        """Give what was asked of the server."""

        def name_of(number: int) -> str:
            job = self._d.mirror.jobs.get(number)
            return job.name if job is not None else ""

        return ActsList(
            ActTable(self._acting.acts, now=self._d.clock.wall_now, tr=self._tr, looks=self._looks),
            PartTable(name_of, tr=self._tr, looks=self._looks),
            acts=self._acting.acts,
            show_jobs=self._subwindows.show_only,
            select_jobs=self._subwindows.select_jobs,
            tr=self._tr,
            looks=self._looks,
        )
