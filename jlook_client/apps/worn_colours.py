# SPDX-License-Identifier: GPL-3.0-or-later
"""Which colours the program wears."""

from PyQt6.QtWidgets import QApplication

from jlook_client.looks import Looks
from jlook_client.settings import Theme
from jlook_client.views.dress import change_colours, is_dark


class WornColours:
    """Changes them; the program is dressed already.

    Args:
        app: the Qt application.
        looks: colours and glyphs, which are changed.
        theme: what is worn.
    """

    def __init__(self, app: QApplication, looks: Looks, theme: Theme) -> None:
        self._app = app
        self._looks = looks
        self._theme = theme

    def wear(self, theme: Theme) -> None:
        """Wear the colours of that theme."""
        self._theme = theme
        self._looks.wear(dark=is_dark(theme, self._app))
        change_colours(self._app, self._looks)

    def wear_again(self) -> None:
        """Wear what the system wears now, if JLook goes by that."""
        self.wear(self._theme)
