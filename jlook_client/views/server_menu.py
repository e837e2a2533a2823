# SPDX-License-Identifier: GPL-3.0-or-later
"""[File] – [Connect to another server]: each opens a window of its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QInputDialog, QMenu, QWidget

from jlook_client.settings import Profile
from jlook_client.views.entries import Entry, fill_menu
from jmss.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerCalls:
    """What the menu needs of the program."""

    profiles: Callable[[], Sequence[Profile]]
    """The servers that are remembered, read when the menu opens."""
    open: Callable[[str], None]
    """Opens another window for an address."""
    open_profile: Callable[[Profile], None]
    """Opens another window for a server that is remembered."""
    edit: Callable[[], None]
    """Shows the servers that are remembered, to change them."""


class ServerMenu(QMenu):
    """The remembered servers, and one that is asked for."""

    def __init__(self, tr: Texts, calls: ServerCalls, parent: QWidget) -> None:
        super().__init__(tr("&Connect to another server"), parent)
        self._tr = tr
        self._calls = calls
        self.aboutToShow.connect(self.read_profiles)
        self.read_profiles()

    def read_profiles(self) -> None:
        """List the servers that are remembered now."""
        entries = [
            Entry(text=profile.name.replace("&", "&&"), call=self._opening(profile))
            for profile in self._calls.profiles()
        ]
        other = self._tr("&Another server…")
        fill_menu(self, [*entries, Entry(text=other, call=self.ask, line_above=bool(entries))])

    def ask(self) -> None:
        """Ask for the server beside the window: nothing here may ever be modal."""
        dialog = QInputDialog(self.parentWidget())
        dialog.setObjectName("other_server")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowModality(Qt.WindowModality.NonModal)
        dialog.setWindowTitle(self._tr("Connect to another server"))
        dialog.setLabelText(self._tr("Virtual computer name, with a port if it is unusual"))
        dialog.setTextValue("")
        dialog.setOkButtonText(self._tr("Connect"))
        dialog.setCancelButtonText(self._tr("Cancel"))
        dialog.textValueSelected.connect(self._calls.open)
        dialog.show()

    def _opening(self, profile: Profile) -> Callable[[], None]:
        return lambda: self._calls.open_profile(profile)
