# SPDX-License-Identifier: GPL-3.0-or-later
"""The virtual computers of JClusterEnv: where each is, what it is set to be, on which nodes."""

from collections.abc import Callable, Sequence
from functools import partial

from PyQt6.QtCore import QObject

from jlook_client.looks import Glyph, Looks, StateLook, Token
from jlook_client.state_looks import UNKNOWN
from jlook_client.tables.column import Column
from jlook_client.tables.counted_table import name_column
from jlook_client.tables.table import RowStyle, Table
from jmss.errors import N_
from jmss.model.environment_list import ComputerLine, EnvironmentState
from jmss.model.environment_words import ENVIRONMENT_STATES, FOLDERS, SERVER_TYPES
from jmss.model.storage_folders import PURPOSES
from jmss.texts import Texts

MISSING = "−"

GROUP_LOOKS = {
    "up": StateLook("up", "done", N_("Up")),
    "starting": StateLook("taking_over", "warn", N_("Starting"), "warn_tint"),
    "down": StateLook("down", "fail", N_("Down"), "fail_tint"),
}
NODE_LOOKS: dict[EnvironmentState, tuple[Glyph, Token]] = {
    EnvironmentState.SAME: ("completed", "done"),
    EnvironmentState.DIFFERS: ("warning", "warn"),
    EnvironmentState.NOT_SET: ("not_asked", "wait"),
    EnvironmentState.NOT_UPDATED: ("sent", "warn"),
    EnvironmentState.OUTDATED: ("taking_over", "warn"),
    EnvironmentState.DAMAGED: ("failed", "fail"),
}
"""The shape and the colour of what holds on a node; its word says it again."""
_NOT_OURS = StateLook("down", "wait", N_("Down"))
"""A group that JMSS does not carry is nobody's fault."""


class VirtualComputerTable(Table[ComputerLine]):
    """In the order of the cluster, with a column for each node.

    Args:
        nodes: of the cluster.
        tr: the words.
        looks: colours and glyphs.
        parent: as for every Qt object.
    """

    def __init__(
        self, nodes: Sequence[str], *, tr: Texts, looks: Looks, parent: QObject | None = None
    ) -> None:
        self.nodes = tuple(nodes)
        super().__init__(self._columns_of(tr), tr=tr, looks=looks, parent=parent)
        self._wanted: list[ComputerLine] = []

    def show_lines(self, lines: Sequence[ComputerLine]) -> None:
        """Show what the cluster reports now."""
        self._wanted = list(lines)
        self.note()

    def set_stale(self, *, stale: bool) -> None:
        """Show the rows as last known; nobody knows what works now."""
        if stale != self._stale:
            self._stale = stale
            self.repaint_all()

    def name(self, row: ComputerLine) -> str:
        """Give the virtual computer name."""
        return row.name

    def settle(self) -> None:
        """Bring the rows up to date."""
        self._due.stop()
        self.show_rows(self._wanted)

    def style(self, row: ComputerLine) -> RowStyle:
        """Give the look of the group's state."""
        return RowStyle(self._look(row), muted=row.server_type is None)

    def tool_tip(self, row: ComputerLine, column: Column[ComputerLine]) -> str | None:
        """Say where the data is kept, and what a node's word means."""
        tr = self._tr
        if column.id == "server_type":
            folders = row.setting.folders
            lines = [f"{tr(FOLDERS[p])}: {folders[p]}" for p in PURPOSES[row.server_type]]
            return "\n".join(lines) or None
        if column.id in row.on:
            return tr(_EXPLAINED[row.on[column.id]], node=column.id)
        return column.text(row) or None

    def _decoration(self, row: ComputerLine, column: Column[ComputerLine]) -> object:
        if column.id in row.on:
            glyph, token = NODE_LOOKS[row.on[column.id]]
            return self.looks.icon(glyph, "wait" if self._stale else token)
        return super()._decoration(row, column)

    def _look(self, row: ComputerLine) -> StateLook:
        if self._stale:
            return UNKNOWN
        if row.server_type is None and row.state == "down":
            return _NOT_OURS
        return GROUP_LOOKS.get(row.state, UNKNOWN)

    def _columns_of(self, tr: Texts) -> tuple[Column[ComputerLine], ...]:
        return (
            Column(
                id="state",
                heading=N_("State"),
                text=lambda row: tr(self._look(row).word),
                value=lambda row: row.state,
                samples=tuple(tr(look.word) for look in (UNKNOWN, *GROUP_LOOKS.values())),
                shows_state=True,
            ),
            name_column(
                "virtual_computer",
                N_("Virtual computer"),
                lambda row: row.name,
                samples=("VCOM4",),
            ),
            name_column("group", N_("Group"), lambda row: row.group, samples=("VCOM4",)),
            name_column("node", N_("Node"), lambda row: row.node or MISSING, samples=("SV4",)),
            name_column("home_node", N_("Home"), lambda row: row.home_node, samples=("SV4",)),
            name_column("drive", N_("Drive"), lambda row: row.drive, samples=("I:",)),
            name_column(
                "server_type",
                N_("Server type"),
                lambda row: tr(SERVER_TYPES[row.server_type]),
                samples=tuple(tr(word) for word in SERVER_TYPES.values()),
            ),
            *(
                Column(
                    id=node,
                    heading=node,
                    text=partial(_word_on, node, tr),
                    value=partial(_word_on, node, tr),
                    samples=tuple(tr(word) for word in ENVIRONMENT_STATES.values()),
                    shows_state=True,
                    gives_way=True,
                )
                for node in self.nodes
            ),
        )


_EXPLAINED: dict[EnvironmentState, str] = {
    EnvironmentState.SAME: N_("In force on {node} as it is set here."),
    EnvironmentState.DIFFERS: N_("Something else is in force on {node} than is set here."),
    EnvironmentState.NOT_SET: N_("{node} has no settings; it goes by cluster.toml."),
    EnvironmentState.NOT_UPDATED: N_(
        "The settings of {node} were changed; its service environment must be updated there."
    ),
    EnvironmentState.OUTDATED: N_(
        "JEnv has changed the environment; the service environment must be updated on {node}."
    ),
    EnvironmentState.DAMAGED: N_("A file of the settings of {node} cannot be read."),
}


def _word_on(node: str, tr: Callable[[str], str], row: ComputerLine) -> str:
    state = row.on.get(node)
    return tr(ENVIRONMENT_STATES[state]) if state is not None else MISSING
