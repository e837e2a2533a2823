# SPDX-License-Identifier: GPL-3.0-or-later
"""The card in the middle of an empty window, until the first link is live."""

from collections.abc import Callable

from PyQt6.QtCore import QEvent, Qt
from PyQt6.QtGui import QPalette
from PyQt6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from jlook_client.causes import cause_words
from jlook_client.looks import Looks
from jlook_client.token_question import TokenQuestion, reason_words
from jlook_client.views.countdown import next_step
from jlook_client.views.token_field import TokenField
from jmss.link.view import LinkState, LinkView
from jmss.texts import Texts

GLYPH_PX = 36


class FirstCard(QWidget):
    """Asks for the virtual computer name, or says what keeps the first link from coming.

    Args:
        looks: colours and glyphs.
        tr: the words.
    """

    def __init__(self, looks: Looks, tr: Texts) -> None:
        super().__init__()
        self._looks = looks
        self._tr = tr
        self._connect_to: Callable[[str], None] | None = None
        self._enter_token: Callable[[str, bool], None] | None = None
        self._server = ""
        self.token: TokenField | None = None
        """Built when a server asks for a token."""
        self._glyph = QLabel()
        self.headline = QLabel()
        font = self.headline.font()
        font.setBold(True)
        self.headline.setFont(font)
        self.message = QLabel()
        self.message.setObjectName("muted")
        self.message.setWordWrap(True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.message.setMinimumHeight(self.message.fontMetrics().height())
        self.name = QLineEdit()
        self.name.setPlaceholderText(tr("Virtual computer name (e.g. VCOM1)"))
        self.name.setAccessibleName(tr("Virtual computer name"))
        self.name.returnPressed.connect(self._connect)
        self.button = QPushButton(tr("Connect"))
        self.button.setObjectName("primary")
        self.button.setAccessibleName(tr("Connect"))
        self.button.clicked.connect(self._connect)
        self.name.textEdited.connect(self._follow_name)
        self.servers = QPushButton(tr("Servers…"))
        self.servers.setObjectName("quiet")
        self.servers.hide()
        self._lay_out()
        self._draw()

    def dial_with(
        self,
        connect_to: Callable[[str], None],
        enter_token: Callable[[str, bool], None],
        show_servers: Callable[[], None],
    ) -> None:
        """Dial the name, or try the token, that is entered in this way.

        Args:
            connect_to: dials a virtual computer name.
            enter_token: tries a token for the server that was dialled last.
            show_servers: shows the servers that are remembered.
        """
        self._connect_to = connect_to
        self._enter_token = enter_token
        self.servers.clicked.connect(lambda _checked: show_servers())
        self.servers.show()

    def show_link(self, view: LinkView, now: float, *, offline: bool = False) -> None:
        """Say how the first link comes along, and what to do when it does not.

        Args:
            view: the link.
            now: the monotonic time.
            offline: whether this workstation says that it has no network.
        """
        tr = self._tr
        coming = view.state in {LinkState.CONNECTING, LinkState.SYNCING}
        self._server = view.server
        if not self.name.isModified() and self.name.text() != view.server:
            self.name.setText(view.server)
        if coming:
            self.headline.setText(tr("Connecting to {server}", server=view.server))
        else:
            self.headline.setText(tr("Not connected to a JMSS server"))
        words = cause_words(tr, view, offline=offline)
        if view.state is LinkState.OFFLINE and not words.happened:
            self.message.setText(tr("Enter a virtual computer name and connect"))
        else:
            step = "" if coming else next_step(tr, view, now)
            lines = (words.happened, step, words.advice)
            self.message.setText("\n".join(line for line in lines if line))
            self.message.setToolTip(words.doing)
        self.button.setEnabled(view.state is not LinkState.SYNCING)

    def show_question(self, question: TokenQuestion | None) -> None:
        """Ask for a token under the name; after ``show_link``, whose message it replaces."""
        if question is None:
            if self.token is not None:
                self.token.show_question(None)
            return
        self.message.setText(reason_words(self._tr, question))
        self.message.setToolTip("")
        field = self.token or self._built_token()
        field.show_question(question if self._is_meant() else None)
        if field.isVisible() and self._may_take_focus():
            field.token.setFocus()

    def changeEvent(self, event: QEvent | None) -> None:
        """Draw the card anew in other colours."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _built_token(self) -> TokenField:
        self.token = field = TokenField(self._tr, QBoxLayout.Direction.TopToBottom)
        field.entered.connect(self._connect)
        self._column.insertWidget(self._column.indexOf(self.button), field)
        self.setTabOrder(self.name, field.token)
        self.setTabOrder(field.token, field.keep)
        self.setTabOrder(field.keep, self.button)
        return field

    def _is_meant(self) -> bool:
        """Whether the name that stands here is still that of the server that asks."""
        return self.name.text().strip().casefold() == self._server.casefold()

    def _may_take_focus(self) -> bool:
        """Whether nobody is anywhere else: the card is all there is to see."""
        window = self.window()
        focus = window.focusWidget() if window else None
        return focus is None or (focus in {self.button, self.name} and not self.name.isModified())

    def _follow_name(self) -> None:
        """Ask for no token of one server while the name of another one is entered."""
        if self.token is not None and not self._is_meant():
            self.token.show_question(None)

    def _lay_out(self) -> None:
        card = QFrame()
        card.setObjectName("card")
        card.setMinimumWidth(340)
        card.setMaximumWidth(480)
        self._column = column = QVBoxLayout(card)
        column.setContentsMargins(28, 22, 28, 22)
        column.setSpacing(8)
        column.addWidget(self._glyph, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.headline, 0, Qt.AlignmentFlag.AlignHCenter)
        for widget in (self.message, self.name, self.button):
            column.addWidget(widget)
        column.addWidget(self.servers, 0, Qt.AlignmentFlag.AlignHCenter)
        around = QHBoxLayout()
        around.addStretch(1)
        around.addWidget(card)
        around.addStretch(1)
        outside = QVBoxLayout(self)
        outside.addStretch(1)
        outside.addLayout(around)
        outside.addStretch(2)

    def _draw(self) -> None:
        ratio = self.devicePixelRatioF()
        self._glyph.setPixmap(self._looks.pixmap("link", "accent", px=GLYPH_PX, dpr=ratio))
        palette = QPalette(self.palette())
        if palette.color(QPalette.ColorRole.Window) != self._looks.colour("mdi"):
            palette.setColor(QPalette.ColorRole.Window, self._looks.colour("mdi"))
            self.setAutoFillBackground(True)
            self.setPalette(palette)

    def _connect(self) -> None:
        name = self.name.text().strip()
        field = self.token
        if field is not None and field.isVisible() and self._enter_token is not None:
            self._enter_token(field.token.text(), field.wants_keeping)
        elif name and self._connect_to is not None:
            self._connect_to(name)
        else:
            self.name.setFocus()
