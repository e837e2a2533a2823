# SPDX-License-Identifier: GPL-3.0-or-later
"""The servers that this user knows: what may be entered for them, and what is kept."""

import ssl
from collections.abc import Sequence
from pathlib import Path

from jlook_client.apps.address import parse_address, parse_port, site_for
from jlook_client.settings import Profile, SettingsFile
from jlook_client.views.profile_form import Draft
from jmss.errors import (
    BadAuthorities,
    BadConfiguration,
    NoServerName,
    ProfileTaken,
    ProfileUnnamed,
)
from jmss.link.dial import Target
from jmss.settings import Site
from jmss.texts import Texts

LONGEST_NAME = 60


class ProfileBook:
    """Lists, keeps and drops profiles; says in words why it cannot.

    Args:
        file: where they are kept.
        home: what this computer's site file says; a profile need not repeat it.
        tr: the words.
    """

    def __init__(self, file: SettingsFile, home: Site, tr: Texts) -> None:
        self._file = file
        self._home = home
        self._tr = tr

    def profiles(self) -> Sequence[Profile]:
        """Give those that are kept now; another window may have changed them."""
        return self._file.load().settings.profiles

    def named(self, target: Target) -> Profile | None:
        """Give the profile of a server; None: it has none."""
        wanted = (target.name.casefold(), target.port)
        return next(
            (one for one in self.profiles() if (one.server.casefold(), one.port) == wanted), None
        )

    def draft(self, profile: Profile) -> Draft:
        """Give a profile as a person edits it."""
        site = site_for(self._home, profile)
        return Draft(
            name=profile.name,
            server=profile.server,
            port=str(profile.port),
            tls=site.tls,
            ca_file=profile.ca_file,
            user=profile.user,
        )

    def save(self, draft: Draft, instead_of: str) -> Profile | str:
        """Keep what was edited in place of an older one; give it, or say what is wrong."""
        try:
            profile = self.checked(draft, instead_of)
            self._file.put_profile(profile, instead_of)
        except BadConfiguration as error:
            return self._tr.error(error)
        except OSError as error:
            return self._not_saved(error)
        return profile

    def drop(self, name: str) -> str:
        """Keep a profile no more; say why that failed, or nothing."""
        try:
            self._file.drop_profile(name)
        except OSError as error:
            return self._not_saved(error)
        return ""

    def checked(self, draft: Draft, instead_of: str) -> Profile:
        """Make a profile of what was edited.

        Raises:
            ProfileUnnamed, ProfileTaken, NoServerName, BadPort, BadAuthorities: what is wrong.
        """
        name = draft.name.strip()
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            raise ProfileUnnamed(most=LONGEST_NAME)
        taken = {one.name for one in self.profiles()} - {instead_of}
        if name in taken:
            raise ProfileTaken(name=name)
        address = parse_address(draft.server)
        if address.port is not None:
            raise NoServerName(text=draft.server)
        plain = Profile(name=name, server=address.server, port=parse_port(draft.port.strip()))
        ca_file = draft.ca_file.strip() and str(Path(draft.ca_file.strip()).expanduser().absolute())
        if draft.tls and ca_file:
            check_authorities(ca_file)
        return Profile(
            name=name,
            server=plain.server,
            port=plain.port,
            # What the site says goes on to hold when the site changes.
            tls=None if draft.tls == site_for(self._home, plain).tls else draft.tls,
            ca_file=ca_file,
            user=draft.user.strip(),
        )

    def _not_saved(self, error: OSError) -> str:
        why = error.strerror or str(error)
        return self._tr("The settings could not be saved: {why}", why=why)


def check_authorities(file: str) -> None:
    """Read a file of certificate authorities, to see whether it can be used.

    Raises:
        BadAuthorities: it cannot.
    """
    try:
        ssl.create_default_context(cafile=file)
    except (OSError, ssl.SSLError) as error:
        raise BadAuthorities(file=file, why=error.strerror or error) from error
    except ValueError as error:  # no path at all
        raise BadAuthorities(file=file, why=error) from error
