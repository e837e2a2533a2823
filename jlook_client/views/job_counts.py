# SPDX-License-Identifier: GPL-3.0-or-later
"""How many jobs run, wait and failed, in the status bar."""

from collections.abc import Mapping

from PyQt6.QtCore import QEvent
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QWidget

from jlook_client.looks import Looks
from jlook_client.state_looks import JOB_LOOKS
from jlook_client.views.steady_room import SteadyLabel
from jmss.model.jobs import JobState
from jmss.texts import Texts

COUNTED = (JobState.RUNNING, JobState.QUEUED, JobState.ENDED_ABNORMALLY)


class JobCounts(QWidget):
    """Glyph, word and number for each state of ``COUNTED``; grey while the link is down."""

    def __init__(self, looks: Looks, tr: Texts) -> None:
        super().__init__()
        self._looks = looks
        self._tr = tr
        self._stale = False
        self.setAutoFillBackground(True)  # so that nothing beneath is painted for a number on it
        self._glyphs = {state: QLabel() for state in COUNTED}
        self._labels = {state: SteadyLabel() for state in COUNTED}
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(4)
        for state in COUNTED:
            row.addWidget(self._glyphs[state])
            row.addWidget(self._labels[state])
            row.addSpacing(10)
        self._draw_glyphs()
        self.show_counts({})

    def text(self) -> str:
        """Give all that is said."""
        return " ".join(label.text() for label in self._labels.values())

    def show_counts(self, counts: Mapping[JobState, int]) -> None:
        """Show the numbers; a state that is not named counts 0."""
        for state, label in self._labels.items():
            word = self._tr(JOB_LOOKS[state].word)
            label.set_text(self._tr("{state} {n}", state=word, n=counts.get(state, 0)))
        self.setAccessibleName(self.text())

    def show_stale(self, *, stale: bool) -> None:
        """Take the colour away from numbers that may have changed meanwhile."""
        if stale != self._stale:
            self._stale = stale
            self._draw_glyphs()

    def changeEvent(self, event: QEvent | None) -> None:
        """Draw the glyphs anew in other colours."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange:
            self._draw_glyphs()

    def _draw_glyphs(self) -> None:
        for state, label in self._glyphs.items():
            look = JOB_LOOKS[state]
            ink = "muted" if self._stale else look.token
            ratio = self.devicePixelRatioF()
            label.setPixmap(self._looks.pixmap(look.glyph, ink, "window", px=13, dpr=ratio))
