# SPDX-License-Identifier: GPL-3.0-or-later
"""The queue table: which job queues start jobs, and how many wait in each, for [ジョブキュー]."""

from collections.abc import Mapping
from dataclasses import dataclass

from PyQt6.QtCore import QObject

from jlook_client.looks import Looks
from jlook_client.mirror import Mirror
from jlook_client.state_looks import QUEUE_LOOKS
from jlook_client.tables.column import Column
from jlook_client.tables.counted_table import CountedTable, name_column, number_column
from jlook_client.tables.natural import natural_order
from jlook_client.tables.queue_load import QueueLoad
from jlook_client.tables.table import RowStyle
from jmss.errors import N_
from jmss.model.machines import Machine, ServerType
from jmss.model.queues import Queue, QueueState
from jmss.texts import Texts


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A queue with what the jobs say about it."""

    queue: Queue
    feeds_all: bool
    """Whether it feeds every execution machine (manual S8)."""
    room: int
    """How many of its jobs run at once on the machines that it feeds (manual S14), by its limit."""
    queued: int
    held: int
    running: int
    """Jobs that take up a machine's multiplicity."""


class QueueTable(CountedTable[QueueRow]):
    """Shows the queues by their names."""

    def __init__(
        self, mirror: Mirror, *, tr: Texts, looks: Looks, parent: QObject | None = None
    ) -> None:
        self._load = QueueLoad(mirror)
        super().__init__(_queue_columns(tr), mirror, tr=tr, looks=looks, parent=parent)
        self.settle()

    def name(self, row: QueueRow) -> str:
        """Give the name of the queue."""
        return row.queue.name

    def style(self, row: QueueRow) -> RowStyle:
        """Give the look of its state."""
        return RowStyle(QUEUE_LOOKS[row.queue.state])

    def tool_tip(self, row: QueueRow, column: Column[QueueRow]) -> str | None:
        """Say what belongs to the cell."""
        if column.id == "state" and row.queue.state is QueueState.STOPPED:
            return self._tr("Jobs come in and wait; none is started until the queue is opened.")
        if column.id == "virtual_computer":
            if row.feeds_all:
                return self._tr("Feeds every execution machine")
            fed = ", ".join(row.queue.machines) or row.queue.virtual_computer
            return self._tr("Feeds {machine} alone", machine=fed)
        if column.id == "room":
            if row.queue.limit:
                return self._tr("So many of its jobs run at once; JEnv sets a limit for the queue")
            return self._tr("So many jobs run at once on the machines that the queue feeds")
        return column.text(row) or None

    def built(self) -> list[QueueRow]:
        """Give the rows as they are now, from top to bottom."""
        mirror, load = self._mirror, self._load
        queued, held, running = load.queued(), load.held(), load.running()
        return [
            QueueRow(
                queue,
                feeds_all=not queue.machines
                and not _is_execution_machine(mirror.machines, queue.virtual_computer),
                room=_room(mirror.machines, queue),
                queued=queued[queue.name],
                held=held[queue.name],
                running=running[queue.name],
            )
            for queue in sorted(mirror.queues.values(), key=lambda one: natural_order(one.name))
        ]


def _is_execution_machine(machines: Mapping[str, Machine], name: str) -> bool:
    machine = machines.get(name)
    return machine is not None and machine.server_type is ServerType.EXECUTION_MACHINE


def _room(machines: Mapping[str, Machine], queue: Queue) -> int:
    if _is_execution_machine(machines, queue.virtual_computer):
        fed = [machines[queue.virtual_computer]]
    else:
        named = queue.machines or machines
        fed = [machines[name] for name in named if name in machines]
    room = sum(machine.multiplicity for machine in fed if not machine.draining)
    return min(room, queue.limit) if queue.limit else room


def _queue_columns(tr: Texts) -> tuple[Column[QueueRow], ...]:
    return (
        Column(
            id="state",
            heading=N_("State"),
            text=lambda row: tr(QUEUE_LOOKS[row.queue.state].word),
            value=lambda row: row.queue.state,
            samples=tuple(tr(look.word) for look in QUEUE_LOOKS.values()),
            shows_state=True,
        ),
        name_column(
            "queue", N_("Queue"), lambda row: row.queue.name, samples=("ACCOUNT",), stretches=True
        ),
        name_column(
            "virtual_computer",
            N_("Virtual"),
            lambda row: row.queue.virtual_computer,
            samples=("VCOM4",),
        ),
        number_column("queued", N_("Queued"), lambda row: row.queued, tr),
        number_column("running", N_("Running"), lambda row: row.running, tr),
        number_column("held", N_("Held"), lambda row: row.held, tr),
        number_column("room", N_("At once"), lambda row: row.room, tr),
    )
