# SPDX-License-Identifier: GPL-3.0-or-later
"""[Cluster] – [Move VCOM2]: what runs there, waiting until nothing does, or moving at once.

The window shows what it is told (``MoveShown``) and calls; it moves nothing itself. It stands
beside the main window and stops nothing (manual S12).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from PyQt6.QtCore import QSize, Qt, QTimer
from PyQt6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from jlook_client.views.kinds import set_kind
from jmss.texts import Texts

SIZE = QSize(560, 420)
TICK = 250
"""Milliseconds between two looks at the clock while jobs are waited for."""
WAIT = 10
"""Minutes that jobs get to end, unless the operator says another number."""


class Stage(Enum):
    """How far the move is."""

    LOOKING = auto()
    """What runs there is being looked up."""
    QUIET = auto()
    """No job runs there."""
    BUSY = auto()
    """Jobs run there, or nobody can say it."""
    ASKING = auto()
    """The operator is asked whether those jobs are to be interrupted."""
    WAITING = auto()
    """Its queues are held; jobs are waited for."""
    ENDING = auto()
    """The operator waits no longer; its queues are being opened again."""
    MOVING = auto()
    OVER = auto()
    """It has moved, or it has not; the text says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveShown:
    """What the window shows."""

    group: str
    node: str
    stage: Stage
    text: str
    """One or two sentences: how it is, or what came of it."""
    wrong: bool = False
    """The text tells a failure."""
    jobs: tuple[str, ...] = ()
    """The jobs that run there: ``12 BACKUP``."""
    until: float | None = None
    """When the waiting ends, on the monotonic clock."""
    span: float = 0.0
    """Seconds that the waiting lasts in all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveCalls:
    """What the buttons do. None of these may block."""

    look: Callable[[], None]
    wait: Callable[[float], None]
    """Move it as soon as no job runs there; gets the seconds that jobs have."""
    ask: Callable[[], None]
    """Ask whether to move it at once."""
    at_once: Callable[[], None]
    give_up: Callable[[], None]
    """Wait no longer, or keep it where it is."""
    now: Callable[[], float]
    """The monotonic time."""


class MoveWindow(QDialog):
    """Moves one failover group.

    Args:
        tr: the words.
        calls: what it calls.
        parent: the main window.
    """

    def __init__(self, tr: Texts, calls: MoveCalls, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tr = tr
        self._calls = calls
        self._shown: MoveShown | None = None
        self.setObjectName("move")
        self.setWindowModality(Qt.WindowModality.NonModal)
        self.told = QLabel()
        self.told.setObjectName("told")
        self.told.setWordWrap(True)
        self.jobs = QListWidget()
        self.jobs.setAccessibleName(tr("Jobs that run there"))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Time that the jobs have to end"))
        self.left = QLabel()
        self.minutes = QSpinBox()
        self.minutes.setRange(1, 24 * 60)
        self.minutes.setValue(WAIT)
        self.minutes.setSuffix(tr(" min"))
        self.minutes.setAccessibleName(tr("Minutes that the jobs have to end"))
        self.minutes_label = QLabel(tr("&Wait for jobs:"))
        self.minutes_label.setBuddy(self.minutes)
        self.again = self._button(tr("&Look again"), calls.look)
        self.wait = self._button(tr("&Move when no job runs"), self._wait)
        self.wait.setObjectName("primary")
        self.at_once = self._button(tr("Move &at once…"), calls.ask)
        self.stop = self._button(tr("&Stop waiting"), calls.give_up)
        self.question = QLabel()
        self.question.setWordWrap(True)
        self.confirm = self._button(tr("Move and &interrupt"), calls.at_once)
        self.keep = self._button(tr("Do &not move"), calls.give_up)
        self.close_button = self._button(tr("Close"), self.reject)
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setInterval(TICK)
        self._timer.timeout.connect(self._count)
        self.resize(SIZE)

    def show_move(self, shown: MoveShown) -> None:
        """Show how it is now."""
        before, self._shown = self._shown, shown
        tr, stage = self._tr, shown.stage
        title = tr("Move {group} to {node}", group=shown.group, node=shown.node)
        self.setWindowTitle(title)
        asking = stage is Stage.ASKING
        self.told.setText("" if asking else shown.text)
        self.told.setVisible(not asking)
        set_kind(self.told, "wrong" if shown.wrong else "said")
        self.question.setText(shown.text if asking else "")
        self.confirm.setAccessibleDescription(self.question.text())
        self._show_jobs(shown.jobs)
        self._show_buttons(stage)
        waiting = stage is Stage.WAITING and shown.until is not None
        self.bar.setVisible(waiting)
        self.left.setVisible(waiting)
        if waiting:
            self._count()
            self._timer.start()
        else:
            self._timer.stop()
        if before is None or before.stage is not stage:
            self._focus(stage)

    def _show_jobs(self, jobs: tuple[str, ...]) -> None:
        self.jobs.setVisible(bool(jobs))
        if [item.text() for row in range(self.jobs.count()) if (item := self.jobs.item(row))] == [
            *jobs
        ]:
            return
        self.jobs.clear()
        self.jobs.addItems(jobs)

    def _show_buttons(self, stage: Stage) -> None:
        choosing = stage in {Stage.QUIET, Stage.BUSY}
        for widget in (self.minutes_label, self.minutes, self.wait, self.at_once):
            widget.setVisible(choosing)
        self.at_once.setVisible(stage is Stage.BUSY)
        self.minutes.setVisible(stage is Stage.BUSY)
        self.minutes_label.setVisible(stage is Stage.BUSY)
        quiet = stage is Stage.QUIET
        self.wait.setText(self._tr("&Move") if quiet else self._tr("&Move when no job runs"))
        self.again.setVisible(choosing or stage is Stage.OVER)
        self.stop.setVisible(stage is Stage.WAITING)
        self._strip.setVisible(stage is Stage.ASKING)

    def _focus(self, stage: Stage) -> None:
        """Put the keyboard where the next step is; never on what interrupts jobs."""
        wanted = {
            Stage.QUIET: self.wait,
            Stage.BUSY: self.wait,
            Stage.ASKING: self.keep,
            Stage.WAITING: self.stop,
        }
        wanted.get(stage, self.close_button).setFocus()

    def _wait(self) -> None:
        self._calls.wait(60.0 * self.minutes.value())

    def _count(self) -> None:
        shown = self._shown
        if shown is None or shown.until is None:
            return
        left = max(0.0, shown.until - self._calls.now())
        self.bar.setRange(0, max(1, round(shown.span)))
        self.bar.setValue(round(max(0.0, shown.span - left)))
        minutes, seconds = divmod(math.ceil(left), 60)
        self.left.setText(
            self._tr("{minutes}:{seconds} left", minutes=minutes, seconds=f"{seconds:02}")
        )

    def _button(self, text: str, call: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked: call())
        return button

    def _lay_out(self) -> None:
        self._strip = QFrame()
        self._strip.setObjectName("strip")
        set_kind(self._strip, "warns")
        strip = QVBoxLayout(self._strip)
        strip.addWidget(self.question)
        answers = QHBoxLayout()
        answers.addStretch(1)
        answers.addWidget(self.confirm)
        answers.addWidget(self.keep)
        strip.addLayout(answers)
        counting = QHBoxLayout()
        counting.addWidget(self.bar, 1)
        counting.addWidget(self.left)
        waiting = QHBoxLayout()
        waiting.addWidget(self.minutes_label)
        waiting.addWidget(self.minutes)
        waiting.addStretch(1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.again)
        buttons.addStretch(1)
        for button in (self.at_once, self.wait, self.stop, self.close_button):
            buttons.addWidget(button)
        lines = QVBoxLayout(self)
        lines.setSpacing(10)
        lines.addWidget(self.told)
        lines.addWidget(self.jobs, 20)
        lines.addLayout(counting)
        lines.addStretch(1)
        lines.addWidget(self._strip)
        lines.addLayout(waiting)
        lines.addLayout(buttons)
