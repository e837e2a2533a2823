# SPDX-License-Identifier: GPL-3.0-or-later
"""What the desk offers beside its subwindows: its notices, its tables as files, its settings."""

from collections.abc import Callable

from jlook_client.apps.desk_parts import DeskParts
from jlook_client.apps.desktop_notices import desktop_notices
from jlook_client.apps.kept_settings import KeptSettings
from jlook_client.apps.notifier import Notifier
from jlook_client.apps.table_files import TableFiles
from jlook_client.apps.view_rules import ViewRules
from jlook_client.apps.window_habits import HabitJoints, WindowHabits
from jlook_client.notice_rules import NoticeRules
from jlook_client.views.settings_window import Chosen, SettingsCalls


class Habits:
    """One for each desk.

    Args:
        d: the desk's parts.
        kept: the settings.
        wear_again: puts the colours on anew, as the system has changed its own.
        me: gives the user of the connection.
    """

    def __init__(
        self,
        d: DeskParts,
        kept: KeptSettings,
        wear_again: Callable[[], None],
        me: Callable[[], str],
    ) -> None:
        self._d = d
        self._kept = kept
        self.own = WindowHabits(
            d.window,
            d.looks,
            d.tr,
            HabitJoints(
                now=lambda: kept.now, keep=kept.keep, wear_again=wear_again, calls=self._calls
            ),
        )
        self._view_rules = ViewRules(
            lambda: kept.shared().saved_views,
            d.mirror,
            d.clock.now,
            server_now=d.times.server_now,
            me=me,
        )
        self.notifier = Notifier(
            d,
            kept.now.notices,
            desktop=lambda opened: desktop_notices(d.window.windowIcon(), opened, d.window),
            set_up=self.set_up_notices,
        )
        self.notifier.accepts = self._view_rules.accepts
        d.window.add_to_status_bar(self.notifier.bell)
        self._tables = TableFiles(d)
        d.window.view_menu.addMenu(self.notifier.menu)

    def end(self) -> None:
        """Take down what is not in the window."""
        self._tables.end()
        self.notifier.end()
        self.own.end()

    def set_up_notices(self) -> None:
        """Show what of the settings is about notices."""
        self.own.show_settings().show_notices()

    # Inside.

    def _calls(self, set_points: Callable[[float], None]) -> SettingsCalls:
        window = self._d.window
        return SettingsCalls(
            now=self._chosen,
            views=self._view_rules.names,
            theme=window.choose_theme,
            language=window.choose_language,
            points=set_points,
            notices=self._wish,
        )

    def _chosen(self) -> Chosen:
        now = self._kept.now
        return Chosen(
            theme=now.theme, language=now.language, points=self.own.points, notices=now.notices
        )

    def _wish(self, rules: NoticeRules) -> None:
        self._kept.keep(notices=rules)
        self.notifier.wish(rules)
