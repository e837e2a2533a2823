# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether this workstation says that it has no network.

The flag is for words only. It lies at times, so no dial ever waits for it; what it does
besides is to have the link dialled at once when the network is back.
"""

import ipaddress
from collections.abc import Callable

from PyQt6.QtNetwork import QNetworkInformation

from jmss.settings import Site

_Reach = QNetworkInformation.Reachability


def loaded_information() -> QNetworkInformation | None:
    """Load what the system knows of its networks; None where it does not tell."""
    if not QNetworkInformation.loadBackendByFeatures(QNetworkInformation.Feature.Reachability):
        return None
    return QNetworkInformation.instance()


def is_on_this_machine(site: Site) -> bool:
    """Whether the server is reached without any network."""
    try:
        return ipaddress.ip_address(site.hosts.get(site.server, site.server)).is_loopback
    except ValueError:
        return False


class NetworkFlag:
    """Asks the system when it is first asked, which is not before a link is down.

    Args:
        back: called when there is a network again.
        load: gives the system's knowledge, or None.
    """

    def __init__(
        self,
        back: Callable[[], None],
        load: Callable[[], QNetworkInformation | None] = loaded_information,
    ) -> None:
        self._back = back
        self._load = load
        self._asked = False
        self._information: QNetworkInformation | None = None

    def is_offline(self) -> bool:
        """Whether the system says so; False where it does not know."""
        if not self._asked:
            self._asked = True
            self._information = self._load()
            if self._information is not None:
                self._information.reachabilityChanged.connect(self._changed)
        information = self._information
        return information is not None and information.reachability() is _Reach.Disconnected

    def _changed(self, reach: QNetworkInformation.Reachability) -> None:
        if reach not in {_Reach.Disconnected, _Reach.Unknown}:
            self._back()
