# SPDX-License-Identifier: GPL-3.0-or-later
"""Gives the out-of-the-box cluster a menu to begin with, if nobody has written one."""

from jlook_client.connection import Connection, ConnectionWatcher
from jlook_client.mirror import Mirror
from jmss.access.roles import AccessRole
from jmss.link.view import LinkState, LinkView
from jmss.menu.menu_file import read
from jmss.model.documents import key_of
from jmss.model.menu import Menu
from jmss.model.operations import PutDocument
from jmss.resources import resource_path


class SampleMenu(ConnectionWatcher):
    """Writes the sample menu once the server was first live; the first revision or none.

    Args:
        connection: asks the server.
        mirror: tells whether there is a menu.
        language: of the menu.
    """

    def __init__(self, connection: Connection, mirror: Mirror, language: str) -> None:
        self._connection = connection
        self._mirror = mirror
        self._language = language
        self._is_settled = False
        """Whether it was looked once; a menu that somebody clears later stays clear."""
        connection.watchers.append(self)

    def link_changed(self, view: LinkView) -> None:
        """Look whether a menu is wanted (``ConnectionWatcher``)."""
        is_here = view.state is LinkState.LIVE and self._mirror.position is not None
        if self._is_settled or not is_here:
            return
        self._is_settled = True
        is_ours = self._connection.role == AccessRole.ADMINISTRATOR
        if is_ours and key_of(Menu()) not in self._mirror.named:
            self._connection.ask(PutDocument(document=self._menu()), lambda _asked: None)

    def _menu(self) -> Menu:
        with open(resource_path("samples", f"menu.{self._language}.json"), "rb") as file:  # noqa: PTH123
            menu = read(file.read()).menu
        assert menu is not None
        return menu
