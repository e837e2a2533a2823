# SPDX-License-Identifier: GPL-3.0-or-later
"""Which server a window watches: what its first card and its servers' window may choose."""

from collections.abc import Callable
from pathlib import Path

from jlook_client.apps.other_window import OtherWindow
from jlook_client.apps.profile_book import ProfileBook
from jlook_client.apps.programs import Program
from jlook_client.apps.servers import Servers
from jlook_client.apps.system_keyring import SystemKeyring
from jlook_client.apps.watched_server import WatchedServer
from jlook_client.connection import Connection
from jlook_client.settings import SettingsFile
from jlook_client.views.linked_window import LinkedWindow
from jlook_client.views.server_menu import ServerCalls
from jmss.errors import BadConfiguration
from jmss.link.dial import Target
from jmss.link.view import UP
from jmss.texts import Texts


class ServerChoice:
    """Lets the operator choose a server, for this window or for one of its own.

    Args:
        watched: the server that this window watches.
        connection: the link to it.
        window: the main window, once it is there.
        program: which program other windows are of.
        file: the profiles.
        keyring: the computer's.
        site_file: the site that other windows are to be opened with.
        tr: the words.
    """

    def __init__(
        self,
        watched: WatchedServer,
        connection: Connection,
        window: Callable[[], LinkedWindow],
        *,
        program: Program,
        file: SettingsFile,
        keyring: SystemKeyring,
        site_file: Path | None,
        tr: Texts,
    ) -> None:
        self._watched = watched
        self._connection = connection
        self._window = window
        self._tr = tr
        self._servers = Servers(
            ProfileBook(file, watched.home, tr),
            watched,
            keyring,
            other=OtherWindow(tr, self._tell, program=program, site_file=site_file),
            tr=tr,
            parent=window,
            takes=self._takes,
        )

    def calls(self) -> ServerCalls:
        """Give what the server menu needs."""
        return self._servers.calls()

    def connect_to(self, name: str) -> None:
        """Dial the virtual computer name that was entered on the first card."""
        try:
            self._watched.aim_at(name)
        except BadConfiguration as error:
            self._tell(self._tr.error(error))

    def _takes(self, target: Target) -> bool:
        """Whether this window may watch that server from now on: what it shows would stay true."""
        if not self._window().sight.began:
            return True
        return target == self._watched.target and self._connection.view.state not in UP

    def _tell(self, text: str) -> None:
        self._window().tell(text)
