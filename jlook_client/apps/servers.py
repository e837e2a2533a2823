# SPDX-License-Identifier: GPL-3.0-or-later
"""The servers that this user knows: their window, and JLooks for other ones of them."""

import getpass
from collections.abc import Callable
from typing import Protocol

from PyQt6.QtWidgets import QWidget

from jlook_client.apps.address import Aim
from jlook_client.apps.other_window import OtherWindow
from jlook_client.apps.profile_book import ProfileBook
from jlook_client.apps.system_keyring import Owner, Reply, Told
from jlook_client.apps.watched_server import WatchedServer
from jlook_client.settings import Profile
from jlook_client.token_question import KeyringState
from jlook_client.views.server_menu import ServerCalls
from jlook_client.views.servers_window import ServersCalls, ServersWindow
from jmss.errors import N_
from jmss.link.dial import Target
from jmss.texts import Texts

_FORGOTTEN = {
    KeyringState.ABSENT: N_("This computer has no keyring; no token is kept."),
    KeyringState.SILENT: N_(
        "This computer's keyring does not answer; it may be waiting to be unlocked."
    ),
    KeyringState.LOCKED: N_("This computer's keyring is locked."),
    KeyringState.REFUSED: N_("This computer's keyring refused: {why}."),
}


class ForgettingKeyring(Protocol):
    """What is needed of the keyring; nothing here blocks."""

    def forget(self, owner: Owner, told: Told) -> None:
        """Keep a token no more."""


class Servers:
    """Builds the servers' window and does what its buttons say.

    Args:
        book: the servers.
        watched: the one that this window watches.
        keyring: the computer's.
        other: opens JLook for another one.
        tr: the words.
        parent: the main window, once it is there.
        takes: whether this window may watch that server; if not, it gets one of its own.
    """

    def __init__(
        self,
        book: ProfileBook,
        watched: WatchedServer,
        keyring: ForgettingKeyring,
        *,
        other: OtherWindow,
        tr: Texts,
        parent: Callable[[], QWidget],
        takes: Callable[[Target], bool],
    ) -> None:
        self._book = book
        self._watched = watched
        self._keyring = keyring
        self._other = other
        self._tr = tr
        self._parent = parent
        self._takes = takes
        self._window: ServersWindow | None = None

    def calls(self) -> ServerCalls:
        """Give what the menu needs."""
        return ServerCalls(
            profiles=self._book.profiles,
            open=self._other.open,
            open_profile=self._other.open_profile,
            edit=self.show,
        )

    def show(self) -> None:
        """Show the servers' window; there is one at most."""
        if self._window is None:
            calls = ServersCalls(
                profiles=self._book.profiles,
                draft=self._book.draft,
                save=self._book.save,
                drop=self._drop,
                forget_token=self._forget,
                connect=self._connect,
                login=getpass.getuser(),
            )
            self._window = ServersWindow(self._tr, calls, self._parent())
        if not self._window.isVisible():
            self._begin(self._window)
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()

    def _begin(self, window: ServersWindow) -> None:
        """Begin with the server that is watched; propose it if it is not known yet."""
        known = self._book.named(self._watched.target)
        if known is not None:
            window.read(known.name)
        else:
            window.read()
            window.propose(self._book.draft(self._watched.as_profile()))

    def _connect(self, profile: Profile) -> None:
        aim = Aim(self._watched.home, profile)
        if not self._takes(Target(aim.site.server, aim.site.port)):
            self._other.open_profile(profile)
            return
        self._watched.aim(aim)
        if self._window is not None:
            self._window.close()

    def _drop(self, profile: Profile, warn: Callable[[str], None]) -> str:
        def told(reply: Reply) -> None:
            if reply.state not in {KeyringState.READY, KeyringState.ABSENT}:
                still = self._tr("Its token may still be kept.")
                warn(f"{self._words(reply)} {still}")

        wrong = self._book.drop(profile.name)
        if not wrong and not self._is_anothers(profile):
            self._keyring.forget(_owner(profile), told)
        return wrong

    def _forget(self, profile: Profile, tell: Callable[[str], None]) -> None:
        self._keyring.forget(_owner(profile), lambda reply: tell(self._words(reply)))

    def _is_anothers(self, profile: Profile) -> bool:
        """Whether another profile leads to the same server for the same user."""
        entries = {_owner(one).entry for one in self._book.profiles()}
        return _owner(profile).entry in entries

    def _words(self, reply: Reply) -> str:
        if reply.state is not KeyringState.READY:
            return self._tr(_FORGOTTEN[reply.state], why=reply.why)
        if not reply.token:
            return self._tr("No token is kept for this server.")
        text = N_("The token is forgotten. {program} asks for it at the next connection.")
        return self._tr(text, program=self._tr.program)


def _owner(profile: Profile) -> Owner:
    return Owner(profile.server, profile.port, profile.user or getpass.getuser())
