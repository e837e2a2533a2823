# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a JMSS server works, as whom, and by what right."""

import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from jmss.model.retention import Retention
from jmss.server.cluster_watch import Stay
from jmss.server.gate import Gate
from jmss.store.folders import ServerFolders

JOURNAL_FOR = 600.0
"""Seconds for which every journal row is kept."""
KEPT_ROWS = 50_000


class Owner(Protocol):
    """The right to work on the drive (``jmss.cluster.ownership.Ownership``)."""

    def beat(self) -> None:
        """Say that we work."""
        ...

    def check(self) -> None:
        """Make sure that the drive is still ours."""
        ...

    def mark_ready(self) -> None:
        """Say that the port is open."""
        ...


@dataclass(frozen=True, slots=True)
class ServerPlace:
    """Where a JMSS server works and as whom."""

    drive: Path
    folders: ServerFolders
    address: str
    port: int
    stay: Stay
    kept_rows: int = KEPT_ROWS
    """Journal rows that are kept in any case."""
    journal_for: float = JOURNAL_FOR
    """Seconds for which each row is kept."""
    retention: Retention = field(default_factory=Retention)
    """Which ended jobs stay on the board."""
    gate: Gate = field(default_factory=Gate)
    """Who is let in; an open one lets in everybody."""
    tls: ssl.SSLContext | None = None
    """None: the link is not encrypted."""
