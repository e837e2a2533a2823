# SPDX-License-Identifier: GPL-3.0-or-later
"""The JMSS server that one window watches: its address, its encryption, its token.

All three belong together. When another server is entered, all three are made anew for it,
so that nothing of the one is ever shown to the other.
"""

import getpass
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from jlook_client.apps.address import Aim, aim_at, profile_name
from jlook_client.apps.system_keyring import Owner
from jlook_client.apps.token_search import AskedKeyring, TokenSearch
from jlook_client.connection import ConnectionWatcher
from jlook_client.lines import Severity
from jlook_client.settings import Profile, SettingsFile
from jlook_client.token_question import TokenQuestion
from jmss.link.dial import Dialler, Target
from jmss.link.site_dialler import site_dialler
from jmss.link.view import LinkState, LinkView
from jmss.settings import Site


class Say(Protocol):
    """Tells the operator something that concerns the server."""

    def __call__(self, severity: Severity, template: str, **fields: object) -> None:
        """Say it in the event log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerJoints:
    """What the server needs of the window and of its connection."""

    dial: Callable[[], None]
    aimed: Callable[[], None]
    """Another server is watched from now on: the connection is to be aimed at it."""
    changed: Callable[[], None]
    """The question for a token is another one."""
    say: Say


class WatchedServer(ConnectionWatcher):
    """Knows what is needed to dial, and remembers the server once it was live.

    Args:
        site: the server.
        home: what this computer's site file says, of whichever server.
        profile: how the server is remembered once it was live; None: it is not.
        file: where it is remembered.
        keyring: the computer's.
        joints: what happens elsewhere.
    """

    def __init__(
        self,
        site: Site,
        *,
        home: Site,
        profile: Profile | None,
        file: SettingsFile,
        keyring: AskedKeyring,
        joints: ServerJoints,
    ) -> None:
        self.site = site
        self.home = home
        self._profile = profile
        self._remembers = profile is not None
        self._file = file
        self._keyring = keyring
        self._joints = joints
        self.user = _user(profile)
        self._search = self._new_search()

    @property
    def target(self) -> Target:
        """Whom to dial."""
        return Target(self.site.server, self.site.port)

    @property
    def question(self) -> TokenQuestion | None:
        """What the operator is asked because the server wants a token."""
        return self._search.question

    @property
    def secrets(self) -> tuple[str, ...]:
        """What is shown at this server's door and belongs into no file."""
        return self._search.credentials.secrets

    def as_profile(self) -> Profile:
        """Give the server as it would be remembered."""
        site = self.site
        name = profile_name(site.server, site.port)
        return Profile(name=name, server=site.server, port=site.port, tls=site.tls)

    def enter_token(self, text: str, keep: bool) -> None:
        """Try a token that the operator has entered."""
        self._search.enter(text, keep=keep)

    def dialler(self, agent: str) -> Dialler:
        """Build what dials this server, with its token and for nobody else."""
        return site_dialler(self.site, agent=agent, credentials=self._search.credentials)

    def keep_ticket(self, ticket: str) -> None:
        """Take the ticket that the server has issued."""
        self._search.credentials.keep(ticket)

    def aim_at(self, text: str) -> None:
        """Watch the server at an address that a person entered.

        Raises:
            NoServerName, BadPort: this is no address; nothing is changed.
        """
        self.aim(aim_at(self.home, text, self._file.load().settings))

    def aim(self, aim: Aim) -> None:
        """Watch this server from now on; the same one again is only dialled."""
        site, user = aim.site, _user(aim.profile)
        self._profile = aim.profile if self._remembers else None
        if (site, user) == (self.site, self.user):
            self._joints.dial()
            return
        self._search.end()
        self.site, self.user = site, user
        self._search = self._new_search()
        self._joints.aimed()

    def link_changed(self, view: LinkView) -> None:
        """Remember a server that is live, and look for a token when it asks for one."""
        if view.state is LinkState.LIVE and self._profile is not None:
            self._file.remember(self._profile)
            self._profile = None
        self._search.link_changed(view)

    def _new_search(self) -> TokenSearch:
        joints = self._joints
        return TokenSearch(
            Owner(self.site.server, self.site.port, self.user),
            token_file=self.site.token_file,
            keyring=self._keyring,
            dial=joints.dial,
            changed=joints.changed,
            say=lambda severity, template, why: joints.say(severity, template, why=why),
        )


def _user(profile: Profile | None) -> str:
    return (profile.user if profile else "") or getpass.getuser()
