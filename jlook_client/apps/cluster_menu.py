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
    room: MachineRoom, tr: Texts, tell: Callable[[str], None]
) -> list[Entry | Submenu]:
    """Give the entries: nodes to kill, pause and start, groups to move.

    Args:
        room: carries the orders out.
        tr: the words.
        tell: shows what became of an order.
    """

    def ordered(text: str, *words: str, meanwhile: str = "") -> Callable[[], None]:
        def done(answer: Any) -> None:
            tell(tr.error(answer) if isinstance(answer, CommandFailed) else text)

        def order() -> None:
            if meanwhile:
                tell(meanwhile)
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
        moved = tr("{group} is on {node}.", group=group, node=node)
        if group == GROUPS[0]:
            tip = tr("Moves the JMSS server at once. It runs no jobs itself: they go on meanwhile.")
            meanwhile = tr("{group} moves to {node}.", group=group, node=node)
        else:
            tip = tr(
                "Waits until no job runs on {group}, for up to ten minutes, and moves it then."
                " Until it has moved, the job queues that feed it are stopped.",
                group=group,
            )
            meanwhile = tr(
                "{group} moves to {node} when no job runs there any more; its job queues are"
                " stopped until then.",
                group=group,
                node=node,
            )
        call = ordered(moved, "move", group, node, meanwhile=meanwhile)
        return Entry(text=tr("to {node}", node=node), call=call, tip=tip)

    def sudden_entry(group: str, node: str, *, first: bool) -> Entry:
        return Entry(
            text=tr("to {node} at once, interrupting jobs", node=node),
            call=ordered(
                tr("{group} is on {node}.", group=group, node=node),
                *("move", group, node, "--now"),
                meanwhile=tr("{group} moves to {node}.", group=group, node=node),
            ),
            tip=tr(
                "The jobs that run on {group} are interrupted; those that may be restarted are"
                " queued again.",
                group=group,
            ),
            line_above=first,
        )

    def group_menu(group: str) -> Submenu:
        entries = [move_entry(group, node) for node in NODES]
        if group != GROUPS[0]:
            entries += [sudden_entry(group, node, first=node == NODES[0]) for node in NODES]
        return Submenu(text=tr("Move {group}", group=group), entries=entries)

    return [*map(node_menu, NODES), *map(group_menu, GROUPS)]
