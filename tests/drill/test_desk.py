# SPDX-License-Identifier: GPL-3.0-or-later
"""The joints of the desk, without any server: what it remembers and what it says at once."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PyQt6 import sip
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jlook_client.apps.address import Aim
from jlook_client.apps.desk import Desk, Wishes
from jlook_client.board_packing import BoardPacking
from jlook_client.saved_board import BoardFolder, board_of, head_of
from jlook_client.settings import Profile, SettingsFile, Theme
from jlook_client.shadow import Shadow
from jmss.link.view import Cause, LinkState
from jmss.model.changes import Position
from jmss.model.jobs import JobState
from jmss.settings import Site
from tests.fakes.desk_board import Desk as Board
from tests.fakes.desk_board import a_job, a_machine
from tests.fakes.desk_link import down, never, up

Open = Callable[..., Desk]


@pytest.fixture
def opened(qapp: QApplication, tmp_path: Path) -> Iterator[Open]:
    desks: list[Desk] = []

    def opened(profile: Profile | None = None, boards: Path | None = None) -> Desk:
        site = Site(server="VCOM1", port=1, hosts={"VCOM1": "127.0.0.1"})
        wishes = Wishes(language="en", theme=Theme.LIGHT)
        file = SettingsFile(tmp_path / "jlook.json")
        aim = Aim(site, profile) if profile else None
        desks.append(Desk(qapp, site, file, wishes=wishes, aim=aim, boards=boards))
        return desks[-1]

    yield opened
    for desk in desks:
        if not sip.isdeleted(desk.window):
            desk.close()


def test_columns_come_back_as_they_were_left(opened: Open) -> None:
    first = opened()
    first.show()
    columns = first.jobs.view.layout_of_columns
    column = first.job_table.column_at("owner")
    first.jobs.view.setColumnHidden(column, True)
    left = columns.state()
    first.window.close()

    second = opened()
    assert second.jobs.remembered()["columns"] == left
    assert second.jobs.view.isColumnHidden(column)


def test_damaged_settings_are_put_aside_and_said(opened: Open, tmp_path: Path) -> None:
    (tmp_path / "jlook.json").write_text("{damaged", encoding="utf-8")
    desk = opened()
    [line] = desk.timeline.lines
    assert "damaged" in str(line.fields["file"])


def test_settings_that_cannot_be_saved_are_said_and_nothing_else_happens(
    opened: Open, tmp_path: Path
) -> None:
    desk = opened()
    (tmp_path / "jlook.json").mkdir()
    desk.show()
    desk.window.close()
    assert any("could not be saved" in line.template for line in desk.timeline.lines)


def test_a_server_is_remembered_once_it_was_live(opened: Open, tmp_path: Path) -> None:
    profile = Profile(name="VCOM1", server="VCOM1", port=1)
    desk = opened(profile)
    desk.show()
    desk.link_changed(down())
    file = SettingsFile(tmp_path / "jlook.json")
    assert file.load().settings.profiles == ()
    desk.link_changed(up())
    desk.window.close()
    assert file.load().settings.profiles == (profile,)
    assert file.load().settings.last == "VCOM1"
    desk.window.server_menu.read_profiles()
    assert desk.window.server_menu.actions()[0].text() == "VCOM1"


def test_the_first_card_takes_an_address_and_refuses_what_is_none(opened: Open) -> None:
    desk = opened()
    desk.show()
    card = desk.window.first_card
    card.name.setText("VCOM1:99999")
    card.button.click()
    assert "99999 is no TCP port" in desk.window.notice.text()
    assert desk.connection.view.server == "VCOM1"


def a_saved_board(folder: Path) -> None:
    board = Board(a_machine("VCOM2"), a_job(7, JobState.RUNNING), a_job(8)).mirror
    head = head_of(board, server="VCOM1", at=time.time() - 90_000, ahead=0.0)
    assert head is not None
    BoardFolder(folder, "VCOM1", 1).save(board_of(head, BoardPacking(board)))


def test_a_start_without_the_server_shows_the_saved_board_aged_and_read_only(
    opened: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    a_saved_board(tmp_path)
    desk = opened(boards=tmp_path)
    desk.show()
    assert desk.window.area.isVisible()
    assert not desk.window.first_card.isVisible()
    assert not desk.window.banner.isVisible(), "the first attempt is still to come"
    qtbot.waitUntil(lambda: desk.job_table.rowCount() == 2)
    assert " — as of " in desk.window.area.windows["jobs"].windowTitle()
    assert desk.window.as_of.label.property("kind") == "stale"
    elapsed = [desk.job_table.index(0, c).data() for c in range(desk.job_table.columnCount())]
    desk.jobs.view.selectAll()
    QApplication.processEvents()
    assert not any(action.isEnabled() for action in desk.jobs.actions_on_jobs.all)
    desk.window.show_link(never(LinkState.WAITING, cause=Cause.REFUSED, attempt=1), 1.0)
    assert desk.window.banner.isVisible()
    assert desk.window.banner.headline.text() == "Not yet connected to JMSS server VCOM1."
    again = [desk.job_table.index(0, c).data() for c in range(desk.job_table.columnCount())]
    assert again == elapsed
    desk.window.show_link(up(), 2.0)
    assert not desk.window.banner.isVisible()
    assert " — as of " not in desk.window.area.windows["jobs"].windowTitle()
    assert any("saved board of" in line.template for line in desk.timeline.lines)


def test_the_board_is_kept_at_the_end_and_shown_at_the_next_start(
    opened: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    desk = opened(boards=tmp_path)
    desk.show()
    assert desk.window.first_card.isVisible()
    shadow = Shadow()
    shadow.add([a_machine("VCOM2"), a_job(7)])
    desk.mirror.swap(shadow, Position("e", 5, 1))
    desk.window.show_link(up(heard_at=time.monotonic()), time.monotonic())
    qtbot.waitUntil(lambda: desk.job_table.rowCount() == 1)
    desk.window.close()
    desk.close()
    again = opened(boards=tmp_path)
    again.show()
    qtbot.waitUntil(lambda: again.job_table.rowCount() == 1)
    assert again.mirror.position == Position("e", 5, 1)


def test_a_board_is_kept_for_the_server_that_was_entered(opened: Open, tmp_path: Path) -> None:
    desk = opened(boards=tmp_path)
    desk.show()
    desk.window.first_card.name.setText("127.0.0.1:2")
    desk.connection.aim = lambda *_: None  # type: ignore[method-assign] # nobody is dialled
    desk.window.first_card.button.click()
    desk.mirror.swap(Shadow(), Position("e", 5, 1))
    desk.window.show_link(up(heard_at=time.monotonic()), time.monotonic())
    QApplication.processEvents()
    desk.close()
    assert BoardFolder(tmp_path, "VCOM1", 1).load().board is None
    assert BoardFolder(tmp_path, "127.0.0.1", 2).load().board is not None


def test_a_damaged_board_is_put_aside_and_said(opened: Open, tmp_path: Path) -> None:
    a_saved_board(tmp_path)
    [file] = tmp_path.glob("*/*.board")
    file.write_bytes(b"{")
    desk = opened(boards=tmp_path)
    desk.show()
    assert desk.window.first_card.isVisible()
    [line] = desk.timeline.lines
    assert "damaged-1" in str(line.fields["file"])


def test_without_a_server_there_is_a_card_and_connect(opened: Open) -> None:
    desk = opened()
    desk.show()
    assert desk.window.connect_menu.bar_entry.isVisible()
    assert desk.window.first_card.isVisible()
    assert not any(action.isEnabled() for action in desk.jobs.actions_on_jobs.all)
