# SPDX-License-Identifier: GPL-3.0-or-later
"""What the [クラスタ] menu orders, and what it says of it."""

from collections.abc import Callable
from typing import Any

from jlook_client.apps.cluster_menu import cluster_entries
from jlook_client.apps.machine_room import CommandFailed
from jlook_client.views.entries import Entry, Submenu
from jmss.texts import Texts


class Room:
    """Takes orders and answers when the test says so."""

    def __init__(self) -> None:
        self.orders: list[tuple[str, ...]] = []
        self.answer: Callable[[Any], None] = lambda answer: None

    def order(self, *words: str, done: Callable[[Any], None]) -> None:
        self.orders.append(words)
        self.answer = done


def submenus(room: Room, said: list[str], moved: list[tuple[str, str]]) -> dict[str, list[Entry]]:
    entries = cluster_entries(
        room,  # type: ignore[arg-type]  # as much of a room as is asked for
        Texts("en"),
        said.append,
        lambda group, node: moved.append((group, node)),
    )
    return {
        menu.text: [entry for entry in menu.entries if isinstance(entry, Entry)]
        for menu in entries
        if isinstance(menu, Submenu)
    }


def test_a_group_is_moved_in_a_window_that_shows_first_what_runs_there() -> None:
    room, said, moved = Room(), list[str](), list[tuple[str, str]]()
    menus = submenus(room, said, moved)
    for group in ("VCOM1", "VCOM2", "VCOM3", "VCOM4"):
        assert len(menus[f"Move {group}"]) == 4
    entry = menus["Move VCOM2"][2]
    assert "nothing is moved yet" in entry.tip
    entry.call()
    assert moved == [("VCOM2", "SV3")]
    assert room.orders == []


def test_a_node_is_broken_at_once_and_what_came_of_it_is_said() -> None:
    room, said = Room(), list[str]()
    kill = submenus(room, said, [])["SV1"][0]
    kill.call()
    assert room.orders == [("kill", "SV1")]
    room.answer({})
    assert said == ["SV1 is dead."]
    kill.call()
    room.answer(CommandFailed(command="jcluster kill SV1", why="it is down"))
    assert "it is down" in said[-1]
