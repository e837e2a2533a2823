# SPDX-License-Identifier: GPL-3.0-or-later
"""The machine table: where each virtual computer is and how busy, for [稼働マシン]."""

from collections.abc import Iterable
from dataclasses import dataclass

from PyQt6.QtCore import QObject, pyqtSignal

from jlook_client.looks import Looks, StateLook
from jlook_client.mirror import Mirror
from jlook_client.state_looks import DRAINING, MACHINE_LOOKS, UNKNOWN
from jlook_client.tables.column import Column
from jlook_client.tables.counted_table import CountedTable, name_column, number_column
from jlook_client.tables.machine_load import MachineLoad
from jlook_client.tables.natural import natural_order
from jlook_client.tables.table import RowStyle
from jmss.errors import N_
from jmss.model.machines import Machine, MachineState, ServerType
from jmss.texts import Texts

MISSING = "−"

_TYPES = {
    ServerType.JMSS_SERVER: N_("JMSS server"),
    ServerType.EXECUTION_MACHINE: N_("Execution"),
}


@dataclass(frozen=True, slots=True)
class MachineRow:
    """A virtual computer with what the jobs say about it."""

    machine: Machine
    running: int
    """Jobs that take up its multiplicity now (manual S14)."""
    waiting: int
    """Queued jobs that wait for it; at the JMSS server: for any machine."""
    moved_from: str | None = None
    """The node it was on before a move that nobody has acknowledged yet."""


class MachineTable(CountedTable[MachineRow]):
    """Shows the JMSS server first, then the execution machines by name."""

    moves_changed = pyqtSignal()
    """Another move waits to be acknowledged, or one does no more."""

    def __init__(
        self, mirror: Mirror, *, tr: Texts, looks: Looks, parent: QObject | None = None
    ) -> None:
        self._load = MachineLoad(mirror)
        self._node: dict[str, str] = {}
        self._moved_from: dict[str, str] = {}
        columns = self._machine_columns(tr)
        super().__init__(columns, mirror, tr=tr, looks=looks, parent=parent)
        self.settle()

    def name(self, row: MachineRow) -> str:
        """Give the virtual computer name."""
        return row.machine.name

    def style(self, row: MachineRow) -> RowStyle:
        """Give the look of the machine's state, which nobody knows while the link is down."""
        return RowStyle(self._look(row))

    def tool_tip(self, row: MachineRow, column: Column[MachineRow]) -> str | None:
        """Say what belongs to the cell."""
        if column.id == "node" and row.moved_from:
            return self._tr(
                "Moved from {old} to {new}; its home is {home}",
                old=row.moved_from,
                new=row.machine.node or MISSING,
                home=row.machine.home_node,
            )
        if column.id == "state" and row.machine.draining:
            return self._tr("It gets no new jobs (JEnv); those that run there go on")
        if column.id == "waiting" and row.machine.server_type is ServerType.JMSS_SERVER:
            return self._tr("Jobs that wait for any execution machine")
        return column.text(row) or None

    def set_stale(self, *, stale: bool) -> None:
        """Show the machines as last known, and whether they live as unknown."""
        self._stale = stale
        self.repaint_all()

    @property
    def has_moves(self) -> bool:
        """Whether a move waits to be acknowledged."""
        return bool(self._moved_from)

    def acknowledge(self) -> None:
        """Forget where machines were before: the operator has seen that they moved."""
        self._moved_from.clear()
        self.note()

    def settle(self) -> None:
        """Bring the rows up to date."""
        before = _moves(self.rows)
        super().settle()
        if _moves(self.rows) != before:
            self.moves_changed.emit()

    def built(self) -> list[MachineRow]:
        """Give the rows as they are now, from top to bottom."""
        machines = sorted(self._mirror.machines.values(), key=_place)
        for machine in machines:
            self._follow(machine)
        running, waiting = self._load.running(), self._load.waiting(self._mirror.queues)
        return [
            MachineRow(
                machine,
                running[machine.name],
                waiting[machine.name],
                self._moved_from.get(machine.name),
            )
            for machine in machines
        ]

    def _follow(self, machine: Machine) -> None:
        """Note a move from one node to another; back where it was, it has not moved."""
        if machine.node is None:
            return
        last = self._node.get(machine.name, machine.node)
        self._node[machine.name] = machine.node
        if last != machine.node:
            self._moved_from.setdefault(machine.name, last)
        if self._moved_from.get(machine.name) == machine.node:
            del self._moved_from[machine.name]

    def _look(self, row: MachineRow) -> StateLook:
        if self._stale:
            return UNKNOWN
        if row.machine.draining and row.machine.state is MachineState.UP:
            return DRAINING
        return MACHINE_LOOKS[row.machine.state]

    def _node_text(self, row: MachineRow) -> str:
        node = row.machine.node or MISSING
        return f"{row.moved_from} → {node}" if row.moved_from else node

    def _machine_columns(self, tr: Texts) -> tuple[Column[MachineRow], ...]:
        return (
            Column(
                id="state",
                heading=N_("State"),
                text=lambda row: tr(self._look(row).word),
                value=lambda row: row.machine.state,
                samples=(tr(UNKNOWN.word), tr(MACHINE_LOOKS[MachineState.UP].word)),
                shows_state=True,
            ),
            name_column(
                "virtual_computer", N_("Virtual"), lambda row: row.machine.name, samples=("VCOM4",)
            ),
            Column(
                id="server_type",
                heading=N_("Server type"),
                text=lambda row: tr(_TYPES[row.machine.server_type]),
                value=lambda row: row.machine.server_type,
                samples=tuple(tr(word) for word in _TYPES.values()),
                stretches=True,
            ),
            Column(
                id="node",
                heading=N_("Node"),
                text=self._node_text,
                value=lambda row: row.machine.node,
                samples=("SV4",),
            ),
            name_column(
                "home_node", N_("Home"), lambda row: row.machine.home_node, samples=("SV4",)
            ),
            Column(
                id="drive",
                heading=N_("Drive"),
                text=lambda row: row.machine.drive or MISSING,
                value=lambda row: row.machine.drive,
                samples=("I:",),
                shown=False,
            ),
            number_column(
                "slots",
                N_("Slots"),
                lambda row: row.running,
                tr,
                text=lambda row: _slots_text(row, tr),
                samples=("0 / 4",),
            ),
            number_column(
                "waiting",
                N_("Waiting"),
                lambda row: row.waiting,
                tr,
                text=lambda row: _waiting_text(row, tr),
                samples=("00",),
            ),
        )


def _moves(rows: Iterable[MachineRow]) -> list[tuple[str, str]]:
    return [(row.machine.name, row.moved_from) for row in rows if row.moved_from]


def _slots_text(row: MachineRow, tr: Texts) -> str:
    most = row.machine.multiplicity
    return f"{tr.count(row.running)} / {tr.count(most)}" if most else MISSING


def _waiting_text(row: MachineRow, tr: Texts) -> str:
    counts = row.waiting or row.machine.server_type is ServerType.EXECUTION_MACHINE
    return tr.count(row.waiting) if counts else MISSING


def _place(machine: Machine) -> tuple[bool, list[tuple[int, str]]]:
    """Sort the server first, and VCOM10 behind VCOM9."""
    return machine.server_type is not ServerType.JMSS_SERVER, natural_order(machine.name)
