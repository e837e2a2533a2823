# SPDX-License-Identifier: GPL-3.0-or-later
"""A window in which a document is edited: nothing of it holds before [Save], nothing is lost.

When somebody else writes the same document meanwhile, the window says who did and what, and
keeps what was entered here. It stops nothing and lies beside its main window.
"""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec
from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PyQt6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from jlook_client.acts import Part, Stage
from jlook_client.looks import Looks
from jlook_client.tables.act_words import part_words
from jlook_client.tables.revisions import News, Revisions
from jlook_client.views.action_strip import ActionStrip, StripAnswer, StripQuestion
from jlook_client.views.acts_calls import role_hindrance
from jlook_client.views.asks import Asks
from jlook_client.views.document_form import DocumentForm
from jlook_client.views.kinds import set_kind
from jlook_client.views.meanwhile_panel import MeanwhilePanel, Words
from jmss.errors import WrittenMeanwhile
from jmss.model.documents import AnyDocument
from jmss.model.meanwhile import Change
from jmss.model.operations import PutDocument
from jmss.texts import Texts

_ON_ITS_WAY = frozenset({Stage.WAITING, Stage.SENT, Stage.UNKNOWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorCalls:
    """What the window needs of the program."""

    asks: Asks
    held: Callable[[str], AnyDocument | None]
    """Gives the document of a name as the server has it now, as far as is known."""
    writer: Callable[[str], str]
    """Says who wrote the document of this name last; empty: that is not known."""


class DocumentEditor(QDialog):
    """Edits one document.

    Args:
        title: of the window.
        form: its fields.
        document: what it begins with; revision 0: a new one.
        calls: what it calls.
        tr: the words.
        looks: colours and glyphs.
        parent: the main window.
    """

    left = pyqtSignal()
    """It was closed."""

    def __init__(
        self,
        title: str,
        form: DocumentForm,
        document: AnyDocument,
        calls: EditorCalls,
        *,
        tr: Texts,
        looks: Looks,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tr = tr
        self._calls = calls
        self._revisions: Revisions[AnyDocument] = Revisions(document)
        self._stage: Stage | None = None
        self._as_of: str | None = None
        self.form = form
        self.setWindowModality(Qt.WindowModality.NonModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.strip = ActionStrip(looks)
        self.meanwhile = MeanwhilePanel(tr, looks)
        self.meanwhile.settled.connect(self._settle)
        self.told = QLabel()
        self.told.setObjectName("told")
        self.told.setWordWrap(True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.save = self._button(tr("&Save"), self.put)
        self.save.setObjectName("primary")
        self.shut = self._button(tr("Close"), self.reject)
        self._lay_out()
        QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self).activated.connect(self.put)
        form.show_document(document)
        self._clean = form.document()
        form.edited.connect(self._note_edit)
        self._say(form.fault() if document.revision else "")
        self._allow()

    @property
    def is_changed(self) -> bool:
        """Whether something was entered that does not hold yet."""
        return self._revisions.is_new or self.form.document() != self._clean

    @property
    def name(self) -> str:
        """The name of the document that is edited."""
        return self.form.document().name

    def show_stale(self, as_of: str | None) -> None:
        """Keep what was entered, and save nothing while the link is down; None: it is up."""
        self._as_of = as_of
        self._allow()

    def look_at_held(self) -> None:
        """See whether somebody else has written the document, or taken it away."""
        if self._stage in _ON_ITS_WAY or not self._revisions.base.revision:
            return
        match self._revisions.look(self._calls.held(self._revisions.base.name)):
            case News.REMOVED:
                self._tell_removed()
            case News.CHANGED:
                self._tell_changed()
            case News.NONE:
                pass

    def put(self) -> None:
        """Ask the server to let it hold."""
        why = self._hindrance()
        if why:
            self._say(why, wrong=True)
            return
        document = self.form.document()
        if self._revisions.is_new and self._calls.held(document.name) is not None:
            text = self._tr("There is one of the name {name} already.", name=document.name)
            self._say(text, wrong=True)
            return
        document = msgspec.structs.replace(document, revision=self._revisions.base.revision)
        self._calls.asks.ask(PutDocument(document=document), self._take)

    def reject(self) -> None:
        """Close; if something would be lost, ask first, and stay."""
        if self._stage in _ON_ITS_WAY:
            self._say(self._tr("What becomes of it is not known yet."), wrong=True)
        elif self.is_changed and self.strip.question is None:
            self._ask_to_discard()
        elif self.is_changed:
            self.strip.setFocus()
        else:
            self.discard()

    def discard(self) -> None:
        """Close whatever stands in the fields."""
        self._clean, self._revisions.is_new = self.form.document(), False
        self.left.emit()
        self.close()

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Ask before something is lost (Qt)."""
        assert event is not None
        if self.is_changed or self._stage in _ON_ITS_WAY:
            event.ignore()
            self.reject()
            return
        self.left.emit()
        super().closeEvent(event)

    # What becomes of it.

    def _take(self, part: Part) -> None:
        self._stage = part.stage
        if part.stage is Stage.DONE:
            self.discard()
            return
        if isinstance(part.error, WrittenMeanwhile):
            self._say(self._tr("Not saved: somebody else has written it meanwhile."), wrong=True)
            self.look_at_held()
        else:
            wrong = part.stage in {Stage.REFUSED, Stage.NOT_ASKED, Stage.UNKNOWN}
            self._say(part_words(part, self._tr), wrong=wrong)
        self._allow()

    def _tell_changed(self) -> None:
        tr, held = self._tr, self._revisions.held
        who = self._calls.writer(held.name)
        if who:
            head = tr("{who} has changed {name} meanwhile.", who=who, name=held.name)
        else:
            head = tr("{name} was changed meanwhile.", name=held.name)
        if not self.is_changed:
            self._settle(keep_mine=False)
            self._say(tr("{head} This is how it is now.", head=head))
            return
        changes = self._revisions.changes(self.form.document())
        self.meanwhile.tell(head, changes, [self._words(change) for change in changes])
        self._allow()

    def _tell_removed(self) -> None:
        self.meanwhile.hide()
        text = self._tr(
            "{name} was removed meanwhile. What was entered here is kept; [Save] makes it anew.",
            name=self._revisions.base.name,
        )
        self._say(text, wrong=True)
        self._allow()

    def _words(self, change: Change[str]) -> Words:
        before, theirs, mine = (
            " ".join(self.form.value_words(change.key, value).split())
            for value in (change.before, change.theirs, change.mine)
        )
        return self.form.field_words(change.key), before, theirs, mine

    def _settle(self, keep_mine: bool) -> None:
        """Go on from what holds now, with what was changed here on top of it."""
        both = self._revisions.settle(self.form.document(), keep_mine=keep_mine)
        self.meanwhile.hide()
        self.form.show_document(self._revisions.base)
        self._clean = self.form.document()
        self.form.show_document(both)
        self._say("")
        self._allow()

    def _ask_to_discard(self) -> None:
        tr = self._tr
        answers = [StripAnswer(tr("&Discard the changes"), self.discard)]
        if not self._hindrance():
            answers.insert(0, StripAnswer(tr("&Save and close"), self.put))
        text = tr("There are changes that are not saved.")
        leave = tr("Go on editing")
        self.strip.ask(StripQuestion(text=text, answers=answers, leave=leave, warns=True))

    # What is possible.

    def _hindrance(self) -> str:
        """Say why it cannot be saved; empty: it can."""
        tr = self._tr
        if self._stage in _ON_ITS_WAY:
            return tr("What becomes of it is not known yet.")
        if self._as_of is not None or not self._calls.asks.is_live:
            return tr("Not connected to the JMSS server.")
        if self._revisions.is_behind:
            return tr("Choose first whose changes are to hold.")
        return role_hindrance(self._calls.asks, PutDocument, tr) or self.form.fault()

    def _note_edit(self) -> None:
        self._say(self.form.fault(), wrong=True)
        self._allow()

    def _allow(self) -> None:
        why = self._hindrance()
        if not why and not self.is_changed:
            why = self._tr("Nothing was changed.")
        self.save.setEnabled(not why)
        self.save.setToolTip(why)
        self.save.setAccessibleDescription(why)

    def _say(self, text: str, *, wrong: bool = False) -> None:
        self.told.setText(text)
        set_kind(self.told, "wrong" if wrong and text else "")

    def _button(self, text: str, call: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked: call())
        return button

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 8, 12, 10)
        foot.setSpacing(8)
        foot.addWidget(self.told, 1)
        foot.addWidget(self.shut)
        foot.addWidget(self.save)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(self.strip)
        lines.addWidget(self.meanwhile)
        lines.addWidget(self.form, 1)
        lines.addLayout(foot)
