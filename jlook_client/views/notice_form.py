# SPDX-License-Identifier: GPL-3.0-or-later
"""What is told, when not, and of which jobs: a page of the settings."""

from collections.abc import Callable, Sequence

from PyQt6.QtCore import QDate, QLocale, Qt
from PyQt6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from jlook_client.notice_rules import (
    EVERY_DAY,
    NoticeRules,
    QuietHours,
    minutes_of,
    time_text,
)
from jlook_client.views.kinds import set_kind
from jmss.texts import Texts

_NIGHT = QuietHours(begin=22 * 60, end=6 * 60)
"""What is proposed."""
_MOST_LINES = 5


class NoticeForm(QWidget):
    """Each change is kept at once; hours that are none are said at their field and not kept.

    Args:
        tr: the words.
        keep: keeps the rules.
    """

    def __init__(self, tr: Texts, keep: Callable[[NoticeRules], None]) -> None:
        super().__init__()
        self._tr = tr
        self._keep = keep
        self._rules = NoticeRules()
        self.failed = QCheckBox(tr("Tell of &failed jobs"))
        self.taken_over = QCheckBox(tr("Tell of jobs that lost their &machine"))
        self.while_active = QCheckBox(tr("Also &while JLook is in use"))
        self.sound = QCheckBox(tr("With a &sound"))
        self.quiet = QGroupBox(tr("&Quiet hours"))
        self.quiet.setCheckable(True)
        self.begin = _time_field(tr("Quiet from"))
        self.end = _time_field(tr("Quiet until"))
        self.trouble = QLabel()
        self.trouble.setObjectName("told")
        self.trouble.setWordWrap(True)
        set_kind(self.trouble, "wrong")
        self.days = [QCheckBox(_day_name(tr, day)) for day in EVERY_DAY]
        self.views = QListWidget()
        self.views.setAccessibleName(tr("Only jobs of these saved views"))
        self.no_views = QLabel(tr("All jobs: no view has been saved yet."))
        self._lay_out()
        for box in (self.failed, self.taken_over, self.while_active, self.sound, *self.days):
            box.clicked.connect(self._take)
        self.quiet.clicked.connect(self._take)
        for field in (self.begin, self.end):
            field.textEdited.connect(self._take)
        self.views.itemChanged.connect(self._take)

    def show_rules(self, rules: NoticeRules, views: Sequence[str]) -> None:
        """Show what holds.

        Args:
            rules: what holds.
            views: the names of the saved views.
        """
        self._rules = rules
        self.failed.setChecked(rules.failed)
        self.taken_over.setChecked(rules.taken_over)
        self.while_active.setChecked(rules.while_active)
        self.sound.setChecked(rules.sound)
        quiet = rules.quiet or _NIGHT
        self.quiet.setChecked(rules.quiet is not None)
        self.begin.setText(time_text(quiet.begin))
        self.end.setText(time_text(quiet.end))
        for day, box in zip(EVERY_DAY, self.days, strict=True):
            box.setChecked(day in quiet.days)
        self._list_views(rules, views)
        self._say_trouble(None, "")

    def _list_views(self, rules: NoticeRules, views: Sequence[str]) -> None:
        self.views.blockSignals(True)
        self.views.clear()
        for name in views:
            item = QListWidgetItem(name, self.views)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            chosen = name in rules.views
            item.setCheckState(Qt.CheckState.Checked if chosen else Qt.CheckState.Unchecked)
        self.views.blockSignals(False)
        self.views.setVisible(bool(views))
        self.no_views.setVisible(not views)

    def _lay_out(self) -> None:
        tr = self._tr
        times = QFormLayout()
        times.addRow(tr("F&rom"), self.begin)
        times.addRow(tr("&Until"), self.end)
        days = QHBoxLayout()
        for box in self.days:
            days.addWidget(box)
        days.addStretch(1)
        inside = QVBoxLayout(self.quiet)
        inside.addLayout(times)
        inside.addWidget(self.trouble)
        inside.addLayout(days)
        which = QGroupBox(tr("Only jobs of these saved views"))
        of_views = QVBoxLayout(which)
        of_views.addWidget(self.views)
        of_views.addWidget(self.no_views)
        self.views.setMaximumHeight(self.views.fontMetrics().height() * _MOST_LINES)
        lines = QVBoxLayout(self)
        for box in (self.failed, self.taken_over, self.while_active, self.sound):
            lines.addWidget(box)
        lines.addWidget(self.quiet)
        lines.addWidget(which)
        lines.addStretch(1)

    def _take(self) -> None:
        """Keep what stands there, as far as it can hold."""
        begin, end = minutes_of(self.begin.text()), minutes_of(self.end.text())
        quiet = None
        if self.quiet.isChecked():
            for field, minutes in ((self.begin, begin), (self.end, end)):
                if minutes is None:
                    wrong = self._tr("A time of day is missing here, such as 22:00.")
                    self._say_trouble(field, wrong)
                    return
            assert begin is not None
            assert end is not None
            days = tuple(
                day for day, box in zip(EVERY_DAY, self.days, strict=True) if box.isChecked()
            )
            if not days:
                self._say_trouble(self.days[0], self._tr("Choose at least one day."))
                return
            quiet = QuietHours(begin=begin, end=end, days=days)
        self._say_trouble(None, "")
        self._rules = NoticeRules(
            failed=self.failed.isChecked(),
            taken_over=self.taken_over.isChecked(),
            while_active=self.while_active.isChecked(),
            sound=self.sound.isChecked(),
            quiet=quiet,
            views=self._chosen_views(),
        )
        self._keep(self._rules)

    def _chosen_views(self) -> tuple[str, ...]:
        items = [self.views.item(at) for at in range(self.views.count())]
        return tuple(
            item.text()
            for item in items
            if item is not None and item.checkState() is Qt.CheckState.Checked
        )

    def _say_trouble(self, field: QWidget | None, text: str) -> None:
        self.trouble.setText(text)
        self.trouble.setVisible(bool(text))
        for one in (self.begin, self.end, self.days[0]):
            one.setAccessibleDescription(text if one is field else "")


def _time_field(name: str) -> QLineEdit:
    field = QLineEdit()
    field.setAccessibleName(name)
    field.setPlaceholderText("22:00")
    field.setMaxLength(5)
    return field


def _day_name(tr: Texts, day: int) -> str:
    """Give the short name of a day, Monday being 0, as the language has it."""
    locale = QLocale("ja_JP" if tr.language == "ja" else "en_GB")
    monday = QDate(2001, 1, 1)
    return locale.toString(monday.addDays(day), "ddd")
