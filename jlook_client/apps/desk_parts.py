# SPDX-License-Identifier: GPL-3.0-or-later
"""What the desk is made of, for those in ``apps/`` who join some of it."""

from dataclasses import dataclass

from jlook_client.apps.linked_parts import LinkedParts
from jlook_client.views.main_window import MainWindow


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskParts(LinkedParts):
    """One of each, built by ``Desk``. Views never get this: they get models and callables."""

    window: MainWindow

    def tell(self, text: str) -> None:
        """Say something in the status bar for a while."""
        self.window.tell(text)
