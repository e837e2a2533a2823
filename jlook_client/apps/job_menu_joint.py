# SPDX-License-Identifier: GPL-3.0-or-later
"""Joins the [ジョブ] menu and the status bar to the jobs used last, and to what the role allows."""

from jlook_client.apps.desk_parts import DeskParts
from jlook_client.apps.open_subwindows import Subwindows
from jlook_client.views.job_menu import JobEntry
from jlook_client.views.role_sign import RoleSign


class JobMenuJoint:
    """Keeps the menu as the selection is, and carries its entries out.

    Args:
        d: the desk's parts.
        subwindows: know which job information was used last.
    """

    def __init__(self, d: DeskParts, subwindows: Subwindows) -> None:
        self._d = d
        self._subwindows = subwindows
        self._role = RoleSign(d.connection, d.tr)
        d.window.add_to_status_bar(self._role)
        subwindows.jobs_changed.connect(self._show)

    def carry_out(self, entry: JobEntry) -> None:
        """Do what the entry says with the selected jobs."""
        for action in self._subwindows.jobs.actions_on_jobs.all:
            if action.objectName() == entry:
                action.trigger()

    def _show(self) -> None:
        self._d.window.show_counts(self._d.mirror.counts)
        self._role.look_again()
        actions = self._subwindows.jobs.actions_on_jobs.all
        self._d.window.allow_jobs(
            {JobEntry(action.objectName()): action.statusTip() for action in actions}
        )
