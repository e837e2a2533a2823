# SPDX-License-Identifier: GPL-3.0-or-later
"""A dialler that knows what its site says: names, token, encryption."""

from jmss.link.credentials import Credentials, token_from
from jmss.link.dial import Dialler
from jmss.link.lookup import Lookup
from jmss.link.trust import Trust
from jmss.settings import Site


def site_dialler(site: Site, *, agent: str, credentials: Credentials | None = None) -> Dialler:
    """Build what dials the servers of a site; without credentials, those of the site's file."""
    shown = credentials or Credentials(token_from(site.token_file), site.server)
    trust = Trust(site.ca_file) if site.tls else None
    return Dialler(Lookup(site.hosts), agent=agent, credentials=shown, trust=trust)
