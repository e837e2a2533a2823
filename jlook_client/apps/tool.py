# SPDX-License-Identifier: GPL-3.0-or-later
"""What JSchedule, JMenu, JEnv and JClusterEnv are built on: a window with one view on a link.

A tool says how its view is built from ``ToolParts``; all else it has from here.
"""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import msgspec
from PyQt6.QtWidgets import QWidget

from jlook_client.acts import Acts
from jlook_client.apps.acting import Acting
from jlook_client.apps.asking import Asking
from jlook_client.apps.kept_settings import KeptSettings, say_how_loaded
from jlook_client.apps.linked_parts import LinkedParts
from jlook_client.apps.linked_program import NOT_SAVED, LinkedProgram
from jlook_client.apps.other_programs import OtherPrograms
from jlook_client.apps.programs import Program
from jlook_client.apps.single_instance import MOST_JOBS
from jlook_client.apps.window_habits import HabitJoints, WindowHabits
from jlook_client.lines import Severity
from jlook_client.settings import SettingsFile
from jlook_client.views.settings_window import Chosen, SettingsCalls
from jlook_client.views.sub_window import Remembers
from jlook_client.views.tool_window import ToolCalls, ToolWindow


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolParts(LinkedParts):
    """What a tool is made of, for whoever builds its view; the view gets models and callables."""

    window: ToolWindow
    asking: Asking
    """Asks the server for operations (``views/asks.py``)."""
    programs: OtherPrograms
    """Starts the other programs for the same server."""
    show_jobs: Callable[[frozenset[int]], None]
    """Shows jobs in JLook."""
    user: Callable[[], str]
    """Gives the name under which the server is asked."""

    def tell(self, text: str) -> None:
        """Say something in the status bar for a while."""
        self.window.tell(text)


Furnish = Callable[[ToolParts], QWidget]
"""Builds the view of a tool, and puts its menus into the window.

The view may have ``show_stale`` (``sub_window.ShowsAge``), and ``remembered`` with ``recall``
(``sub_window.Remembers``).
"""


class Tool:
    """One program but JLook: its window, its connection, and the joints between them.

    Args:
        base: words, looks, server and link.
        program: which one it is.
        furnish: builds its view.
        own_file: where it is kept how its window was left.
        site_file: the site that other windows are to be opened with.
    """

    def __init__(
        self,
        base: LinkedProgram,
        program: Program,
        furnish: Furnish,
        *,
        own_file: SettingsFile,
        site_file: Path | None = None,
    ) -> None:
        self._base = base
        self._program = program
        self.tr, self.server, self.connection = base.tr, base.server, base.connection
        own = own_file.load()
        self.settings = KeptSettings(own_file, own.settings, self._tell_not_saved)
        self._look = base.loaded.settings
        self._programs = OtherPrograms(base, program, site_file=site_file)
        self.window = ToolWindow(version("jlook"), self.tr, own.settings)
        base.use(self.window)
        self.window.furnish(base.looks, base.clock, self._calls(), self._look)
        self.habits = WindowHabits(self.window, base.looks, self.tr, self._habit_joints())
        self._programs.offer(self.window)
        acting = Acting(self.connection, base.mirror, Acts(), base.clock.wall_now)
        self.parts = ToolParts(
            tr=self.tr,
            looks=base.looks,
            clock=base.clock,
            times=base.times,
            mirror=base.mirror,
            timeline=base.timeline,
            connection=self.connection,
            window=self.window,
            asking=Asking(acting, self.connection),
            programs=self._programs,
            user=lambda: self.server.user,
            show_jobs=self.show_jobs,
        )
        self.view = furnish(self.parts)
        self._recall()
        self.window.show_view(self.view)
        base.join()
        base.say_language()
        for loaded in (base.loaded, own):
            say_how_loaded(loaded, base.say_and_tell)

    @property
    def users(self) -> tuple[str, ...]:
        """The names of people that it knows, for the log bundle."""
        return tuple(sorted(filter(None, self._base.users)))

    def offer_bundle(self, save: Callable[[], None]) -> None:
        """Offer to save a log bundle."""
        self.habits.offer_bundle(save)

    def show_jobs(self, numbers: frozenset[int]) -> None:
        """Show these jobs where jobs are shown: in JLook."""
        words = [word for number in sorted(numbers) for word in ("--job", str(number))]
        self._programs.open(Program.JLOOK, *words[: 2 * MOST_JOBS])

    async def run(self) -> None:
        """Keep the link up until cancelled."""
        await self.connection.run()

    def show(self) -> None:
        """Open the window."""
        self.window.show()

    def close(self) -> None:
        """Take window and looks down in order."""
        self.habits.end()
        self._base.close()

    # Inside.

    def _calls(self) -> ToolCalls:
        choice = self._base.choice()
        return ToolCalls(
            link=self._base.link_calls(),
            connect_to=choice.connect_to,
            show_changed=self.show_jobs,
            servers=choice.calls(),
            wear=self._base.colours.wear,
            keep_look=self._keep_look,
            save=self._save,
        )

    def _habit_joints(self) -> HabitJoints:
        return HabitJoints(
            now=lambda: self._look,
            keep=self._keep_look,
            wear_again=self._base.colours.wear_again,
            calls=self._settings_calls,
        )

    def _settings_calls(self, set_points: Callable[[float], None]) -> SettingsCalls:
        return SettingsCalls(
            now=lambda: Chosen(
                theme=self._look.theme, language=self._look.language, points=self.habits.points
            ),
            theme=self.window.choose_theme,
            language=self.window.choose_language,
            points=set_points,
        )

    def _keep_look(self, **fields: object) -> None:
        """Keep how all programs look, where all of them find it."""
        self._look = msgspec.structs.replace(self._look, **fields)
        try:
            self._base.keep_shared(**fields)
        except OSError as error:
            self._tell_not_saved(error)

    def _recall(self) -> None:
        if isinstance(self.view, Remembers):
            # What no version of this view can have written is as good as nothing.
            with contextlib.suppress(TypeError, ValueError):
                self.view.recall(self.settings.now.views.get(self._program.key, {}))

    def _tell_not_saved(self, error: OSError) -> None:
        self._base.say_and_tell(Severity.WARNING, NOT_SAVED, why=error.strerror)

    def _save(self) -> None:
        window, views = self.window, {}
        if isinstance(self.view, Remembers):
            views = {self._program.key: self.view.remembered()}
        self.settings.keep(
            size=window.ordinary_size,
            position=window.ordinary_position,
            maximised=window.isMaximized(),
            views=views,
        )


def own_file_of(program: Program, shared: SettingsFile) -> SettingsFile:
    """Give the file in which a tool keeps its window, beside the one that all share."""
    return SettingsFile(shared.path.with_name(f"{program.key}.json"))
