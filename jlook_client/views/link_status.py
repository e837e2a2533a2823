# SPDX-License-Identifier: GPL-3.0-or-later
"""The link in the status bar, and the age of what is on the screen."""

from dataclasses import dataclass

from PyQt6.QtCore import QEvent
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from jlook_client.causes import cause_sentence, cause_words
from jlook_client.clock import duration
from jlook_client.looks import Glyph, Looks, Token
from jlook_client.views.elided_label import ElidedLabel
from jlook_client.views.kinds import set_kind
from jlook_client.views.steady_room import SteadyLabel
from jmss.link.view import UP, Cause, LinkState, LinkView
from jmss.texts import Texts


@dataclass(frozen=True, slots=True)
class Said:
    """What the status bar says of a link."""

    glyph: Glyph
    token: Token
    kind: str
    """``up``, ``warn``, ``down`` or ``off``: the colour of the words."""
    strong: str
    rest: str = ""


def said(tr: Texts, view: LinkView, now: float) -> Said:
    """Put a link into the words of the status bar."""
    match view.state:
        case LinkState.LIVE:
            on = tr(" (on {node})", node=view.node) if view.node else ""
            return Said("up", "done", "up", tr("Connected to {server}", server=view.server), on)
        case LinkState.SUSPECT:
            quiet = now - view.heard_at if view.heard_at is not None else view.timing_suspect
            text = tr(" — no data for {seconds} s", seconds=f"{quiet:.1f}")
            return Said("warning", "warn", "warn", view.server, text)
        case LinkState.SYNCING if view.lost_at is None:
            text = tr("Receiving data from {server}", server=view.server)
            return Said("taking_over", "wait", "off", text)
        case LinkState.SYNCING:
            text = tr("Receiving what was missed from {server}", server=view.server)
            return Said("taking_over", "warn", "warn", text)
        case LinkState.HELD | LinkState.WAITING if _says_why(view):
            because = cause_sentence(tr, view)
            rest = tr(" — {server}: {cause}", server=view.server, cause=because)
            return Said("down", "fail", "down", tr("Disconnected"), rest)
        case LinkState.CONNECTING if view.lost_at is None:
            text = tr("Connecting to {server}", server=view.server)
            return Said("taking_over", "wait", "off", text)
        case _:
            return _said_of_loss(tr, view, now)


def _says_why(view: LinkView) -> bool:
    """Whether the reason is worth more than how long it has lasted."""
    return view.state is LinkState.HELD or view.cause is Cause.MOVING


def _said_of_loss(tr: Texts, view: LinkView, now: float) -> Said:
    if view.lost_at is None:
        rest = tr(" — {server}", server=view.server) if view.server else ""
        return Said("down", "muted", "off", tr("Not connected"), rest)
    since = duration(now - view.lost_at)
    rest = tr(" — {server} ({since})", server=view.server, since=since)
    return Said("down", "fail", "down", tr("Disconnected"), rest)


class LinkStatus(QWidget):
    """Glyph, state in bold, and what belongs to it."""

    def __init__(self, looks: Looks, tr: Texts) -> None:
        super().__init__()
        self._looks = looks
        self._tr = tr
        self._said: Said | None = None
        self._glyph = QLabel()
        self._strong = ElidedLabel(bold=True, least=120)
        self._strong.setObjectName("link_status")
        self._rest = ElidedLabel()
        self._rest.setObjectName("link_status")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(0)
        row.addWidget(self._glyph)
        row.addSpacing(5)
        row.addWidget(self._strong)
        row.addWidget(self._rest)
        row.addStretch(1)

    def text(self) -> str:
        """Give all that is said."""
        return self._strong.text() + self._rest.text()

    def show_link(self, view: LinkView, now: float, *, offline: bool = False) -> None:
        """Say how the link is; the tooltip says why it is down and what to do about it."""
        words = cause_words(self._tr, view, offline=offline)
        told = "\n".join(filter(None, (words.happened, words.doing, words.advice)))
        if told != self.toolTip():
            self.setToolTip(told)
            self.setAccessibleDescription(told)
        new = said(self._tr, view, now)
        if new == self._said:
            return
        self._said = new
        self._strong.set_text(new.strong)
        self._rest.set_text(new.rest)
        for label in (self._strong, self._rest):
            set_kind(label, new.kind)
        self.setAccessibleName(self.text())
        self._draw_glyph()

    def changeEvent(self, event: QEvent | None) -> None:
        """Draw the glyph anew in other colours."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange:
            self._draw_glyph()

    def _draw_glyph(self) -> None:
        if self._said is not None:
            pixmap = self._looks.pixmap(
                self._said.glyph,
                self._said.token,
                "window",
                px=14,
                dpr=self.devicePixelRatioF(),
            )
            self._glyph.setPixmap(pixmap)


class AsOf(SteadyLabel):
    """The time of day at which the screen was true, on red while that is over."""

    def __init__(self, tr: Texts) -> None:
        super().__init__()
        self._tr = tr
        self.label.setObjectName("as_of")

    def show_time(self, as_of: str, *, stale: bool) -> None:
        """Show the time; an empty one hides the label: nothing was ever shown."""
        text = self._tr("Data as of {time}", time=as_of) if as_of else ""
        if text != self.text():
            self.set_text(text)
            self.setAccessibleName(text)
        kind = "stale" if stale else "fresh"
        if kind != self.label.property("kind"):
            set_kind(self.label, kind)
            self.measure_again()
        self.setVisible(bool(text))


class Encryption(QLabel):
    """How the link is encrypted, while it is up; nothing where it is not."""

    def __init__(self, tr: Texts) -> None:
        super().__init__()
        self._tr = tr
        self.setObjectName("encryption")
        self.hide()

    def show_link(self, view: LinkView) -> None:
        """Say it, such as ``TLS 1.3``."""
        text = view.encryption if view.state in UP else ""
        if text != self.text():
            self.setText(text)
            told = self._tr("The link is encrypted ({version}).", version=text) if text else ""
            self.setToolTip(told)
            self.setAccessibleName(told)
        self.setVisible(bool(text))
