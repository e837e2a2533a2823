# SPDX-License-Identifier: GPL-3.0-or-later
"""What all job information subwindows share to find jobs with."""

from collections.abc import Callable
from dataclasses import dataclass, field

from jlook_client.views.filter_history import FilterHistory
from jlook_client.views.saved_views import SavedViews


@dataclass(frozen=True, slots=True)
class Finding:
    """Handed to each of them."""

    me: Callable[[], str] = lambda: ""
    """Gives whom ``owner:me`` means: the user of the connection."""
    history: FilterHistory = field(default_factory=FilterHistory)
    views: SavedViews = field(default_factory=SavedViews.of_one_desk)
