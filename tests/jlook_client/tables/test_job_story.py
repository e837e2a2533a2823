# SPDX-License-Identifier: GPL-3.0-or-later
"""A job in words."""

import msgspec

from jlook_client.tables.attempts import Attempt
from jlook_client.tables.job_story import (
    ATTEMPT_HEADINGS,
    attempt_cells,
    attributes,
    change_rows,
    time_text,
)
from jlook_client.tables.wait_words import SENTENCES, wait_sentence
from jmss.model.changes import Change, Gone
from jmss.model.jobs import JobState, Reason
from jmss.model.obstacles import Hindrance, Obstacle
from jmss.texts import Texts
from tests.fakes.facts import job

EN = Texts("en")
S = JobState


def test_every_attribute_has_a_value_or_says_that_there_is_none() -> None:
    shown = dict(attributes(job(7, priority=60), EN, 100.0))
    assert (shown["Number"], shown["Priority"], shown["Wanted machine"]) == ("7", "60", "any")
    assert (shown["Machine"], shown["Started"], shown["Exit code"]) == ("−", "−", "−")
    # The command has a place of its own, the state stands above.
    left_out = {"command", "state", "detail"}
    assert len(shown) == len(msgspec.structs.fields(type(job(7)))) - len(left_out) + 1


def test_an_attempt_that_runs_and_one_that_failed() -> None:
    running = job(7, state=S.RUNNING, attempt=1, started=40.0)
    cells = attempt_cells(Attempt(1, True, "VCOM2", "SV2", 40.0, None, running), EN, 100.0)
    assert len(cells) == len(ATTEMPT_HEADINGS)
    assert cells[:3] == ["1", "VCOM2", "SV2"]
    assert cells[4:] == ["−", "1:00", "−", "Running"]
    failed = msgspec.structs.replace(
        running, state=S.ENDED_ABNORMALLY, reason=Reason.EXIT_CODE, exit_code=3, ended=50.0
    )
    cells = attempt_cells(Attempt(1, True, "VCOM2", "SV2", 40.0, 50.0, failed), EN, 100.0)
    assert cells[5:] == ["0:10", "3", "Failed: Ended with exit code 3"]
    unknown = attempt_cells(Attempt(1, known=False), EN, 100.0)
    assert unknown == ["1", *["−"] * 6, "The journal no longer says."]


def test_each_change_says_what_it_changed() -> None:
    first = job(7)
    facts = [
        first,
        msgspec.structs.replace(first, state=S.HELD),
        msgspec.structs.replace(first, state=S.HELD, priority=99, queue="DAY"),
        msgspec.structs.replace(first, state=S.STARTING, machine="VCOM2", node="SV2", attempt=1),
        msgspec.structs.replace(first, state=S.ENDED_NORMALLY, attempt=1, exit_code=0, node="SV2"),
    ]
    changes = [Change(seq=n, inc=1, at=float(n), fact=fact) for n, fact in enumerate(facts)]
    changes[1] = msgspec.structs.replace(changes[1], by="sato")
    changes.append(Change(seq=9, inc=1, at=9.0, fact=Gone(number=7)))
    rows = change_rows(changes, EN)
    assert [row[2] for row in rows] == [
        "Queued",
        "Held",
        "Priority: 50 → 99; Queue: NIGHT → DAY",
        "Starting on VCOM2 (SV2), attempt 1; Priority: 99 → 50; Queue: DAY → NIGHT",
        "Completed: exit code 0",
        "It left the board.",
    ]
    assert [row[1] for row in rows[:2]] == ["JMSS server", "sato"]


def test_of_an_unknown_job_it_is_not_said_that_its_machine_is_being_taken_over() -> None:
    lost = job(7, state=S.TAKING_OVER, attempt=1, started=1.0, reason=Reason.FAILOVER)
    assert dict(attributes(lost, EN, 9.0))["Reason"] == "Its machine is being taken over"
    unknown = lost.moved(S.UNKNOWN)
    assert dict(attributes(unknown, EN, 9.0))["Reason"] == (
        "Its machine went down and has not come back"
    )


def test_a_rerun_and_a_release_say_what_they_were() -> None:
    ended = job(7, state=S.ENDED_ABNORMALLY, attempt=1, reason=Reason.EXIT_CODE, exit_code=3)
    again = job(7, attempt=1)
    requeued = job(7, attempt=1, reason=Reason.REQUEUED)
    held = job(7, attempt=1, state=S.HELD)
    facts = [ended, again, held, again, job(7, attempt=1, state=S.RUNNING), requeued]
    changes = [
        Change(seq=n, inc=1, at=float(n), fact=fact, by="sato" if n < 4 else "")
        for n, fact in enumerate(facts)
    ]
    rows = change_rows(changes, EN)
    assert [row[1:] for row in rows[1:4]] == [
        ["sato", "Run again"],
        ["sato", "Held"],
        ["sato", "Released"],
    ]
    assert rows[5][1:] == ["JMSS server", "Queued: Queued again: its machine went down"]


def test_every_reason_to_wait_has_its_sentence_in_both_languages() -> None:
    assert set(SENTENCES) == set(Hindrance) - {Hindrance.AHEAD}
    for tr in (EN, Texts("ja")):
        for why in Hindrance:
            told = wait_sentence(
                tr, Obstacle(why=why, queue="Q", machine="M", busy=1, most=2, ahead=3)
            )
            assert told
            assert "{" not in told
    assert (
        wait_sentence(EN, Obstacle(why=Hindrance.AHEAD, ahead=1)) == "1 job has its turn before it."
    )
    assert wait_sentence(EN, Obstacle(why=Hindrance.HELD), "sato") == "It is held by sato."


def test_a_moment_is_told_with_its_day() -> None:
    assert len(time_text(1_770_000_000.5, Texts("ja"))) == 19
    assert time_text(None, EN) == "−"
