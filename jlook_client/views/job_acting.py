# SPDX-License-Identifier: GPL-3.0-or-later
"""From a choice in the menu to what the server is asked: confirmed where something is lost.

The jobs are those that were selected at the moment of the choice. Of these, the ones whose
state does not allow it are refused here already, in the words of the server.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from PyQt6.QtWidgets import QComboBox, QSpinBox

from jlook_client.acts import Act
from jlook_client.tables.job_moves import JobMove, move_of
from jlook_client.views.action_strip import ActionStrip, StripAnswer, StripQuestion
from jlook_client.views.acts_calls import ActsCalls
from jlook_client.views.loss_words import NAMED, loss_words, names_of, rest_words, verb_words
from jmss.errors import N_
from jmss.model.jobs import Job, JobState
from jmss.model.operations import (
    Fate,
    JobOperation,
    MoveToQueue,
    Operation,
    SetPriority,
    Settle,
)
from jmss.texts import Texts

Make = Callable[[int], JobOperation]

_FATES = (
    (Fate.ENDED_NORMALLY, N_("It completed")),
    (Fate.ENDED_ABNORMALLY, N_("It failed")),
    (Fate.QUEUED, N_("Queue it again")),
)


class ActedOn(Protocol):
    """The jobs, and which of them are selected."""

    def selected_numbers(self) -> list[int]:
        """Give the numbers of the selected jobs."""
        ...

    def states_of(self, numbers: Sequence[int]) -> list[JobState | None]:
        """Give the states of jobs by their numbers; None for one that is not here."""
        ...

    def jobs_of(self, numbers: list[int]) -> list[Job]:
        """Give jobs by their numbers, those that are still here."""
        ...

    @property
    def queue_names(self) -> list[str]:
        """The names of all job queues, sorted."""
        ...


class JobActing:
    """Carries out what was chosen for the selected jobs of one subwindow.

    Args:
        table: the jobs.
        strip: asks what has to be asked.
        calls: asks the server.
        began: is told each act of this table.
        tr: the words.
    """

    def __init__(
        self,
        table: ActedOn,
        strip: ActionStrip,
        calls: ActsCalls,
        began: Callable[[Act], None],
        tr: Texts,
    ) -> None:
        self._table = table
        self._strip = strip
        self._calls = calls
        self._began = began
        self._tr = tr

    def begin(self, kind: str) -> None:
        """Act on the selected jobs, or ask first."""
        move, numbers = move_of(kind), self._table.selected_numbers()
        if move.make is not None:
            self._confirm(move, numbers, move.make, frozenset())
        elif kind == "set_priority":
            self._ask_priority(move, numbers)
        elif kind == "move_to_queue":
            self._ask_queue(move, numbers)
        else:
            self._ask_fate(move, numbers)

    def _confirm(
        self, move: JobMove, numbers: Sequence[int], make: Make, named: frozenset[int]
    ) -> None:
        """Act, unless jobs would lose something that were not named when it was asked."""
        tr = self._tr
        states = self._table.states_of(numbers) if move.loses else []
        losing = [n for n, state in zip(numbers, states, strict=False) if state in move.loses]
        if named.issuperset(losing):
            self._carry_out(move, numbers, make)
            return
        able = self._able(move, numbers)
        again = partial(self._confirm, move, make=make)
        answers = [
            StripAnswer(
                verb_words(move.kind, len(able), tr),
                partial(again, numbers, named=frozenset(losing)),
            )
        ]
        rest = sorted(set(able).difference(losing))
        if rest:
            text = rest_words(move.kind, len(rest), tr)
            answers.append(StripAnswer(text, partial(again, rest, named=frozenset())))
        text, leave = loss_words(move.kind, self._names(losing), len(losing), tr)
        self._strip.ask(StripQuestion(text=text, answers=answers, leave=leave, warns=True))

    def _ask_priority(self, move: JobMove, numbers: Sequence[int]) -> None:
        tr, able = self._tr, self._able(move, numbers)
        field = QSpinBox()
        field.setRange(0, 99)
        field.setAccessibleName(tr("Priority"))
        first = self._table.jobs_of(able[:1])
        field.setValue(first[0].priority if first else 50)
        field.selectAll()

        def answered() -> None:
            priority = field.value()
            self._carry_out(move, numbers, lambda number: SetPriority(number, priority))

        question = StripQuestion(
            text=tr(
                "Priority of {names}, from 0 to 99: the higher one starts first.",
                names=self._names(able),
            ),
            answers=[StripAnswer(tr("Set priority"), answered)],
            leave=tr("Leave the priority"),
            field=field,
        )
        self._strip.ask(question)

    def _ask_queue(self, move: JobMove, numbers: Sequence[int]) -> None:
        tr, able = self._tr, self._able(move, numbers)
        here = {job.queue for job in self._table.jobs_of(able[:NAMED])}
        field = QComboBox()
        field.setAccessibleName(tr("Queue"))
        field.addItems([name for name in self._table.queue_names if {name} != here])

        def answered() -> None:
            queue = field.currentText()
            if queue:
                self._carry_out(move, numbers, lambda number: MoveToQueue(number, queue))

        question = StripQuestion(
            text=tr("Let {names} wait in another queue.", names=self._names(able)),
            answers=[StripAnswer(tr("Move to that queue"), answered)],
            leave=tr("Do not move"),
            field=field,
        )
        self._strip.ask(question)

    def _ask_fate(self, move: JobMove, numbers: Sequence[int]) -> None:
        tr, able = self._tr, self._able(move, numbers)

        def settle(fate: Fate) -> None:
            self._carry_out(move, numbers, lambda number: Settle(number, fate))

        text, leave = loss_words(move.kind, self._names(able), len(able), tr)
        answers = [StripAnswer(tr(word), partial(settle, fate)) for fate, word in _FATES]
        self._strip.ask(StripQuestion(text=text, answers=answers, leave=leave, warns=True))

    def _carry_out(self, move: JobMove, numbers: Sequence[int], make: Make) -> None:
        wanted: list[Operation] = []
        forbidden: list[tuple[Operation, JobState]] = []
        allowed = set(filter(move.allowed, JobState))
        for number, state in zip(numbers, self._table.states_of(numbers), strict=True):
            if state is None or state in allowed:  # who left the board is the server's
                wanted.append(make(number))
            else:
                forbidden.append((make(number), state))
        self._began(self._calls.carry_out(move.kind, wanted, forbidden=forbidden))

    def _able(self, move: JobMove, numbers: Sequence[int]) -> list[int]:
        """Give those whose state allows it; a job that left the board is the server's to refuse."""
        states = self._table.states_of(numbers)
        return [
            number
            for number, state in zip(numbers, states, strict=True)
            if state is not None and move.allowed(state)
        ]

    def _names(self, numbers: Sequence[int]) -> str:
        return names_of(self._table.jobs_of(list(numbers[:NAMED])), len(numbers), self._tr)
