# SPDX-License-Identifier: GPL-3.0-or-later
"""Which JMSS server a person means, and what is needed to dial it.

A person names it as ``VCOM1``, ``VCOM1:7341``, ``jmss://VCOM1:7341`` or by its profile.
What this computer's site file says of its own server is for that server alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jlook_client.settings import Profile, Settings
from jmss.errors import BadConfiguration, BadPort, NoServerName, NoSuchProfile
from jmss.settings import DEFAULT_PORT, Site, find_site

SCHEME = "jmss://"


@dataclass(frozen=True, slots=True)
class Address:
    """A virtual computer name, and the port if one was said."""

    server: str
    port: int | None = None


@dataclass(frozen=True, slots=True)
class Aim:
    """The server that is meant."""

    home: Site
    """What this computer's site file says, of whichever server."""
    profile: Profile

    @property
    def site(self) -> Site:
        """What is needed to dial it."""
        return site_for(self.home, self.profile)


def parse_address(text: str) -> Address:
    """Read what a person entered.

    Raises:
        NoServerName, BadPort: there is no name in it, or the port is none.
    """
    rest = text.strip()
    if rest.casefold().startswith(SCHEME):
        rest = rest[len(SCHEME) :].removesuffix("/")
    name, colon, port = rest.partition(":")
    if not name or any(letter.isspace() or letter in "/@?#" for letter in name):
        raise NoServerName(text=text)
    return Address(name, parse_port(port) if colon else None)


def parse_port(text: str) -> int:
    """Read a port.

    Raises:
        BadPort: it is none.
    """
    if not (text.isascii() and text.isdecimal() and len(text) < 6 and 0 < int(text) < 65536):
        raise BadPort(port=text)
    return int(text)


def profile_name(server: str, port: int) -> str:
    """Give the name under which a server is remembered if the operator gives it none."""
    return server if port == DEFAULT_PORT else f"{server}:{port}"


def site_for(home: Site, profile: Profile) -> Site:
    """Give what is needed to dial a server.

    The token of the home site's server goes along for that name and port alone, its
    certificate authorities for that name.
    """
    same = profile.server.casefold() == home.server.casefold()
    own = same and profile.port == home.port
    tls = profile.tls if profile.tls is not None else same and home.tls
    return Site(
        server=home.server if same else profile.server,
        port=profile.port,
        hosts=home.hosts,
        tls=tls,
        ca_file=profile.ca_file or (home.ca_file if same else ""),
        token_file=home.token_file if own else "",
    )


def aim_at(home: Site, text: str, settings: Settings) -> Aim:
    """Give the server at an address; what is known of it from before goes along.

    Raises:
        NoServerName, BadPort: this is no address.
    """
    return _aim(home, parse_address(text), settings)


def _aim(home: Site, address: Address, settings: Settings) -> Aim:
    known = _known(settings, address)
    if known is not None:
        return Aim(home, known)
    port = address.port or home.port
    name = profile_name(address.server, port)
    return Aim(home, Profile(name=name, server=address.server, port=port))


def chosen_aim(
    address: str | None,
    *,
    site_file: Path | None = None,
    profile: str | None = None,
    settings: Settings | None = None,
) -> Aim:
    """Give the server that the command line means.

    An address comes first, then a profile, then a site that was named, then the server that
    was watched last, then the site of this machine.

    Raises:
        BadConfiguration: address, profile or site file is wrong.
    """
    settings = settings or Settings()
    wanted = profile or ("" if address is not None or site_file else settings.last)
    named = next((one for one in settings.profiles if one.name == wanted), None)
    if profile and named is None:
        raise NoSuchProfile(name=profile, known=_names(settings.profiles))
    home = _home(site_file, needed=address is None and named is None)
    if address is not None:
        return aim_at(home, address, settings)
    return Aim(home, named) if named else _aim(home, Address(home.server, home.port), settings)


def _known(settings: Settings, address: Address) -> Profile | None:
    """Give the profile of an address; of several the one that was used last."""
    there = [
        one
        for one in settings.profiles
        if one.server.casefold() == address.server.casefold() and address.port in {None, one.port}
    ]
    last = [one for one in there if one.name == settings.last]
    return next(iter(last + there), None)


def _names(profiles: Sequence[Profile]) -> str:
    return ", ".join(profile.name for profile in profiles) or "−"


def _home(site_file: Path | None, *, needed: bool) -> Site:
    try:
        return find_site(site_file)
    except BadConfiguration:
        if site_file is not None or needed:
            raise
        return Site()
