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


def moves(room: Room, said: list[str], group: str) -> list[Entry]:
    entries = cluster_entries(room, Texts("en"), said.append)  # type: ignore[arg-type]  # as much of a room as is asked for
    (menu,) = [e for e in entries if isinstance(e, Submenu) and e.text == f"Move {group}"]
    return [entry for entry in menu.entries if isinstance(entry, Entry)]


def test_a_machine_waits_for_its_jobs_unless_it_is_moved_at_once() -> None:
    room, said = Room(), list[str]()
    entries = moves(room, said, "VCOM2")
    assert len(entries) == 8
    orderly, sudden = entries[2], entries[6]
    assert "Waits until no job runs on VCOM2" in orderly.tip
    orderly.call()
    assert room.orders == [("move", "VCOM2", "SV3")]
    assert "when no job runs there any more" in said[-1]
    room.answer(CommandFailed(command="jcluster move", why="jobs still run"))
    assert "jobs still run" in said[-1]
    assert "interrupted" in sudden.tip
    sudden.call()
    assert room.orders[-1] == ("move", "VCOM2", "SV3", "--now")
    room.answer({})
    assert said[-1] == "VCOM2 is on SV3."


def test_the_server_is_moved_at_once() -> None:
    room, said = Room(), list[str]()
    entries = moves(room, said, "VCOM1")
    assert len(entries) == 4
    entries[1].call()
    assert room.orders == [("move", "VCOM1", "SV2")]
    assert "jobs itself" in entries[1].tip
