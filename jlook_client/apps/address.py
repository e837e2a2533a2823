# SPDX-License-Identifier: GPL-3.0-or-later
"""How a person names a JMSS server: ``VCOM1``, ``VCOM1:7341`` or ``jmss://VCOM1:7341``."""

from dataclasses import dataclass
from pathlib import Path

import msgspec

from jlook_client.settings import Profile, Settings
from jmss.errors import N_, BadConfiguration
from jmss.settings import DEFAULT_PORT, Site, find_site

SCHEME = "jmss://"


@dataclass(frozen=True, slots=True)
class Address:
    """A virtual computer name, and the port if one was said."""

    server: str
    port: int | None = None


def parse_address(text: str) -> Address:
    """Read what a person entered.

    Raises:
        BadConfiguration: there is no name in it, or the port is none.
    """
    rest = text.strip()
    if rest.casefold().startswith(SCHEME):
        rest = rest[len(SCHEME) :].removesuffix("/")
    name, colon, port = rest.partition(":")
    if not name or any(letter.isspace() or letter in "/@?#" for letter in name):
        raise BadConfiguration(where=text, why=N_("this is no virtual computer name"))
    if colon and not (port.isascii() and port.isdecimal() and 0 < int(port) < 65536):
        raise BadConfiguration(where=text, why=f"{port} is no TCP port")
    return Address(name, int(port) if port else None)


def profile_name(server: str, port: int) -> str:
    """Give the name under which a server is remembered if the operator gives it none."""
    return server if port == DEFAULT_PORT else f"{server}:{port}"


def site_of(
    address: str | None,
    *,
    site_file: Path | None = None,
    profile: str | None = None,
    settings: Settings | None = None,
) -> tuple[Site, Profile]:
    """Give the site that the command line means, and how it is remembered.

    An address comes first, then a profile, then a site that was named, then the server that
    was watched last, then the site of this machine.

    Raises:
        BadConfiguration: address, profile or site file is wrong.
    """
    settings = settings or Settings()
    wanted = profile or ("" if address or site_file else settings.last)
    known = _known(wanted, settings)
    if profile and known is None:
        names = ", ".join(sorted(one.name for one in settings.profiles)) or "−"
        raise BadConfiguration(where=profile, why=f"there is no such profile; there are: {names}")
    meant = address if address is not None or known is None else known.address
    site = _site_at(meant, site_file)
    name = known.name if known and address is None else profile_name(site.server, site.port)
    return site, Profile(name=name, server=site.server, port=site.port)


def _known(name: str, settings: Settings) -> Profile | None:
    return next((one for one in settings.profiles if one.name == name), None) if name else None


def _site_at(address: str | None, site_file: Path | None) -> Site:
    try:
        site = find_site(site_file)
    except BadConfiguration:
        if site_file is not None or address is None:
            raise
        site = Site()
    return site if address is None else aimed(site, parse_address(address))


def aimed(site: Site, address: Address) -> Site:
    """Give the site with another server; what belongs to the old one does not go along."""
    if address.server == site.server:
        return msgspec.structs.replace(site, port=address.port or site.port)
    return Site(server=address.server, port=address.port or site.port, hosts=site.hosts)
