# SPDX-License-Identifier: GPL-3.0-or-later
"""A main window on a fake link, with views that note what they are told."""

from PyQt6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from jlook_client.looks import Looks
from jlook_client.settings import Profile, Settings, Theme
from jlook_client.views.job_menu import JobEntry
from jlook_client.views.main_calls import MainCalls
from jlook_client.views.main_window import MainWindow
from jlook_client.views.server_menu import ServerCalls
from jmss.link.view import LinkView
from jmss.texts import Texts
from tests.fakes.desk_link import DeskLink
from tests.fakes.still_clock import StillClock

VIEWS = (
    ("jobs", "Job information", "running", True),
    ("machines", "Execution machines", "up", True),
    ("history", "Failover history", "taking_over", False),
    ("log", "Event log", "info", False),
)


class NotingView(QWidget):
    """A view that offers all that a view can offer."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str | None] = []
        self.asked: list[str] = []
        self.field = QLineEdit()
        QVBoxLayout(self).addWidget(self.field)

    def show_stale(self, as_of: str | None) -> None:
        self.told.append(as_of)

    def copy_selection(self) -> None:
        self.asked.append("copy")

    def show_search(self) -> None:
        self.asked.append("search")

    def select_all(self) -> None:
        self.asked.append("select all")


class DeskWindow:
    """The window and everything it was handed."""

    def __init__(
        self, looks: Looks, settings: Settings | None = None, window: MainWindow | None = None
    ) -> None:
        self.link = DeskLink()
        self.clock = StillClock(at=5.3)
        self.connected_to: list[str] = []
        self.shown_jobs: list[frozenset[int]] = []
        self.worn: list[Theme] = []
        self.saved: list[Settings] = []
        self.profiles: list[Profile] = []
        self.opened: list[str] = []
        self.job_calls: list[JobEntry] = []
        self.window = window or MainWindow(Texts("en"), settings or Settings())
        self.window.furnish(
            looks,
            self.clock,
            MainCalls(
                link=self.link.calls(),
                connect_to=self.connected_to.append,
                show_changed=self.shown_jobs.append,
                jobs={entry: self._noting(entry) for entry in JobEntry},
                wear=self.worn.append,
                servers=ServerCalls(
                    profiles=lambda: self.profiles,
                    open=self.opened.append,
                    open_profile=lambda profile: self.opened.append(f"--profile={profile.name}"),
                    edit=lambda: self.opened.append("servers"),
                ),
                save=self.saved.append,
            ),
            settings or Settings(),
            version="1.2",
        )
        self.views = {key: NotingView() for key, *_ in VIEWS}
        for key, title, glyph, ages in VIEWS:
            self.window.add_subwindow(
                key,
                self.views[key],
                title,
                glyph,  # type: ignore[arg-type]
                ages=ages,
            )

    def show(self, view: LinkView, now: float | None = None) -> None:
        """Let the link be so, and have the window look at it."""
        self.link.view = view
        if now is not None:
            self.clock.at = now
        self.window.look_again()

    def titles(self) -> dict[str, str]:
        return {key: sub.windowTitle() for key, sub in self.window.area.windows.items()}

    def bar(self) -> list[str]:
        """The texts in the menu bar that can be seen, in order."""
        return [action.text() for action in self.window.menu_bar.actions() if action.isVisible()]

    def _noting(self, entry: JobEntry):  # type: ignore[no-untyped-def]
        return lambda: self.job_calls.append(entry)
