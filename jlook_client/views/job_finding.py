# SPDX-License-Identifier: GPL-3.0-or-later
"""All that helps to find jobs in one job information subwindow, joined to its table."""

from collections.abc import Callable
from typing import Any

from PyQt6.QtWidgets import QWidget

from jlook_client.looks import Looks
from jlook_client.tables.jobs import JobTable
from jlook_client.views.column_panel import ColumnPanel
from jlook_client.views.empty_overlay import EmptyOverlay
from jlook_client.views.filter_bar import FilterBar
from jlook_client.views.finding import Finding
from jlook_client.views.go_to_job import GoToJob
from jlook_client.views.heading_clicks import HeadingClicks
from jlook_client.views.job_table_view import JobTableView
from jlook_client.views.pending_sign import PendingSign
from jlook_client.views.reading import Reading
from jlook_client.views.typed_search import TypedSearch
from jlook_client.views.views_button import ViewsButton
from jlook_client.views.why_empty import WhyEmpty
from jmss.texts import Texts


class JobFinding:
    """The filter bar, why nothing is found, going to a job, saved views, and rows that wait.

    Args:
        table: the jobs.
        view: shows them.
        finding: what is shared with other job tables.
        place: the subwindow's contents.
        tell: says something below the table.
        left: gives filter, order and columns as they are.
        wear: makes them so.
        tr: the words.
        looks: colours and glyphs.
    """

    def __init__(
        self,
        table: JobTable,
        view: JobTableView,
        finding: Finding,
        *,
        place: QWidget,
        tell: Callable[[str], None],
        left: Callable[[], dict[str, Any]],
        wear: Callable[[dict[str, Any]], None],
        tr: Texts,
        looks: Looks,
    ) -> None:
        self.bar = FilterBar(table, below=view, finding=finding, tr=tr, looks=looks)
        self.overlay = EmptyOverlay(view, looks, way_out=tr("Clear filter"), leave=self.bar.clear)
        self.why_empty = WhyEmpty(table, self.overlay, self.bar.drop, tr)
        self.go_to_job = GoToJob(self.bar.search, table, view, self.bar.take, tr)
        self.views = ViewsButton(finding.views, left=left, wear=wear, tell=tell, tr=tr, place=place)
        self.headings = HeadingClicks(table, view)
        self.columns = ColumnPanel(self.views, table, view, tr)
        self.pending = PendingSign(table, view, place, tr)
        self.typed = TypedSearch(table, view, tell, tr)
        # Of event filters the last one installed is asked first: this one sees every key.
        self.reading = Reading(table, view)
