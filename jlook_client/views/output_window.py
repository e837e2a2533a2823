# SPDX-License-Identifier: GPL-3.0-or-later
"""The output of one job in a window of its own, for tools without subwindows. Never modal."""

from collections.abc import Callable

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QDialog, QVBoxLayout, QWidget

from jlook_client.views.job_output import JobOutput
from jmss.texts import Texts


class OutputWindows:
    """Opens one for each job; one that is open already comes to the front.

    Args:
        view_of: builds what follows a job's output.
        owner: the main window.
        tr: the words.
    """

    def __init__(
        self, view_of: Callable[[int], JobOutput], owner: Callable[[], QWidget | None], tr: Texts
    ) -> None:
        self._view_of = view_of
        self._owner = owner
        self._tr = tr
        self._as_of: str | None = None
        self.open_ones: dict[int, QDialog] = {}
        self._views: dict[int, JobOutput] = {}

    def open(self, number: int) -> None:
        """Show the output of a job."""
        window = self.open_ones.get(number) or self._built(number)
        window.show()
        window.raise_()
        window.activateWindow()

    def show_stale(self, as_of: str | None) -> None:
        """Say how old the outputs are while the link is down; None: they are live."""
        self._as_of = as_of
        for view in self._views.values():
            view.show_stale(as_of)

    def _built(self, number: int) -> QDialog:
        window = QDialog(self._owner(), Qt.WindowType.Window)
        window.setObjectName(f"output_{number}")
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        window.setWindowModality(Qt.WindowModality.NonModal)
        window.setWindowTitle(self._tr("Output of job {number}", number=number))
        window.resize(760, 420)
        view = self._view_of(number)
        lines = QVBoxLayout(window)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(view)
        view.show_stale(self._as_of)
        self.open_ones[number], self._views[number] = window, view
        window.finished.connect(lambda _code: self._forget(number))
        return window

    def _forget(self, number: int) -> None:
        self.open_ones.pop(number, None)
        self._views.pop(number, None)
