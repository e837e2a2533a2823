# SPDX-License-Identifier: GPL-3.0-or-later
"""The box that a filter is typed into: it completes words and remembers the last filters."""

from collections.abc import Iterable

from PyQt6.QtCore import QEvent, QModelIndex, QObject, QRect, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QKeySequence, QShortcut, QStandardItem, QStandardItemModel
from PyQt6.QtWidgets import QCompleter, QWidget

from jlook_client.looks import Looks
from jlook_client.tables.filter_completion import Completion, NamesOf, Option, completion
from jlook_client.views.filter_history import FilterHistory
from jlook_client.views.search_box import SearchBox
from jmss.texts import Texts

_TEXT = Qt.ItemDataRole.UserRole
_LEAST_WIDTH_PX = 300


class FilterBox(SearchBox):
    """Keys: Ctrl+Space offers what may be meant, Alt+Down the last filters, F1 explains.

    Args:
        names_of: the names on the board, for completion.
        history: the last filters.
        tr: the words.
        looks: colours and glyphs.
    """

    help_wanted = pyqtSignal()

    def __init__(
        self,
        names_of: NamesOf,
        history: FilterHistory,
        tr: Texts,
        looks: Looks,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(tr("Filter (Ctrl+F)"), tr, looks, parent)
        self._names_of = names_of
        self._history = history
        self._tr = tr
        self._begin, self._end = 0, 0
        self.offers = QStandardItemModel(self)
        self.completer_of_words = self._built_completer()
        for keys, says, call in (
            ("Alt+Down", tr("Offer the last filters"), self.offer_history),
            ("Ctrl+Space", tr("Offer what may be meant"), self.offer_words),
        ):
            key = QShortcut(QKeySequence(keys), self)
            key.setContext(Qt.ShortcutContext.WidgetShortcut)
            key.setWhatsThis(says)
            key.activated.connect(call)
        self.textEdited.connect(lambda _text: self.offer())
        self.editingFinished.connect(self._remember)

    def offer_words(self) -> None:
        """Offer what may be meant here, all keys where nothing is written yet (Ctrl+Space)."""
        self.offer(all_keys=True)

    def offer(self, *, all_keys: bool = False) -> None:
        """Offer what may be meant by the word before the cursor."""
        found = completion(
            self.text(),
            self.cursorPosition(),
            self._names_of,
            self._tr.language,
            all_keys=all_keys,
        )
        self._offer(found)

    def offer_history(self) -> None:
        """Offer the last filters."""
        options = (Option(text) for text in self._history.texts if text != self.text())
        self._offer(Completion(0, len(self.text()), tuple(options)))

    def event(self, event: QEvent | None) -> bool:
        """In here F1 explains the filter, not the program (Qt)."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_F1:
            if event.type() == QEvent.Type.KeyPress:
                self.help_wanted.emit()
            event.accept()
            return True
        return super().event(event)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Tab takes what is marked, or the first that is offered; Esc takes nothing (Qt)."""
        popup = self.completer_of_words.popup()
        assert popup is not None
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if watched is not popup or not popup.isVisible():
            return False
        if event.key() == Qt.Key.Key_Escape:
            popup.hide()  # else the box clears itself first, below an open list
            return True
        if event.key() != Qt.Key.Key_Tab:
            return False
        chosen = popup.currentIndex()
        model = popup.model()
        assert model is not None
        popup.hide()
        self._take(chosen if chosen.isValid() else model.index(0, 0))
        return True

    def _built_completer(self) -> QCompleter:
        completer = QCompleter(self.offers, self)
        completer.setWidget(self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.activated[QModelIndex].connect(self._take)
        popup = completer.popup()
        assert popup is not None
        popup.installEventFilter(self)
        popup.setAccessibleName(self._tr("What may be meant"))
        return completer

    def _offer(self, found: Completion) -> None:
        self._begin, self._end = found.begin, found.end
        self.offers.clear()
        self.offers.appendColumn(list(self._items(found.options)))
        popup = self.completer_of_words.popup()
        assert popup is not None
        if not found.options:
            popup.hide()
            return
        width = max(_LEAST_WIDTH_PX, popup.sizeHintForColumn(0) + 24)
        self.completer_of_words.complete(QRect(0, 0, width, self.height()))

    def _items(self, options: Iterable[Option]) -> Iterable[QStandardItem]:
        for option in options:
            says = f"   {self._tr(option.says)}" if option.says else ""
            item = QStandardItem(option.text + says)
            item.setData(option.text, _TEXT)
            yield item

    def _take(self, index: QModelIndex) -> None:
        """Put in what was chosen; after a key its values are offered."""
        chosen = str(index.data(_TEXT))
        text = self.text()
        self.setText(text[: self._begin] + chosen + text[self._end :])
        self.setCursorPosition(self._begin + len(chosen))
        if chosen.endswith(":"):
            QTimer.singleShot(0, self.offer)  # the list is about to close

    def _remember(self) -> None:
        self._history.remember(self.text())
