# SPDX-License-Identifier: GPL-3.0-or-later
"""The bars around a job's output: above, what is read and how true it is; below, how."""

from PyQt6.QtCore import QEvent, pyqtSignal
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QWidget,
)

from jlook_client.looks import Glyph, Looks, Token
from jlook_client.tables.sizes import size_text
from jlook_client.tables.text_codes import AUTOMATIC, TEXT_CODES
from jlook_client.views.chip import chip
from jlook_client.views.elided_label import ElidedLabel
from jmss.errors import N_
from jmss.texts import Texts

STREAMS = (("stdout", N_("Standard output")), ("stderr", N_("Standard error")))

SHORT_BELOW_PX = 560
"""Below this width the sizes are in the tooltips only."""

_GLYPH_PX = 14
_LEAST_LETTERS = 12


class OutputHead(QFrame):
    """Chooses stream and attempt, and says how true the text is at the moment."""

    stream_chosen = pyqtSignal(str)
    attempt_chosen = pyqtSignal(int)

    def __init__(self, *, tr: Texts, looks: Looks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bar")
        self._tr = tr
        self._looks = looks
        self.shown: tuple[Glyph, Token] = ("unknown", "wait")
        self._glyph, self.truth = QLabel(), ElidedLabel(least=48)
        self.truth.setObjectName("truth")
        self.attempts = QComboBox()
        self.attempts.setAccessibleName(tr("Attempt"))
        _name_list(self.attempts, tr("Attempt"))
        self.attempts.activated.connect(
            lambda at: self.attempt_chosen.emit(self.attempts.itemData(at))
        )
        self.streams: dict[str, QToolButton] = {}
        self._sizes: dict[str, int] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 5, 8, 5)
        layout.setSpacing(5)
        together = QButtonGroup(self)
        for stream, word in STREAMS:
            self.streams[stream] = button = chip(tr(word))
            button.clicked.connect(lambda _on, chosen=stream: self.stream_chosen.emit(chosen))
            together.addButton(button)
            layout.addWidget(button)
        layout.addWidget(self.attempts)
        layout.addStretch(1)
        layout.addWidget(self._glyph)
        layout.addWidget(self.truth)
        self.show_attempts(1, 1)

    def show_stream(self, stream: str) -> None:
        """Show which stream is read."""
        self.streams[stream].setChecked(True)

    def show_size(self, stream: str, size: int) -> None:
        """Say how much there is of a stream, also of the one that is not shown."""
        word, button = self._tr(dict(STREAMS)[stream]), self.streams[stream]
        self._sizes[stream] = size
        told = f"{word} {size_text(size)}" if size else word
        if told != button.accessibleName():
            button.setAccessibleName(told)
            button.setToolTip(told)
        shown = word if self.width() < SHORT_BELOW_PX else told
        if shown != button.text():
            button.setText(shown)

    def show_attempts(self, latest: int, shown: int) -> None:
        """Offer every attempt, if there was more than one."""
        if self.attempts.count() != latest:
            self.attempts.clear()
            for number in range(1, latest + 1):
                text = self._tr("Attempt {n}", n=number)
                if number == latest:
                    text = self._tr("Attempt {n} (latest)", n=number)
                self.attempts.addItem(text, number)
        self.attempts.setCurrentIndex(self.attempts.findData(shown))
        self.attempts.setVisible(latest > 1)

    def say(self, glyph: Glyph, ink: Token, words: str) -> None:
        """Say how true the text is."""
        self.shown = (glyph, ink)
        self.truth.set_text(words)
        self._draw()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Leave out the sizes where it is narrow (Qt)."""
        super().resizeEvent(event)
        for stream, size in list(self._sizes.items()):
            self.show_size(stream, size)

    def changeEvent(self, event: QEvent | None) -> None:
        """Draw the glyph anew in other colours (Qt)."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        if hasattr(self, "_glyph"):
            glyph, ink = self.shown
            dpr = self.devicePixelRatioF()
            self._glyph.setPixmap(self._looks.pixmap(glyph, ink, px=_GLYPH_PX, dpr=dpr))


class OutputFoot(QFrame):
    """Follows or not, wraps or not, in which encoding; copies, finds and saves."""

    encoding_chosen = pyqtSignal(str)

    def __init__(self, *, tr: Texts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("foot")
        self._tr = tr
        self.follow = chip(tr("Follow"), tr("Follow the end (End)"))
        self.wrap = chip(tr("Wrap"), tr("Wrap long lines"))
        self.encoding = QComboBox()
        self.encoding.setAccessibleName(tr("Encoding"))
        self.encoding.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.encoding.setMinimumContentsLength(_LEAST_LETTERS)
        _name_list(self.encoding, tr("Encoding"))
        self.encoding.setToolTip(tr("Encoding"))
        self.encoding.addItem(tr("Automatic"), AUTOMATIC)
        for code in TEXT_CODES:
            self.encoding.addItem(tr(code.word), code.codec)
        self.encoding.activated.connect(
            lambda at: self.encoding_chosen.emit(self.encoding.itemData(at))
        )
        self.told = ElidedLabel(least=48)
        self.give_up = chip("✕", tr("Give up saving"))
        self.search = chip(tr("Find…"), tr("Find in the output (Ctrl+F)"))
        self.save = chip(tr("Save as…"), tr("Save the whole output in a file"))
        for button in (self.give_up, self.search, self.save):
            button.setCheckable(False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 3, 8, 3)
        layout.setSpacing(5)
        for widget in (self.follow, self.wrap, self.encoding):
            layout.addWidget(widget)
        layout.addWidget(self.told, 1)
        for widget in (self.give_up, self.search, self.save):
            layout.addWidget(widget)
        self.show_saving("", under_way=False)

    def show_encoding(self, chosen: str, used: str) -> None:
        """Say what is chosen, and what the guess is."""
        word = next((code.word for code in TEXT_CODES if code.codec == used), used)
        guess = self._tr("Auto: {encoding}", encoding=self._tr(word))
        self.encoding.setItemText(0, guess)
        self.encoding.setCurrentIndex(self.encoding.findData(chosen))

    def show_saving(self, text: str, *, under_way: bool) -> None:
        """Say how far the saving is, or what became of it."""
        self.told.set_text(text)
        self.give_up.setVisible(under_way)
        self.save.setEnabled(not under_way)


def _name_list(box: QComboBox, name: str) -> None:
    """Name the list that opens below a box: Qt gives it none."""
    found = box.view()
    assert found is not None
    found.setAccessibleName(name)
