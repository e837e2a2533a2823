# SPDX-License-Identifier: GPL-3.0-or-later
"""[編集]-[元に戻す]: names what it takes back, and is there only as long as it can."""

from jlook_client.acts import Act
from jlook_client.applied import AppliedChanges
from jlook_client.apps.acting import Acting
from jlook_client.connection import Connection, ConnectionWatcher
from jlook_client.mirror import Mirror, MirrorWatcher
from jlook_client.tables.act_words import kind_words
from jlook_client.undo import Undo
from jlook_client.views.edit_menu import EditMenu
from jmss.link.view import UP, LinkView
from jmss.texts import Texts


class Undoing(ConnectionWatcher, MirrorWatcher):
    """Joins what can be taken back to the menu.

    Args:
        acting: asks the server.
        connection: tells what changed, and whether the link is up.
        mirror: tells when everything may have changed.
        menu: offers it.
        tr: the words.
    """

    def __init__(
        self, acting: Acting, connection: Connection, mirror: Mirror, menu: EditMenu, tr: Texts
    ) -> None:
        self._acting = acting
        self._connection = connection
        self._menu = menu
        self._tr = tr
        self._undo = Undo()
        self._undo.changed = self._offer
        acting.acts.watchers.append(self._undo)
        connection.watchers.append(self)
        mirror.watchers.append(self)
        menu.undo_entry.triggered.connect(self.undo)
        self._offer()

    def undo(self) -> None:
        """Ask for the opposite of the newest act that can be taken back."""
        act = self._undo.newest
        if act is not None and self._connection.view.state in UP:
            self._acting.carry_out(act.kind, self._undo.take(act), undoes=True)

    def link_changed(self, view: LinkView) -> None:
        """Offer it only while the server can be asked."""
        self._offer()

    def applied(self, changes: AppliedChanges) -> None:
        """See whose jobs were touched."""
        self._undo.applied(changes)

    def replaced(self) -> None:
        """See that nobody can tell."""
        self._undo.replaced()

    def _offer(self) -> None:
        act = self._undo.newest
        if act is None:
            self._menu.offer_undo("", self._tr("There is nothing that can be undone."))
            return
        live = self._connection.view.state in UP
        why = "" if live else self._tr("Not connected to the JMSS server.")
        self._menu.offer_undo(self._words(act), why)

    def _words(self, act: Act) -> str:
        tr, ways = self._tr, self._undo.ways_back(act)
        what = kind_words(act, tr)
        if len(ways) == 1:
            name = str(getattr(ways[0], "job", "") or getattr(ways[0], "queue", ""))
            return tr("&Undo: {what} ({name})", what=what, name=name)
        return tr.plural(
            "&Undo: {what} ({n} job)", "&Undo: {what} ({n} jobs)", len(ways), what=what
        )
