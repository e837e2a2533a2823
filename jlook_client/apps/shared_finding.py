# SPDX-License-Identifier: GPL-3.0-or-later
"""What job tables find with, joined to the settings: last filters and saved views."""

from collections.abc import Callable
from typing import Any

from jlook_client.apps.kept_settings import KeptSettings
from jlook_client.views.filter_history import FilterHistory
from jlook_client.views.finding import Finding
from jlook_client.views.saved_views import SavedViews
from jmss.errors import N_

DAMAGED = N_("Saved views that could not be read were put aside in the settings: {names}")


def shared_finding(
    settings: KeptSettings, me: Callable[[], str], warn: Callable[..., None]
) -> Finding:
    """Give what all job tables of a desk share.

    Args:
        settings: where it is kept.
        me: gives the user of the connection.
        warn: puts a warning with its fields into the event log.
    """

    def put_aside(views: tuple[Any, ...]) -> None:
        there = settings.shared().damaged_views
        settings.keep_shared(damaged_views=(*there, *views))
        warn(DAMAGED, names=", ".join(map(_name, views)))

    return Finding(
        me,
        FilterHistory(settings.now.filters, lambda texts: settings.keep_shared(filters=texts)),
        SavedViews(
            lambda: settings.shared().saved_views,
            lambda views: settings.keep_shared(saved_views=views),
            put_aside,
        ),
    )


def _name(view: Any) -> str:
    name = view.get("name") if isinstance(view, dict) else None
    return name if isinstance(name, str) and name else "?"
