# SPDX-License-Identifier: GPL-3.0-or-later
"""What a view is handed to act; a test sees what was asked and says what comes of it."""

from collections.abc import Sequence

from jlook_client.acts import Act, Acts, Part, Stage
from jmss.errors import JmssError
from jmss.model.jobs import JobState
from jmss.model.operations import JobOperation, Operation


class FakeActs:
    """Remembers acts and asks nobody."""

    def __init__(self) -> None:
        self.acts = Acts()
        self.role = "operator"
        self.asked: list[tuple[str, list[Operation]]] = []

    def carry_out(
        self,
        kind: str,
        operations: Sequence[Operation],
        *,
        forbidden: Sequence[tuple[Operation, JobState]] = (),
    ) -> Act:
        parts = [Part(operation) for operation in operations]
        hopeless = [Part(op, Stage.REFUSED, forbidding=state) for op, state in forbidden]
        act = Act(kind, [*parts, *hopeless], at=0.0)
        self.acts.begin(act)
        if parts:
            self.acts.move_all(parts, Stage.SENT)
        self.asked.append((kind, list(operations)))
        return act

    def jobs(self) -> list[tuple[str, list[int]]]:
        """The kinds of the acts and the numbers of the jobs that were asked about."""
        return [
            (kind, [one.job for one in operations if isinstance(one, JobOperation)])
            for kind, operations in self.asked
        ]

    def settle(self, *stages: Stage, error: JmssError | None = None) -> None:
        """Let the parts of the newest act that are on their way come so far, in order."""
        act = self.acts.newest_first[0]
        for part, stage in zip(act.at_stage(Stage.SENT), stages, strict=True):
            self.acts.move(part, stage, error=error if stage is not Stage.DONE else None)
