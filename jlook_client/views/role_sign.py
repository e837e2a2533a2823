# SPDX-License-Identifier: GPL-3.0-or-later
"""Says in the status bar that whoever looks may not act on jobs."""

from PyQt6.QtWidgets import QLabel

from jlook_client.views.acts_calls import KnowsRole, role_hindrance
from jmss.model.operations import Hold
from jmss.texts import Texts

_MARGIN_PX = 6


class RoleSign(QLabel):
    """Is there only while the role lets nobody act on jobs.

    Args:
        calls: knows the role.
        tr: the words.
    """

    def __init__(self, calls: KnowsRole, tr: Texts) -> None:
        super().__init__(tr("View only"))
        self._calls = calls
        self._tr = tr
        self.setObjectName("role_sign")
        self.setContentsMargins(_MARGIN_PX, 0, _MARGIN_PX, 0)
        told = tr(
            "Your role lets you see everything and act on no job. To act, ask the administrator"
            " for the role operator."
        )
        self.setToolTip(told)
        self.setAccessibleDescription(told)
        self.hide()

    def look_again(self) -> None:
        """See whether the role is another one."""
        self.setVisible(bool(role_hindrance(self._calls, Hold, self._tr)))
