# SPDX-License-Identifier: GPL-3.0-or-later
"""[View] – [Notices]: be told nothing for a while; the bell in the status bar says so."""

from collections.abc import Callable
from dataclasses import dataclass

from PyQt6.QtCore import QEvent, QSize, Qt
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QMenu, QToolButton, QWidget

from jlook_client.looks import Looks
from jlook_client.notices import FOREVER, Silence
from jmss.errors import N_
from jmss.texts import Texts

_GLYPH_PX = 14

MUTES: tuple[tuple[str, float], ...] = (
    (N_("Mute for &15 minutes"), 15 * 60.0),
    (N_("Mute for 1 &hour"), 60 * 60.0),
    (N_("Mute &until I say"), FOREVER),
)
"""What is offered, with its seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MuteCalls:
    """What the menu does."""

    mute: Callable[[float], None]
    """Says nothing for so many seconds."""
    unmute: Callable[[], None]
    set_up: Callable[[], None]
    """Shows the settings of notices."""


class NoticeMenu(QMenu):
    """Mute and speak again; it is in the menu bar and behind the bell."""

    def __init__(self, tr: Texts, calls: MuteCalls, parent: QWidget) -> None:
        super().__init__(tr("&Notices"), parent)
        self.mutes: list[QAction] = []
        for text, seconds in MUTES:
            action = QAction(tr(text), self)
            action.triggered.connect(_muting(calls.mute, seconds))
            self.addAction(action)
            self.mutes.append(action)
        self.speak = QAction(tr("&Speak again"), self)
        self.speak.triggered.connect(lambda _checked: calls.unmute())
        self.addAction(self.speak)
        self.addSeparator()
        self.set_up = QAction(tr("S&et up notices…"), self)
        self.set_up.triggered.connect(lambda _checked: calls.set_up())
        self.addAction(self.set_up)
        self.show_muted(muted=False)

    def show_muted(self, *, muted: bool) -> None:
        """Offer to speak again while it is muted."""
        self.speak.setEnabled(muted)


class Bell(QToolButton):
    """Whether notices are given, in the status bar; a press offers the menu.

    Args:
        menu: is offered.
        looks: colours and glyphs.
        tr: the words.
    """

    def __init__(self, menu: NoticeMenu, looks: Looks, tr: Texts) -> None:
        super().__init__()
        self._menu_of_notices = menu
        self._looks = looks
        self._tr = tr
        self._silence: Silence | None = None
        self.setObjectName("bell")
        self.setAutoRaise(True)
        self.setIconSize(QSize(_GLYPH_PX, _GLYPH_PX))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setMenu(menu)
        self.show_silence(Silence.NONE, "")

    def show_silence(self, silence: Silence, until: str) -> None:
        """Say whether notices are given.

        Args:
            silence: why they are not.
            until: the time of day up to which they are not, if it has one.
        """
        tr = self._tr
        match silence:
            case Silence.MUTED:
                text = tr("Muted until {time}", time=until) if until else tr("Muted")
            case Silence.QUIET_HOURS:
                text = tr("Quiet hours until {time}", time=until) if until else tr("Quiet hours")
            case Silence.NONE | Silence.AWAY:
                text = ""
        if silence is self._silence and text == self.text():
            return
        self._silence = silence
        self.setText(text)
        told = text or tr("Notices are given")
        self.setToolTip(told)
        self.setAccessibleName(tr("Notices: {state}", state=told))
        self._menu_of_notices.show_muted(muted=silence is Silence.MUTED)
        self._draw()

    def changeEvent(self, event: QEvent | None) -> None:
        """Draw the glyph anew in other colours (Qt)."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        off = self._silence in {Silence.MUTED, Silence.QUIET_HOURS}
        self.setIcon(self._looks.icon("bell_off" if off else "bell", "muted", _GLYPH_PX))


def _muting(mute: Callable[[float], None], seconds: float) -> Callable[[bool], None]:
    return lambda _checked: mute(seconds)
