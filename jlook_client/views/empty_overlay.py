# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies over a table without rows: why there are none, and the way out."""

import contextlib
from collections.abc import Callable, Sequence

from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtWidgets import QAbstractItemView, QLabel, QPushButton, QVBoxLayout, QWidget

from jlook_client.looks import Glyph, Looks

_GLYPH_PX = 32


class EmptyOverlay(QWidget):
    """Covers the rows of ``view`` while it is shown."""

    def __init__(
        self, view: QAbstractItemView, looks: Looks, *, way_out: str, leave: Callable[[], None]
    ) -> None:
        """Build it hidden.

        Args:
            view: the table that it lies over.
            looks: colours and glyphs.
            way_out: what the button says.
            leave: what the button does.
        """
        super().__init__(view)
        self.setObjectName("empty")
        self._view = view
        self._looks = looks
        self._sign: Glyph = "info"
        self._glyph, self.head, self.why = QLabel(), QLabel(), QLabel()
        font = self.head.font()
        font.setBold(True)
        self.head.setFont(font)
        self.why.setObjectName("muted")
        self.why.setWordWrap(True)
        self.why.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.button = QPushButton(way_out)
        self.button.clicked.connect(leave)
        layout = QVBoxLayout(self)
        layout.setSpacing(6)
        layout.addStretch(1)
        for widget in (self._glyph, self.head):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self.why)
        self.ways = QVBoxLayout()
        self.ways.setSpacing(4)
        layout.addLayout(self.ways)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)
        # Its viewport: when the view itself is told, that has its old size still.
        viewport = view.viewport()
        if viewport is not None:
            viewport.installEventFilter(self)
        self.hide()

    def tell(
        self, head: str, why: str = "", ways: Sequence[tuple[str, Callable[[], None]]] = ()
    ) -> None:
        """Show it.

        Args:
            head: what is the matter.
            why: which search left nothing; with it come a lens and the way out.
            ways: further ways out: what each button says and does.
        """
        self._offer(ways)
        self.head.setText(head)
        self.why.setText(why)
        self.why.setVisible(bool(why))
        self.button.setVisible(bool(why))
        self._sign = "search" if why else "info"
        self.setAccessibleName(f"{head} {why}".strip())
        self._draw()
        self._cover()
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Stay over the rows when the table changes its size (Qt)."""
        if event is not None and event.type() == QEvent.Type.Resize:
            self._cover()
        return False

    def changeEvent(self, event: QEvent | None) -> None:
        """Draw the glyph anew in other colours (Qt)."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _offer(self, ways: Sequence[tuple[str, Callable[[], None]]]) -> None:
        """Have a button for each; one that says the same as before keeps the keyboard."""
        while self.ways.count() > len(ways):
            item = self.ways.takeAt(len(ways))
            button = item.widget() if item else None
            if button is not None:
                button.hide()
                button.deleteLater()
        while self.ways.count() < len(ways):
            self.ways.addWidget(QPushButton(), 0, Qt.AlignmentFlag.AlignHCenter)
        for at, (text, leave) in enumerate(ways):
            item = self.ways.itemAt(at)
            button = item.widget() if item else None
            assert isinstance(button, QPushButton)
            with contextlib.suppress(TypeError):  # nothing was connected yet
                button.clicked.disconnect()
            button.setText(text)
            button.clicked.connect(lambda _checked, call=leave: call())

    def _draw(self) -> None:
        self._glyph.setPixmap(
            self._looks.pixmap(self._sign, "muted", px=_GLYPH_PX, dpr=self.devicePixelRatioF())
        )

    def _cover(self) -> None:
        viewport = self._view.viewport()
        if viewport is not None:
            self.setGeometry(viewport.geometry())
