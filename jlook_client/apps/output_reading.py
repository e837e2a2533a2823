# SPDX-License-Identifier: GPL-3.0-or-later
"""Joins the subwindows that follow a job's output to the connection and to the mirror."""

from collections.abc import Callable

from PyQt6 import sip

from jlook_client.connection import Connection, ConnectionWatcher
from jlook_client.looks import Looks, StateLook
from jlook_client.mirror import Mirror, MirrorWatcher
from jlook_client.state_looks import JOB_LOOKS
from jlook_client.views.job_output import JobOutput
from jlook_client.views.output_stream import OutputPlace
from jmss.columns.jobs import STATES, Ints
from jmss.columns.number_index import NO_ROW
from jmss.errors import JmssError
from jmss.link.view import UP, LinkView
from jmss.model.jobs import ENDED
from jmss.texts import Texts
from jmss.wire.messages import Output


class OutputReading(MirrorWatcher, ConnectionWatcher):
    """Builds the views; tells them when a job was started again, and when the link was cut.

    Args:
        connection: reads output.
        mirror: knows how often a job was started.
        tr: the words.
        looks: colours and glyphs.
    """

    def __init__(self, connection: Connection, mirror: Mirror, tr: Texts, looks: Looks) -> None:
        self._connection = connection
        self._mirror = mirror
        self._tr = tr
        self._looks = looks
        self._views: list[JobOutput] = []
        mirror.watchers.append(self)
        connection.watchers.append(self)

    def view_of(self, number: int) -> JobOutput:
        """Build the view that follows the output of the job of that number."""
        view = JobOutput(
            number, latest=self._latest(number), read=self._read, tr=self._tr, looks=self._looks
        )
        self._views.append(view)
        view.job_ended(self._fate(number))
        return view

    def link_changed(self, view: LinkView) -> None:
        """A cut forgets the questions that are open, however short it is."""
        if view.state not in UP:
            for output in self._open_views():
                output.link_was_cut()

    def jobs_changed(self, rows: Ints, removed: Ints) -> None:
        """Look whether one of the jobs has ended, or was started again."""
        self._look()

    def replaced(self) -> None:
        """Look whether one of the jobs has ended, or was started again meanwhile."""
        self._look()

    def _look(self) -> None:
        for view in self._open_views():
            view.job_started_again(self._latest(view.number))
            view.job_ended(self._fate(view.number))

    def _open_views(self) -> list[JobOutput]:
        self._views = [view for view in self._views if not sip.isdeleted(view)]
        return self._views

    def _latest(self, number: int) -> int:
        columns = self._mirror.columns
        row = columns.row(number)
        return 0 if row == NO_ROW else int(columns.attempt[row])

    def _fate(self, number: int) -> StateLook | None:
        columns = self._mirror.columns
        row = columns.row(number)
        state = None if row == NO_ROW else STATES[columns.state[row]]
        return JOB_LOOKS[state] if state in ENDED else None

    def _read(self, place: OutputPlace, told: Callable[[Output | JmssError], None]) -> bool:
        return self._connection.read_output(
            place.job,
            told,
            attempt=place.attempt,
            stream=place.stream,
            offset=place.offset,
            wait=place.wait,
        )
