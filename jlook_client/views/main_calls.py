# SPDX-License-Identifier: GPL-3.0-or-later
"""What the main window calls; the program hands it in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from jlook_client.settings import Settings, Theme
from jlook_client.views.job_menu import JobEntry
from jlook_client.views.link_calls import LinkCalls
from jlook_client.views.server_menu import ServerCalls


@dataclass(frozen=True, slots=True, kw_only=True)
class MainCalls:
    """What the main window calls. None of these may block."""

    link: LinkCalls
    connect_to: Callable[[str], None]
    """Dials the virtual computer name that was entered on the first card."""
    show_changed: Callable[[frozenset[int]], None]
    """Shows the jobs of these numbers."""
    jobs: Mapping[JobEntry, Callable[[], None]]
    """What the entries of the job menu do with the selected jobs."""
    wear: Callable[[Theme], None]
    """Changes the colours of the program."""
    servers: ServerCalls
    """Other JMSS servers, each in a window of its own."""
    save: Callable[[Settings], None]
    """Keeps the settings."""
