# SPDX-License-Identifier: GPL-3.0-or-later
"""The subwindow that follows a job's output and says how true it is at the moment."""

from functools import partial
from pathlib import Path

from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from jlook_client.looks import Glyph, Looks, StateLook, Token
from jlook_client.tables.sizes import size_text
from jlook_client.tables.text_codes import AUTOMATIC, TEXT_CODES
from jlook_client.views.ask_for_file import ask_for_file
from jlook_client.views.clipboard import copy_text
from jlook_client.views.elided_label import ElidedLabel
from jlook_client.views.entries import Entry, Submenu, fill_menu
from jlook_client.views.find_bar import FindBar
from jlook_client.views.output_bars import STREAMS, OutputFoot, OutputHead
from jlook_client.views.output_finder import OutputFinder
from jlook_client.views.output_pane import OutputPane
from jlook_client.views.output_save import OutputSave
from jlook_client.views.output_stream import OutputPlace, OutputStream, Read
from jlook_client.views.output_text import OutputText
from jmss.errors import N_
from jmss.texts import Texts

_STATES = {
    False: N_("Show every state of &progress lines"),
    True: N_("Show the last state of &progress lines"),
}


class JobOutput(QWidget):
    """Shows both streams of one attempt, one at a time; after a cut it goes on where it stood.

    Args:
        number: the job's.
        latest: how many times the job was started until now.
        read: asks for output.
        tr: the words.
        looks: colours and glyphs.
        parent: the Qt parent.
    """

    def __init__(
        self,
        number: int,
        *,
        latest: int,
        read: Read,
        tr: Texts,
        looks: Looks,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"job_output_{number}")
        self.number = number
        self._read = read
        self._tr = tr
        self._latest = latest
        self._fate: StateLook | None = None
        self._may_turn = True
        self._stale: str | None = None
        self._save: OutputSave | None = None
        self.attempt = latest
        self.stream = STREAMS[0][0]
        self.streams: dict[str, OutputStream] = {}
        self.head = OutputHead(tr=tr, looks=looks)
        self.text = OutputText()
        self.pane = OutputPane(self.text)
        self.find_bar = FindBar(tr=tr, looks=looks)
        self.finder = OutputFinder(self.text, self.find_bar, looks)
        self.foot = OutputFoot(tr=tr)
        self.missing = QFrame()
        self._missing_text = ElidedLabel()
        self._lay_out()
        self._join()
        name = tr("Output of job {number}", number=number)
        self.setAccessibleName(name)
        self.text.setAccessibleName(name)
        self._begin(latest)

    def show_stale(self, as_of: str | None) -> None:
        """Say how old the text is while the link is down; live again, go on where it stood."""
        if as_of is not None and self._stale is None:
            self.link_was_cut()
        self._stale = as_of
        self._regulate()

    def link_was_cut(self) -> None:
        """No question gets an answer any more: ask again when somebody can be asked."""
        for stream in self.streams.values():
            stream.forget_question()
        if self._save is not None:
            self._save.forget_question()

    def job_started_again(self, latest: int) -> None:
        """The job has a further attempt: it is shown, unless the operator is reading."""
        if latest <= self._latest:
            return
        shown_latest = self.attempt == self._latest
        self._latest = latest
        if shown_latest and self.text.following:
            self._begin(latest)
        else:
            self.head.show_attempts(latest, self.attempt)

    def job_ended(self, fate: StateLook | None) -> None:
        """The last attempt of the job has ended so; None: it has not, or nobody knows."""
        if fate != self._fate:
            self._fate = fate
            self._say()

    def choose(self, stream: str) -> None:
        """Show the other stream."""
        self._may_turn = False
        if stream != self.stream:
            self.stream = stream
            self._show_stream()

    def choose_attempt(self, attempt: int) -> None:
        """Show another attempt, from its beginning."""
        if attempt != self.attempt:
            self._begin(attempt)

    def copy_selection(self) -> None:
        """Put the selected text, or all that is here, on the clipboard (Ctrl+C)."""
        if self.text.textCursor().hasSelection():
            self.text.copy()
        else:
            copy_text(self.text.toPlainText())

    def select_all(self) -> None:
        """Select all of the text (Ctrl+A)."""
        self.text.selectAll()

    def show_search(self) -> None:
        """Take the keyboard to where a word is entered (Ctrl+F)."""
        self.finder.open()

    def save_as(self) -> None:
        """Ask for a file and save the whole stream in it."""
        name = f"job-{self.number}.{max(1, self.attempt)}.{self.stream}.txt"
        place = OutputPlace(job=self.number, attempt=self.attempt, stream=self.stream)
        title = self._tr("Save the output of job {number}", number=self.number)
        ask_for_file(self.window() or self, title, name, lambda file: self._save_in(place, file))

    def _begin(self, attempt: int) -> None:
        for stream in self.streams.values():
            stream.deleteLater()
        self.attempt = attempt
        self.streams = {
            name: OutputStream(
                self.number, attempt, name, read=self._read, tr=self._tr, parent=self
            )
            for name, _ in STREAMS
        }
        for name, stream in self.streams.items():
            stream.changed.connect(self._regulate)
            self.head.show_size(name, 0)
        self.head.show_attempts(max(1, self._latest), max(1, attempt))
        self._show_stream()

    def _show_stream(self) -> None:
        self.head.show_stream(self.stream)
        self.pane.show(self.streams[self.stream])
        self._regulate()

    def _regulate(self) -> None:
        """Have the streams read, or wait for the screen or for the operator."""
        for name, stream in self.streams.items():
            self.head.show_size(name, stream.size)
            shown = name == self.stream
            waits = shown and (self.pane.is_busy or self._is_held())
            if self._stale is None and not waits:
                stream.go(skip=not shown or self.text.following)
            else:
                stream.stop()
        attempt = self.streams[self.stream].attempt
        if attempt and not self.attempt:
            self._learn(attempt)
        self._turn_to_what_was_written()
        self._say()

    def _turn_to_what_was_written(self) -> None:
        """Of a job that wrote errors alone show those, unless the operator chose a stream."""
        other, shown = self.streams[STREAMS[1][0]], self.streams[self.stream]
        if self._may_turn and shown is not other and shown.ended and not shown.size and other.size:
            self.stream = STREAMS[1][0]
            self._show_stream()

    def _learn(self, attempt: int) -> None:
        """The job has started, and this is the attempt that both streams are of."""
        self.attempt, self._latest = attempt, max(attempt, self._latest)
        for stream in self.streams.values():
            stream.attempt = attempt
        self.head.show_attempts(self._latest, attempt)

    def _is_held(self) -> bool:
        """Whether what comes has to wait: it would push out what the operator reads."""
        return not self.text.following and self.pane.is_full

    def _say(self) -> None:
        """Say how true the text is: live, ended, not there yet, held, or as of a moment."""
        stream, tr = self.streams[self.stream], self._tr
        glyph: Glyph
        ink: Token
        if stream.ended and self._fate is not None and self.attempt == self._latest:
            glyph, ink = self._fate.glyph, self._fate.token
            words = tr("{state}: nothing more will come", state=tr(self._fate.word))
        elif stream.ended:
            glyph, ink, words = "info", "wait", tr("ended: nothing more will come")
        elif self._stale is not None:
            glyph, ink, words = "unknown", "wait", tr("as of {time}", time=self._stale)
        elif stream.trouble:
            glyph, ink, words = "queued", "wait", stream.trouble
        elif self._is_held():
            glyph, ink, words = "held", "hold", tr("held while you read; End goes on")
        else:
            glyph, ink, words = "running", "run", tr("live")
        self.head.say(glyph, ink, words)
        self.foot.follow.setChecked(self.text.following)
        self.foot.show_encoding(self.pane.encoding, self.pane.codec)
        gone = self.text.first_byte
        self.missing.setVisible(gone > 0)
        words = tr("The first {size} are no longer shown.", size=size_text(gone))
        self._missing_text.set_text(words)

    def _lay_out(self) -> None:
        self.missing.setObjectName("bar")
        across = QHBoxLayout(self.missing)
        across.setContentsMargins(8, 3, 8, 3)
        self.save_all = QPushButton(self._tr("Save all of it…"))
        across.addWidget(self._missing_text, 1)
        across.addWidget(self.save_all)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.text, 1)  # first, so that the keyboard begins there
        for at, widget in enumerate((self.head, self.find_bar, self.missing)):
            layout.insertWidget(at, widget)
        layout.addWidget(self.foot)
        self.setFocusProxy(self.text)

    def _join(self) -> None:
        self.head.stream_chosen.connect(self.choose)
        self.head.attempt_chosen.connect(self.choose_attempt)
        self.pane.written.connect(self.finder.text_came)
        self.pane.done.connect(self._regulate)
        self.text.following_changed.connect(self._regulate)
        self.foot.follow.clicked.connect(lambda on: self.text.follow(on=on))
        self.foot.wrap.clicked.connect(lambda on: self.text.wrap(on=on))
        self.foot.encoding_chosen.connect(self._read_as)
        self.foot.search.clicked.connect(self.show_search)
        self.foot.give_up.clicked.connect(self._give_up_saving)
        for button in (self.foot.save, self.save_all):
            button.clicked.connect(self.save_as)
        self.text.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.text.customContextMenuRequested.connect(self._offer_menu)
        for key, call in (("F3", self.finder.onward), ("Shift+F3", self.finder.back)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(call)

    def _read_as(self, codec: str) -> None:
        self.pane.read_as(codec)
        self._regulate()

    def _show_every_state(self) -> None:
        self.pane.show_every_state(on=not self.pane.every_state)

    def _wrap(self) -> None:
        self.foot.wrap.click()

    def _offer_menu(self, place: QPoint) -> None:
        tr = self._tr
        codecs = [(tr("Automatic"), AUTOMATIC)]
        codecs += [(tr(code.word), code.codec) for code in TEXT_CODES]
        codes = [Entry(text=word, call=partial(self._read_as, codec)) for word, codec in codecs]
        states = _STATES[self.pane.every_state]
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        entries: list[Entry | Submenu] = [
            Entry(text=tr("&Copy"), call=self.copy_selection, shortcut="Ctrl+C"),
            Entry(text=tr("Select &all"), call=self.select_all, shortcut="Ctrl+A"),
            Entry(text=tr("&Find"), call=self.show_search, shortcut="Ctrl+F"),
            Entry(
                text=tr("Follow the &end"),
                call=lambda: self.text.follow(on=True),
                shortcut="End",
                line_above=True,
            ),
            Entry(text=tr("&Wrap long lines"), call=self._wrap),
            Entry(text=tr(states), call=self._show_every_state),
            Submenu(text=tr("E&ncoding"), entries=codes),
            Entry(text=tr("&Save as…"), call=self.save_as, line_above=True),
        ]
        fill_menu(menu, entries)
        menu.popup(self.text.mapToGlobal(place))

    def _save_in(self, place: OutputPlace, file: Path) -> None:
        if self._save is None:
            self._save = OutputSave(place, file, read=self._read, tr=self._tr, parent=self)
            self._save.told.connect(lambda text: self.foot.show_saving(text, under_way=True))
            self._save.over.connect(self._saved)
            self.foot.show_saving("", under_way=True)
            self._save.begin()

    def _saved(self, outcome: str) -> None:
        if self._save is not None:
            self._save.deleteLater()
        self._save = None
        self.foot.show_saving(outcome, under_way=False)

    def _give_up_saving(self) -> None:
        if self._save is not None:
            self._save.give_up()
