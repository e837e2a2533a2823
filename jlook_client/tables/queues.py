# SPDX-License-Identifier: GPL-3.0-or-later
"""The queue table: which job queues start jobs, and how many wait in each, for [ジョブキュー]."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PyQt6.QtCore import QObject

from jlook_client.looks import Looks
from jlook_client.mirror import Mirror, MirrorWatcher
from jlook_client.state_looks import QUEUE_LOOKS
from jlook_client.tables.column import Column
from jlook_client.tables.frame_clock import FrameClock
from jlook_client.tables.natural import natural_order
from jlook_client.tables.queue_load import QueueLoad
from jlook_client.tables.table import RowStyle, Table
from jmss.columns.jobs import Ints
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
    """How many jobs the machines that it feeds run at once (manual S14); it has no other limit."""
    queued: int
    held: int
    running: int
    """Jobs that take up a machine's multiplicity."""


class QueueTable(Table[QueueRow], MirrorWatcher):
    """Shows the queues by their names."""

    def __init__(
        self, mirror: Mirror, *, tr: Texts, looks: Looks, parent: QObject | None = None
    ) -> None:
        super().__init__(_queue_columns(tr), tr=tr, looks=looks, parent=parent)
        self._mirror = mirror
        self._load = QueueLoad(mirror)
        self._counting = FrameClock(self._count, parent=self)
        mirror.watchers.append(self)
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
            return self._tr("Feeds {machine} alone", machine=row.queue.virtual_computer)
        if column.id == "room":
            return self._tr("So many jobs run at once on the machines that the queue feeds")
        return column.text(row) or None

    def jobs_changed(self, rows: Ints, removed: Ints) -> None:
        """Note that a job may have come, gone or changed."""
        self._load.note(rows)
        self._counting.note(seen=False)

    def machines_changed(self) -> None:
        """Show anew what they feed."""
        self.note()

    def queues_changed(self) -> None:
        """Show queues anew."""
        self.note()

    def replaced(self) -> None:
        """Show everything anew."""
        self._load.begin()
        self.note()

    def settle(self) -> None:
        """Bring the rows up to date."""
        self._due.stop()
        self._load.settle()
        rows = self._built()
        if [self.name(row) for row in rows] != [self.name(row) for row in self.rows]:
            self.batch_began.emit()
            self.rearrange(rows)
            self.batch_ended.emit()
            return
        changed = [at for at, row in enumerate(rows) if row != self.rows[at]]
        self.rows = rows
        self.tell_changed(changed)

    def _built(self) -> list[QueueRow]:
        mirror, load = self._mirror, self._load
        queued, held, running = load.queued(), load.held(), load.running()
        return [
            QueueRow(
                queue,
                feeds_all=not _is_execution_machine(mirror.machines, queue.virtual_computer),
                room=_room(mirror.machines, queue),
                queued=queued[queue.name],
                held=held[queue.name],
                running=running[queue.name],
            )
            for queue in sorted(mirror.queues.values(), key=lambda one: natural_order(one.name))
        ]

    def _count(self) -> None:
        if self._load.settle():
            self.note()


def _is_execution_machine(machines: Mapping[str, Machine], name: str) -> bool:
    machine = machines.get(name)
    return machine is not None and machine.server_type is ServerType.EXECUTION_MACHINE


def _room(machines: Mapping[str, Machine], queue: Queue) -> int:
    if _is_execution_machine(machines, queue.virtual_computer):
        return machines[queue.virtual_computer].multiplicity
    return sum(machine.multiplicity for machine in machines.values())


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
        Column(
            id="queue",
            heading=N_("Queue"),
            text=lambda row: row.queue.name,
            value=lambda row: row.queue.name,
            samples=("ACCOUNT",),
            stretches=True,
        ),
        Column(
            id="virtual_computer",
            heading=N_("Virtual"),
            text=lambda row: row.queue.virtual_computer,
            value=lambda row: row.queue.virtual_computer,
            samples=("VCOM4",),
        ),
        _number("queued", N_("Queued"), lambda row: row.queued),
        _number("running", N_("Running"), lambda row: row.running),
        _number("held", N_("Held"), lambda row: row.held),
        _number("room", N_("At once"), lambda row: row.room),
    )


def _number(identity: str, heading: str, value: Callable[[QueueRow], int]) -> Column[QueueRow]:
    return Column(
        id=identity,
        heading=heading,
        text=lambda row: str(value(row)),
        value=value,
        right=True,
        samples=("000",),
    )
