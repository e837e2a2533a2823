# SPDX-License-Identifier: GPL-3.0-or-later
"""What the operator does to several jobs at once, and what became of each."""

from collections.abc import Callable
from dataclasses import dataclass, field

from jlook_client.connection import Asked, Connection, Phase
from jmss.model.operations import Cancel, Hold, Operation, Release, Rerun
from jmss.texts import Texts

OPERATIONS: dict[str, Callable[[int], Operation]] = {
    "hold": Hold,
    "release": Release,
    "cancel": Cancel,
    "rerun": Rerun,
}

TellOutcome = Callable[[str, int, list[str]], None]
"""Is told the kind, for how many jobs it was done, and a sentence for each other one."""


@dataclass(slots=True)
class _Act:
    kind: str
    waiting: int
    done: int = 0
    problems: list[str] = field(default_factory=list)


class JobActs:
    """Asks for one operation on each of several jobs and tells the outcome once all are known.

    Args:
        connection: asks the server.
        tr: the words.
    """

    def __init__(self, connection: Connection, tr: Texts) -> None:
        self.tell_outcome: TellOutcome = lambda _kind, _done, _problems: None
        """Set by whoever shows it."""
        self.tell: Callable[[str], None] = lambda _text: None
        """Shows that an outcome is not known yet."""
        self._connection = connection
        self._tr = tr

    def act(self, kind: str, numbers: list[int]) -> None:
        """Ask for ``hold``, ``release``, ``cancel`` or ``rerun`` on these jobs."""
        act = _Act(kind, len(numbers))
        for number in numbers:
            asked = self._connection.ask(
                OPERATIONS[kind](number), lambda asked: self._take(act, asked)
            )
            if not asked:
                act.waiting -= 1
                act.problems.append(self._tr("Job {job} was not asked about.", job=number))
        if act.waiting == 0 and act.problems:
            self.tell_outcome(kind, act.done, act.problems)

    def _take(self, act: _Act, asked: Asked) -> None:
        match asked.phase:
            case Phase.SENT:
                return
            case Phase.UNKNOWN:
                self.tell(self._tr("The link was cut: the outcome is unknown until it is back."))
                return
            case Phase.DONE:
                act.done += 1
            case Phase.REFUSED:
                if asked.error is not None:
                    act.problems.append(self._tr.error(asked.error))
        act.waiting -= 1
        if act.waiting == 0:
            self.tell_outcome(act.kind, act.done, act.problems)
