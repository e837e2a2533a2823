# SPDX-License-Identifier: GPL-3.0-or-later
"""The joints of the desk, without any server: what it remembers and what it says at once."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PyQt6.QtWidgets import QApplication

from jlook_client.apps.desk import Desk, Wishes
from jlook_client.settings import Profile, SettingsFile, Theme
from jmss.settings import Site
from tests.fakes.desk_link import down, up

Open = Callable[..., Desk]


@pytest.fixture
def opened(qapp: QApplication, tmp_path: Path) -> Iterator[Open]:
    desks: list[Desk] = []

    def opened(profile: Profile | None = None) -> Desk:
        site = Site(server="VCOM1", port=1, hosts={"VCOM1": "127.0.0.1"})
        wishes = Wishes(language="en", theme=Theme.LIGHT)
        file = SettingsFile(tmp_path / "jlook.json")
        desks.append(Desk(qapp, site, file, wishes=wishes, profile=profile))
        return desks[-1]

    yield opened
    for desk in desks:
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
    assert second.jobs.columns_state() == left
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


def test_without_a_server_there_is_a_card_and_connect(opened: Open) -> None:
    desk = opened()
    desk.show()
    assert desk.window.connect_menu.bar_entry.isVisible()
    assert desk.window.first_card.isVisible()
    assert not any(action.isEnabled() for action in desk.jobs.actions_on_jobs.all)
