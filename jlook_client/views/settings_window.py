# SPDX-License-Identifier: GPL-3.0-or-later
"""[File] – [Settings]: what holds now, changed and kept at once. Never modal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from jlook_client.font_size import LARGEST, SMALLEST, STEP
from jlook_client.notice_rules import NoticeRules
from jlook_client.settings import Theme
from jlook_client.views.closing import closing_buttons
from jlook_client.views.notice_form import NoticeForm
from jmss.errors import N_
from jmss.texts import Texts

_THEMES = {Theme.SYSTEM: N_("Like the system"), Theme.LIGHT: N_("Light"), Theme.DARK: N_("Dark")}
_LANGUAGES = {"": N_("Like the system"), "ja": "日本語", "en": "English"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What holds now."""

    theme: Theme
    language: str
    points: float
    """The size of the letters."""
    notices: NoticeRules | None = None
    """None: it tells of nothing while it is not looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsCalls:
    """What the window asks and does; each change is kept at once."""

    now: Callable[[], Chosen]
    theme: Callable[[Theme], None]
    language: Callable[[str], None]
    points: Callable[[float], None]
    notices: Callable[[NoticeRules], None] = lambda _rules: None
    views: Callable[[], Sequence[str]] = lambda: ()
    """Gives the names of the saved views, of which notices may tell."""


class SettingsWindow(QDialog):
    """How the program looks, and on a second page what it tells, if it tells anything.

    Args:
        tr: the words.
        calls: what it asks and does.
        parent: the main window.
    """

    def __init__(self, tr: Texts, calls: SettingsCalls, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tr = tr
        self._calls = calls
        self.setObjectName("settings")
        self.setWindowModality(Qt.WindowModality.NonModal)
        self.setWindowTitle(tr("Settings"))
        self.language = QComboBox()
        self.language.setAccessibleName(tr("Language"))
        for code, text in _LANGUAGES.items():
            self.language.addItem(tr(text), code)
        self.later = QLabel(tr("The language changes at the next start."))
        self.later.setObjectName("told")
        self.later.setWordWrap(True)
        self.theme = QComboBox()
        self.theme.setAccessibleName(tr("Theme"))
        for theme, text in _THEMES.items():
            self.theme.addItem(tr(text), theme)
        self.points = QDoubleSpinBox()
        self.points.setAccessibleName(tr("Font size"))
        self.points.setRange(SMALLEST, LARGEST)
        self.points.setSingleStep(STEP)
        self.points.setDecimals(1)
        self.points.setSuffix(tr(" pt"))
        self.notices = NoticeForm(tr, calls.notices)
        self.pages = QTabWidget()
        self.pages.addTab(self._look_page(), tr("&Appearance"))
        self.pages.addTab(self.notices, tr("&Notices"))
        self.pages.setTabVisible(1, calls.now().notices is not None)
        buttons = closing_buttons(self, tr)
        lines = QVBoxLayout(self)
        lines.addWidget(self.pages)
        lines.addWidget(buttons)
        self.read()
        self.language.activated.connect(self._choose_language)
        self.theme.activated.connect(lambda _at: calls.theme(Theme(self.theme.currentData())))
        self.points.valueChanged.connect(calls.points)

    def read(self) -> None:
        """Show what holds now: some of it can be changed elsewhere too."""
        now = self._calls.now()
        self.language.setCurrentIndex(self.language.findData(now.language))
        self.later.setVisible(False)
        self.theme.setCurrentIndex(self.theme.findData(now.theme))
        self.points.blockSignals(True)
        self.points.setValue(now.points)
        self.points.blockSignals(False)
        if now.notices is not None:
            self.notices.show_rules(now.notices, self._calls.views())

    def show_notices(self) -> None:
        """Turn to the page of the notices."""
        self.pages.setCurrentWidget(self.notices)

    def _look_page(self) -> QWidget:
        tr, page = self._tr, QWidget()
        form = QFormLayout(page)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        form.addRow(tr("&Language"), self.language)
        form.addRow("", self.later)
        form.addRow(tr("&Theme"), self.theme)
        form.addRow(tr("Font si&ze"), self.points)
        return page

    def _choose_language(self) -> None:
        self._calls.language(str(self.language.currentData()))
        self.later.setVisible(True)
