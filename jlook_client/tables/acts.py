# SPDX-License-Identifier: GPL-3.0-or-later
"""What the operator wanted done, the newest first, and each part of one of these acts."""

from collections.abc import Callable, Sequence

from PyQt6.QtCore import QObject

from jlook_client.acts import Act, Acts, ActsWatcher, Part, Stage
from jlook_client.looks import Looks
from jlook_client.tables.act_words import (
    STAGE_LOOKS,
    WORST_FIRST,
    kind_words,
    outcome,
    part_reason,
    stage_of,
    target_of,
    targets,
)
from jlook_client.tables.column import Column
from jlook_client.tables.table import RowStyle, Table
from jlook_client.tables.times import clock_text, iso_text, moment_text
from jmss.errors import N_
from jmss.texts import Texts

MOST_PARTS = 2_000
"""Parts of one act that are listed, those that want to be seen first."""


class ActTable(Table[Act], ActsWatcher):
    """Shows the acts of this desk.

    Args:
        acts: what it shows.
        now: seconds since 1970.
        tr: the words.
        looks: colours and glyphs.
        parent: the Qt parent.
    """

    def __init__(
        self,
        acts: Acts,
        *,
        now: Callable[[], float],
        tr: Texts,
        looks: Looks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(_act_columns(tr, now), tr=tr, looks=looks, parent=parent)
        self._acts = acts
        self.rows = list(acts.newest_first)
        acts.watchers.append(self)

    def name(self, row: Act) -> int:
        """Give the identity of the act: two may say the same."""
        return id(row)

    def style(self, row: Act) -> RowStyle:
        """Give the look of where it stands; what is done is said quietly."""
        stage = stage_of(row)
        return RowStyle(STAGE_LOOKS[stage], muted=stage is Stage.DONE)

    def tool_tip(self, row: Act, column: Column[Act]) -> str | None:
        """Say the cell in full."""
        return column.pointed_at(row)

    def act_changed(self, act: Act, parts: Sequence[Part]) -> None:
        """Note that an act has come further (``ActsWatcher``)."""
        self.note()

    def acts_forgotten(self, jobs: Sequence[int]) -> None:
        """Note that acts are gone (``ActsWatcher``)."""
        self.note()

    def settle(self) -> None:
        """Show the acts that there are."""
        self._due.stop()
        self.batch_began.emit()
        self.rearrange(list(self._acts.newest_first))
        self.batch_ended.emit()


class PartTable(Table[Part]):
    """Shows the parts of one act.

    Args:
        name_of: gives a job's name by its number; empty when it is not on the board.
        tr: the words.
        looks: colours and glyphs.
        parent: the Qt parent.
    """

    def __init__(
        self,
        name_of: Callable[[int], str],
        *,
        tr: Texts,
        looks: Looks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(_part_columns(tr, name_of), tr=tr, looks=looks, parent=parent)
        self._act: Act | None = None

    def show_act(self, act: Act | None) -> None:
        """Show the parts of an act, or none."""
        self._act = act
        self.settle()

    def name(self, row: Part) -> int:
        """Give the identity of the part."""
        return id(row)

    def style(self, row: Part) -> RowStyle:
        """Give the look of its stage."""
        return RowStyle(STAGE_LOOKS[row.stage], muted=row.stage is Stage.DONE)

    def tool_tip(self, row: Part, column: Column[Part]) -> str | None:
        """Say the cell in full."""
        return column.pointed_at(row)

    def settle(self) -> None:
        """Show the parts, those that want to be seen first."""
        self._due.stop()
        parts: list[Part] = []
        if self._act is not None:
            for stage in WORST_FIRST:
                parts += self._act.at_stage(stage)
        self.batch_began.emit()
        self.rearrange(parts[:MOST_PARTS])
        self.batch_ended.emit()


def _act_columns(tr: Texts, now: Callable[[], float]) -> tuple[Column[Act], ...]:
    words = tuple(tr(look.word) for look in STAGE_LOOKS.values())
    return (
        Column(
            id="stage",
            heading=N_("State"),
            text=lambda act: tr(STAGE_LOOKS[stage_of(act)].word),
            value=stage_of,
            samples=words,
            shows_state=True,
        ),
        Column(
            id="time",
            heading=N_("Time"),
            text=lambda act: clock_text(act.at, now(), tr),
            filed=lambda act: iso_text(act.at),
            in_full=lambda act: moment_text(act.at, tr),
            value=lambda act: act.at,
            samples=("00:00:00",),
        ),
        Column(
            id="what",
            heading=N_("Action"),
            text=lambda act: kind_words(act, tr),
            value=lambda act: act.kind,
        ),
        Column(
            id="targets",
            heading=N_("Jobs and queues"),
            text=lambda act: targets(act, tr),
            value=lambda act: len(act.parts),
            gives_way=True,
        ),
        Column(
            id="outcome",
            heading=N_("Outcome"),
            text=lambda act: outcome(act, tr),
            value=lambda act: len(act.parts),
            stretches=True,
        ),
    )


def _part_columns(tr: Texts, name_of: Callable[[int], str]) -> tuple[Column[Part], ...]:
    words = tuple(tr(look.word) for look in STAGE_LOOKS.values())
    return (
        Column(
            id="stage",
            heading=N_("State"),
            text=lambda part: tr(STAGE_LOOKS[part.stage].word),
            value=lambda part: part.stage,
            samples=words,
            shows_state=True,
        ),
        Column(
            id="target",
            heading=N_("No."),
            text=target_of,
            value=lambda part: part.job,
            right=True,
            samples=("00000",),
        ),
        Column(
            id="name",
            heading=N_("Job name"),
            text=lambda part: "" if part.job is None else name_of(part.job),
            value=lambda part: part.job,
            samples=("0" * 12,),
            gives_way=True,
        ),
        Column(
            id="reason",
            heading=N_("Reason"),
            text=lambda part: part_reason(part, tr),
            value=lambda part: part.stage,
            stretches=True,
        ),
    )
