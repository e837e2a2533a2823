# SPDX-License-Identifier: GPL-3.0-or-later
"""What a client has to know of its site: which server, on which port, under which names."""

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec
from platformdirs import user_data_path

from jmss.errors import BadConfiguration

DEFAULT_PORT = 7340
"""The TCP port of a JMSS server; unassigned at IANA when it was chosen."""


class Site(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A site as its clients see it; the TOML file ``site.toml`` holds these fields."""

    server: str = "VCOM1"
    """The virtual computer name of the JMSS server."""
    port: int = DEFAULT_PORT
    hosts: dict[str, str] = {}
    """Names that this site resolves by itself; every other name goes to the system."""
    tls: bool = False
    """Whether the server's link is encrypted."""
    ca_file: str = ""
    """The authorities that sign this site's certificates; empty: those that the system trusts."""
    token_file: str = ""
    """The file with this client's token; in ``site.toml`` relative to the folder it lies in."""


def default_root() -> Path:
    """Give the folder of the out-of-the-box cluster: ``JMSS_ROOT`` or the user's data folder."""
    named = os.environ.get("JMSS_ROOT")
    return Path(named) if named else user_data_path("jmss", appauthor=False) / "cluster"


def load_site(path: Path) -> Site:
    """Read ``site.toml``.

    Raises:
        BadConfiguration: it is not there, or a field is wrong; the field is named.
    """
    try:
        site = msgspec.toml.decode(path.read_bytes(), type=Site)
    except OSError as error:
        raise BadConfiguration(where=path, why=error.strerror or error) from error
    except msgspec.DecodeError as error:
        raise BadConfiguration(where=path, why=error) from error
    return msgspec.structs.replace(
        site, token_file=_beside(path, site.token_file), ca_file=_beside(path, site.ca_file)
    )


def _beside(path: Path, named: str) -> str:
    return str(path.absolute().parent / named) if named else ""


def find_site(wish: Path | None, environment: Mapping[str, str] = os.environ) -> Site:
    """Read the site named by the wish, by ``JMSS_SITE``, or of the out-of-the-box cluster."""
    named = environment.get("JMSS_SITE")
    return load_site(wish or (Path(named) if named else default_root() / "site.toml"))
