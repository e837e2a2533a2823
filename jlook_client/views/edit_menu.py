# SPDX-License-Identifier: GPL-3.0-or-later
"""The [編集] menu: it works on the active subwindow, as far as its view offers it."""

from typing import Protocol, runtime_checkable

from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtWidgets import QMenu, QWidget

from jlook_client.views.sub_window import Copies, Finds, SelectsAll, SubWindow
from jlook_client.views.sub_window_area import SubWindowArea
from jmss.texts import Texts


@runtime_checkable
class GoesToJob(Protocol):
    """A view in which one can go to a job by its number (Ctrl+G)."""

    def go_to_job(self) -> None:
        """Ask for the number."""


class EditMenu(QMenu):
    """Copy, find, go to a job and select all."""

    def __init__(self, tr: Texts, area: SubWindowArea, parent: QWidget) -> None:
        super().__init__(tr("&Edit"), parent)
        self._area = area
        self._tr = tr
        self.setToolTipsVisible(True)
        self.undo_entry = self._entry(tr("&Undo"), QKeySequence.StandardKey.Undo)
        self.addSeparator()
        self.copy_entry = self._entry(tr("&Copy"), QKeySequence.StandardKey.Copy)
        self.copy_entry.triggered.connect(self._copy)
        self.select_all_entry = self._entry(tr("Select &all"), QKeySequence.StandardKey.SelectAll)
        self.select_all_entry.triggered.connect(self._select_all)
        self.addSeparator()
        self.find_entry = self._entry(tr("&Find"), QKeySequence.StandardKey.Find)
        self.find_entry.triggered.connect(self._find)
        self.go_to_entry = QAction(tr("&Go to job…"), self)
        self.go_to_entry.setShortcut(QKeySequence("Ctrl+G"))
        self.go_to_entry.triggered.connect(self._go_to_job)
        self.addAction(self.go_to_entry)
        area.subWindowActivated.connect(self._open)
        self._open()

    def offer_undo(self, text: str, hindrance: str) -> None:
        """Name what can be taken back, or say why nothing can.

        Args:
            text: what [Undo] would take back; empty: nothing.
            hindrance: why it cannot be done now; empty: it can.
        """
        self.undo_entry.setText(text or self._tr("&Undo"))
        self.undo_entry.setEnabled(not hindrance)
        self.undo_entry.setToolTip(hindrance or self.undo_entry.text().replace("&", ""))
        self.undo_entry.setStatusTip(hindrance)

    def _entry(self, text: str, key: QKeySequence.StandardKey) -> QAction:
        action = QAction(text, self)
        action.setShortcut(QKeySequence(key))
        self.addAction(action)
        return action

    def _active(self) -> object:
        window = self._area.activeSubWindow()
        return window.view if isinstance(window, SubWindow) else None

    def _searchable(self) -> SubWindow | None:
        """Give the active subwindow if it can be searched, else the first that can."""
        active = self._area.activeSubWindow()
        candidates = [*self._area.windows.values()]
        if isinstance(active, SubWindow):
            candidates.insert(0, active)
        return next((window for window in candidates if isinstance(window.view, Finds)), None)

    def _with_jobs(self) -> SubWindow | None:
        """Give the active subwindow if one can go to a job in it, else the first such."""
        active = self._area.activeSubWindow()
        candidates = [active, *self._area.windows.values()]
        return next(
            (
                window
                for window in candidates
                if isinstance(window, SubWindow) and isinstance(window.view, GoesToJob)
            ),
            None,
        )

    def _open(self) -> None:
        view = self._active()
        self.copy_entry.setEnabled(isinstance(view, Copies))
        self.select_all_entry.setEnabled(isinstance(view, SelectsAll))
        self.find_entry.setEnabled(self._searchable() is not None)
        self.go_to_entry.setEnabled(self._with_jobs() is not None)

    def _copy(self) -> None:
        view = self._active()
        if isinstance(view, Copies):
            view.copy_selection()

    def _select_all(self) -> None:
        view = self._active()
        if isinstance(view, SelectsAll):
            view.select_all()

    def _go_to_job(self) -> None:
        window = self._with_jobs()
        if window is not None and isinstance(window.view, GoesToJob):
            self._area.set_shown(window.key, shown=True)
            window.view.go_to_job()

    def _find(self) -> None:
        window = self._searchable()
        if window is not None and isinstance(window.view, Finds):
            self._area.set_shown(window.key, shown=True)
            window.view.show_search()
