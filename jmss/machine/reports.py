# SPDX-License-Identifier: GPL-3.0-or-later
"""The outbox: what an execution machine has to tell the JMSS server until it is taken.

Nothing of it is stored. The end of an attempt is in its folder, so after a restart the
same report with the same id is made from it again, and the server takes it once.
"""

from collections.abc import Callable

from jmss.machine.claims import Key
from jmss.machine.status import Outcome, Status
from jmss.wire.messages import AttemptState, Report

_STATES = {
    Outcome.ENDED: AttemptState.ENDED,
    Outcome.INTERRUPTED: AttemptState.INTERRUPTED,
    Outcome.NOT_STARTED: AttemptState.NOT_STARTED,
}


def _to_nobody(report: Report) -> None:
    """Stand in until somebody listens; the report waits in the outbox."""


class Outbox:
    """Reports in the order in which things happened.

    The id of an attempt's end is ``VCOM2/12.1/ended``, that of its start
    ``VCOM2/12.1/running``, and ``VCOM2/12.1/running/7`` when incarnation 7 found it running.
    """

    def __init__(self, machine: str, incarnation: int) -> None:
        self._machine = machine
        self._incarnation = incarnation
        self._pending: dict[str, Report] = {}
        self._tell: Callable[[Report], None] = _to_nobody

    def listen(self, tell: Callable[[Report], None]) -> None:
        """Hand every report to ``tell`` when it comes in."""
        self._tell = tell

    def running(self, key: Key, at: float, *, adopted: bool) -> None:
        """Report that an attempt started at a time, or that it was found running."""
        word = f"running/{self._incarnation}" if adopted else "running"
        self._put(
            Report(
                id=self._id(key, word),
                job=key[0],
                attempt=key[1],
                state=AttemptState.RUNNING,
                at=at,
                adopted=adopted,
            )
        )

    def ended(self, key: Key, status: Status) -> None:
        """Report how an attempt ended."""
        self._put(
            Report(
                id=self._id(key, "ended"),
                job=key[0],
                attempt=key[1],
                state=_STATES[status.outcome],
                at=status.ended,
                exit_code=status.exit_code,
                signal=status.signal_name,
                detail=status.detail,
            )
        )

    def pending(self) -> list[Report]:
        """List what the server has not taken yet, oldest first."""
        return list(self._pending.values())

    def over(self) -> list[Key]:
        """List the attempts whose end the server has not taken yet."""
        return [
            (report.job, report.attempt)
            for report in self._pending.values()
            if report.state is not AttemptState.RUNNING
        ]

    def taken(self, report_id: str) -> Key | None:
        """Forget a report that the server took; give the attempt whose end it told, if it did."""
        report = self._pending.pop(report_id, None)
        if report is None or report.state is AttemptState.RUNNING:
            return None
        key = report.job, report.attempt
        for word in ("running", f"running/{self._incarnation}"):
            self._pending.pop(self._id(key, word), None)
        return key

    def _put(self, report: Report) -> None:
        self._pending[report.id] = report
        self._tell(report)

    def _id(self, key: Key, word: str) -> str:
        return f"{self._machine}/{key[0]}.{key[1]}/{word}"
