# SPDX-License-Identifier: GPL-3.0-or-later
"""The [クラスタ] / Cluster menu of the out-of-the-box cluster: break it and watch."""

from collections.abc import Callable
from typing import Any

from jlook_client.apps.machine_room import CommandFailed, MachineRoom
from jlook_client.views.entries import Entry, Submenu
from jmss.texts import Texts

NODES = ("SV1", "SV2", "SV3", "SV4")
GROUPS = ("VCOM1", "VCOM2", "VCOM3", "VCOM4")
"""The manual's figure (manual S3), which the out-of-the-box cluster is."""


def cluster_entries(
    room: MachineRoom,
    tr: Texts,
    tell: Callable[[str], None],
    move: Callable[[str, str], None],
) -> list[Entry | Submenu]:
    """Give the entries: nodes to kill, pause and start, groups to move.

    Args:
        room: carries the orders out.
        tr: the words.
        tell: shows what became of an order.
        move: opens the window in which a group is moved to a node.
    """

    def ordered(text: str, *words: str) -> Callable[[], None]:
        def done(answer: Any) -> None:
            tell(tr.error(answer) if isinstance(answer, CommandFailed) else text)

        def order() -> None:
            room.order(*words, done=done)

        return order

    def node_menu(node: str) -> Submenu:
        return Submenu(
            text=node,
            entries=[
                Entry(
                    text=tr("&Kill (power off)"),
                    call=ordered(tr("{node} is dead.", node=node), "kill", node),
                ),
                Entry(
                    text=tr("&Pause (hang)"),
                    call=ordered(tr("{node} hangs.", node=node), "pause", node),
                ),
                Entry(
                    text=tr("&Start"),
                    call=ordered(tr("{node} has been started.", node=node), "start", node),
                ),
            ],
        )

    def move_entry(group: str, node: str) -> Entry:
        return Entry(
            text=tr("to {node}…", node=node),
            call=lambda: move(group, node),
            tip=tr("Shows what runs on {group} first; nothing is moved yet.", group=group),
        )

    def group_menu(group: str) -> Submenu:
        entries = [move_entry(group, node) for node in NODES]
        return Submenu(text=tr("Move {group}", group=group), entries=entries)

    return [*map(node_menu, NODES), *map(group_menu, GROUPS)]
