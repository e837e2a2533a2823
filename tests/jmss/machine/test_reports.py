# SPDX-License-Identifier: GPL-3.0-or-later
from jmss.machine.reports import Outbox
from jmss.machine.status import Outcome, Status
from jmss.wire.messages import AttemptState, Report

ENDED = Status(outcome=Outcome.ENDED, exit_code=0, started=1.0, ended=2.0)
KILLED = Status(outcome=Outcome.ENDED, signal=9, ended=2.0)
LOST = Status(outcome=Outcome.INTERRUPTED, why="lost", ended=3.0)
NOT_STARTED = Status(outcome=Outcome.NOT_STARTED, error=12, ended=3.0)


def test_reports_wait_in_order_until_they_are_taken() -> None:
    outbox = Outbox("VCOM2", 7)
    outbox.running((1, 1), 1.0, adopted=False)
    outbox.running((2, 1), 1.5, adopted=True)
    outbox.ended((1, 1), ENDED)
    assert [report.id for report in outbox.pending()] == [
        "VCOM2/1.1/running",
        "VCOM2/2.1/running/7",
        "VCOM2/1.1/ended",
    ]
    assert outbox.over() == [(1, 1)]
    assert outbox.taken("VCOM2/2.1/running/7") is None
    assert outbox.taken("VCOM2/1.1/ended") == (1, 1)
    assert outbox.taken("VCOM2/1.1/ended") is None
    assert outbox.pending() == []


def test_an_id_survives_a_restart_of_the_machine() -> None:
    ids = []
    for incarnation in (1, 2):
        outbox = Outbox("VCOM2", incarnation)
        outbox.ended((3, 2), LOST)
        ids.append(outbox.pending()[0].id)
    assert ids[0] == ids[1]


def test_every_outcome_has_its_report() -> None:
    outbox = Outbox("VCOM2", 1)
    heard: list[Report] = []
    outbox.listen(heard.append)
    for job, status in enumerate((ENDED, KILLED, LOST, NOT_STARTED)):
        outbox.ended((job, 1), status)
    assert [(r.state, r.exit_code, r.signal, r.detail) for r in heard] == [
        (AttemptState.ENDED, 0, "", ""),
        (AttemptState.ENDED, None, "SIGKILL", ""),
        (AttemptState.INTERRUPTED, None, "", "lost"),
        (AttemptState.NOT_STARTED, None, "", "Cannot allocate memory"),
    ]
    assert [r.at for r in heard] == [2.0, 2.0, 3.0, 3.0]
    assert heard == outbox.pending()
