# SPDX-License-Identifier: GPL-3.0-or-later
"""A night shift on a real cluster, with mouse and keyboard: from the start to the next start."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PyQt6 import sip
from PyQt6.QtWidgets import QApplication

from jlook_client.apps.cluster_menu import GROUPS
from jlook_client.apps.desk import Desk, Wishes
from jlook_client.apps.drill import free_port
from jlook_client.apps.machine_room import MachineRoom
from jlook_client.apps.run import ADDRESSES
from jlook_client.settings import Place, SettingsFile, Theme
from jlook_client.views.job_output import JobOutput
from jlook_client.views.notice_menu import Bell
from jmss.link.view import LinkState
from jmss.model.jobs import JobState
from jmss.model.operations import Submit
from jmss.settings import Site
from tests.fakes.desk_story import play_beside
from tests.fakes.operator_hands import OperatorHands

pytestmark = pytest.mark.slow

GOOD, BAD = 40, 8


class Shift:
    """One operator at one desk, on a cluster with jobs that failed."""

    def __init__(self, app: QApplication, room: MachineRoom, port: int, folder: Path) -> None:
        self.folder = folder
        site = Site(server=GROUPS[0], port=port, hosts=ADDRESSES, token_file=str(room.token_file))
        self.desk = Desk(
            app,
            site,
            SettingsFile(folder / "settings.json"),
            wishes=Wishes(language="en", theme=Theme.LIGHT),
        )
        self.room = room
        self.hands = OperatorHands(self.desk)

    async def begin(self) -> None:
        self.desk.show()
        self.desk.window.resize(1440, 900)
        await self.until_live()

    async def until_live(self) -> None:
        view = self.desk.connection
        await self.hands.wait(lambda: view.view.state is LinkState.LIVE, "a live link")

    def submit(self, name: str, command: str) -> None:
        wish = Submit(name=name, command=command, queue="NIGHT", owner="test")
        assert self.desk.connection.ask(wish, lambda _: None)

    def count(self, state: JobState) -> int:
        return self.desk.mirror.counts[state]

    def selected(self) -> list[int]:
        return self.desk.job_table.selected_numbers()

    def shown(self) -> int:
        return self.desk.job_table.rowCount()

    def place(self) -> int:
        bar = self.desk.jobs.view.verticalScrollBar()
        assert bar is not None
        return bar.value()


@pytest.fixture
def shift(
    qapp: QApplication, tmp_path: Path, allow_log: Callable[[str], None]
) -> Iterator[Callable[[], Shift]]:
    port = free_port(ADDRESSES[GROUPS[0]])
    room = MachineRoom(tmp_path / "cluster", port)
    shifts: list[Shift] = []

    def began() -> Shift:
        shifts.append(Shift(qapp, room, port, tmp_path))
        return shifts[-1]

    qapp.setQuitOnLastWindowClosed(False)  # as the program has it (``bare_application``)
    room.start_cluster()
    yield began
    room.end()
    qapp.setQuitOnLastWindowClosed(True)
    for one in shifts:
        if not sip.isdeleted(one.desk.window):
            one.desk.close()


async def a_bad_night(shift: Shift) -> None:
    """Jobs end well, and some do not."""
    for at in range(GOOD):
        shift.submit(f"good-{at}", f"echo good {at}")
    for at in range(BAD):
        shift.submit(f"bad-{at}", f"echo bad {at}; exit 3")
    await shift.hands.wait(lambda: shift.count(JobState.ENDED_ABNORMALLY) == BAD, "the failures")
    await shift.hands.wait(lambda: shift.count(JobState.ENDED_NORMALLY) == GOOD, "the others")


async def look_at_the_failures(shift: Shift) -> None:
    jobs, hands = shift.desk.jobs, shift.hands
    await hands.click(jobs.bar.chips["failed"])
    await hands.wait(lambda: shift.shown() == BAD, "only the failed jobs")
    await hands.click_row(jobs, 0)
    first = shift.selected()
    await hands.press("Ctrl+O", jobs.view)
    await hands.wait(lambda: "bad 7" in _output(shift, first[0]), "the output")


async def rerun_three(shift: Shift) -> list[int]:
    jobs, hands = shift.desk.jobs, shift.hands
    await hands.click_row(jobs, 0)
    await hands.click_row(jobs, 2, "Shift")
    again = shift.selected()
    assert len(again) == 3
    await hands.press("Ctrl+R", jobs.view)
    board = shift.desk.mirror.jobs
    await hands.wait(lambda: all(board[n].attempt == 2 for n in again), "the second attempts")
    await hands.wait(lambda: shift.count(JobState.ENDED_ABNORMALLY) == BAD, "their failure too")
    return again


async def lose_the_server(shift: Shift) -> None:
    jobs, hands, window = shift.desk.jobs, shift.hands, shift.desk.window
    await hands.click(jobs.bar.chips["failed"])  # the same chip again: all jobs
    await hands.wait(lambda: shift.shown() == GOOD + BAD, "all jobs")
    await hands.click_row(jobs, 30)
    # One at the edge, which the banner pushes out of sight, Qt would bring back half a second on.
    await hands.click_row(jobs, 24)
    chosen, place = shift.selected(), shift.place()
    assert place > 0
    shift.room.order("kill", "SV1")
    await hands.wait(window.connect_menu.bar_entry.isVisible, "[Connect]")
    assert "as of" in window.area.windows["jobs"].windowTitle()
    enabled = {action.objectName() for action in jobs.actions_on_jobs.all if action.isEnabled()}
    assert enabled <= {"detail"}  # what is known may be read, nothing may be done
    await hands.choose("Connect", "Connect now")
    await shift.until_live()
    assert shift.desk.connection.view.node == "SV2"
    assert (shift.selected(), shift.place()) == (chosen, place)
    await hands.wait(window.banner.isVisible, "the summary")
    assert "SV1 → SV2" in window.banner.headline.text()
    assert not window.connect_menu.bar_entry.isVisible()


async def export_the_blind_period(shift: Shift) -> None:
    hands, window = shift.hands, shift.desk.window
    await hands.choose("View", "Blind periods")
    blind = window.area.windows["blind"]
    await hands.click(hands.button("Save as JSON…", blind))
    file = shift.folder / "blind.json"
    await hands.name_file(str(file))
    await hands.wait(lambda: file.exists() and bool(file.read_bytes()), "the file")
    [period] = json.loads(file.read_text("utf-8"))
    assert period["complete"] is True


def _output(shift: Shift, number: int) -> str:
    window = shift.desk.window.area.windows.get(f"output-{number}")
    if window is None:
        return ""
    assert isinstance(window.view, JobOutput)
    return window.view.text.toPlainText()


async def mute(shift: Shift) -> None:
    await shift.hands.choose("View", "Notices", "Mute for 1 hour")
    [bell] = shift.desk.window.findChildren(Bell)
    assert bell.text().startswith("Muted until")


async def go_home(shift: Shift) -> dict[str, Place]:
    hands, window = shift.hands, shift.desk.window
    await hands.choose("Window", "Tile")
    places = window.area.places
    await hands.choose("File", "Quit")
    await hands.wait(lambda: not window.isVisible(), "the end")
    return places


def test_a_night_shift(qapp: QApplication, shift: Callable[[], Shift]) -> None:
    first, left = shift(), {}

    async def night() -> None:
        await first.begin()
        await a_bad_night(first)
        await look_at_the_failures(first)
        await rerun_three(first)
        await lose_the_server(first)
        await export_the_blind_period(first)
        await mute(first)
        left.update(await go_home(first))

    play_beside(qapp, first.desk, night)
    first.desk.close()
    second = shift()

    async def the_next_night() -> None:
        await second.begin()
        assert second.desk.connection.view.node == "SV2"
        assert second.desk.window.area.places == left
        assert second.shown() == GOOD + BAD

    play_beside(qapp, second.desk, the_next_night)
    assert len(left) >= 4
