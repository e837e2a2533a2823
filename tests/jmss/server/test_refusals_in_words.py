# SPDX-License-Identifier: GPL-3.0-or-later
"""Each refusal that a person can meet is said in his own language, down to the last word.

Each is one of the server's own; it crosses the wire before it is said.
"""

import asyncio
import re
from collections.abc import Sequence

import pytest

from jmss.access.asker import Asker
from jmss.access.roles import NEEDED, AccessRole, name_of_kind
from jmss.error_words import KINDS, OPERATIONS, ROLES, STATES
from jmss.errors import JmssError, Refused, RoleForbids, from_wire
from jmss.model.changes import Fact
from jmss.model.documents import kind_of
from jmss.model.environment import Environment
from jmss.model.jobs import JobState
from jmss.model.menu import Entry, Menu, Parameter, ParameterType
from jmss.model.operations import (
    Cancel,
    FireSchedule,
    Hold,
    MoveToQueue,
    Operation,
    PutDocument,
    RemoveDocument,
    RunSchedule,
    SetPriority,
    StartEntry,
    Submit,
)
from jmss.model.schedules import BusinessDay, Calendar, Fired, PreparedJob, Schedule
from jmss.server.menu import check_menu
from jmss.server.operations import effect_of
from jmss.server.requests import refusal
from jmss.server.schedule_documents import CHECKS
from jmss.texts import Texts
from jmss.timetable.run_words import refusal_words
from jmss.wire.codec import encode, from_server
from jmss.wire.messages import Answer
from tests.fakes.facts import job
from tests.fakes.store import board_with

JOB = PreparedJob(name="close", command="close", queue="NIGHT")
BACKUP = PreparedJob(name="backup", command="backup {days}", queue="NIGHT")
DAYS = Parameter(name="days", type=ParameterType.NUMBER, most=31, default="7")
MENU = Menu(revision=1, entries=(Entry(id="backup", title="退避", job=BACKUP, parameters=(DAYS,)),))
ALL_CHECKS = {**CHECKS, Menu: check_menu}


def schedule(**fields: object) -> Schedule:
    given = {"name": "s", "cron": "0 1 * * *", "owner": "sato", "jobs": (JOB,), **fields}
    return Schedule(**given)  # type: ignore[arg-type] - as the test wants it


def put(document: Schedule | Calendar | Menu) -> PutDocument:
    return PutDocument(document=document)


def with_job(**fields: object) -> PutDocument:
    given = {"name": "close", "command": "close", "queue": "NIGHT", **fields}
    return put(schedule(jobs=(PreparedJob(**given),)))  # type: ignore[arg-type] - likewise


def refused(operation: Operation, facts: Sequence[Fact]) -> JmssError:
    """Give the server's refusal as it comes to a client."""
    asker = Asker(token="", user="ueda", role=AccessRole.ADMINISTRATOR)

    async def story() -> Answer:
        board, _ = board_with(*facts)
        with pytest.raises(Refused) as told:
            effect_of(operation, board, ALL_CHECKS, asker=asker)
        return refusal("o1", told.value)

    return over_the_wire(asyncio.run(story()))


def over_the_wire(answer: Answer) -> JmssError:
    came = from_server(encode(answer))
    assert isinstance(came, Answer)
    return from_wire(came.error, came.fields)


CASES: dict[str, tuple[Operation, Sequence[Fact], str, str]] = {
    "a new one of a name that is taken": (
        put(schedule()),
        (schedule(revision=3),),
        "スケジュール s はこの間に変更されています。",
        "The schedule s was changed meanwhile",
    ),
    "no such schedule": (
        RunSchedule(schedule="s"),
        (),
        "スケジュール s はありません",
        "There is no schedule s.",
    ),
    "no such calendar": (
        RemoveDocument(kind="calendar", name="c", revision=1),
        (),
        "業務カレンダー c はありません",
        "There is no calendar c.",
    ),
    "a calendar in use": (
        RemoveDocument(kind="calendar", name="c", revision=1),
        (Calendar(name="c", revision=1), schedule(calendar="c", revision=1)),
        "c は次のスケジュールが使っています: s。",
        "The calendar c is used by these schedules: s.",
    ),
    "a name too long": (put(schedule(name="x" * 201)), (), "1〜200 文字", "1 to 200 characters"),
    "a name with a control character": (
        put(schedule(name="a\tb")),
        (),
        "制御文字は使えません",
        "must not hold control characters",
    ),
    "no jobs": (put(schedule(jobs=())), (), "1個から100個まで", "Jobs is 0: from 1 to 100 jobs."),
    "no such calendar for a schedule": (
        put(schedule(calendar="c")),
        (),
        "業務カレンダー の値 c",
        "Business calendar is c: a calendar that there is",
    ),
    "a cron that is none": (
        put(schedule(cron="x")),
        (),
        "時刻 (cron) の値 x",
        "Times (cron) is x:",
    ),
    "a time zone that is none": (
        put(schedule(time_zone="Mars")),
        (),
        "タイムゾーン の値 Mars",
        "Time zone is Mars:",
    ),
    "a business day beside a weekday": (
        put(schedule(cron="0 1 * * 1", business_day=BusinessDay(n=1))),
        (),
        "営業日",
        "with a business day the fields",
    ),
    "a last day before the first": (
        put(schedule(first_day="2027-02-01", last_day="2027-01-01")),
        (),
        "終了日 の値 2027-01-01",
        "Last day is 2027-01-01: not before the first day.",
    ),
    "a day that is none": (
        put(schedule(first_day="2027-02-30")),
        (),
        "開始日 の値 2027-02-30",
        "First day is 2027-02-30: a day that there is",
    ),
    "never due": (
        put(schedule(last_day="1970-01-01")),
        (),
        "今後実行される日時がありません",
        "never due from now on",
    ),
    "days both open and closed": (
        put(Calendar(name="c", closed=("2027-01-04",), open=("2027-01-04",))),
        (),
        "2027-01-04",
        "closed as well",
    ),
    "holidays of nowhere": (
        put(Calendar(name="c", holidays="XX")),
        (),
        "祝日 の値 XX",
        "Public holidays is XX: JP, or empty",
    ),
    "a queue that is not there": (
        with_job(queue="DAY"),
        (),
        "ジョブキュー DAY はありません",
        "There is no job queue DAY. There are: NIGHT",
    ),
    "a machine that is not there": (
        with_job(wanted_machine="VCOM9"),
        (),
        "稼働マシン VCOM9 はありません",
        "There is no execution machine VCOM9.",
    ),
    "a machine that the queue does not feed": (
        with_job(queue="VCOM2", wanted_machine="VCOM3"),
        (),
        "希望マシン の値 VCOM3 は使えません: ジョブキュー VCOM2 からは VCOM2 だけに",
        "Wanted machine is VCOM3: queue VCOM2 feeds VCOM2 alone.",
    ),
    "an empty command": (
        with_job(command=""),
        (),
        "コマンド の値  は使えません: 1〜32768 文字",
        "Command is : it must have 1 to 32768 characters.",
    ),
    "a command with NUL": (
        with_job(command="a\0"),
        (),
        "NUL 文字は使えません",
        "must not hold the character NUL",
    ),
    "a priority out of range": (
        SetPriority(job=1, priority=100),
        (job(1),),
        "優先度 の値 100 は使えません: 0〜99 にしてください。",
        "Priority is 100: it must be from 0 to 99.",
    ),
    "a menu with faults": (
        put(Menu(entries=(Entry(id="a", title=""), Entry(id="a", title="x")))),
        (),
        "誤りが 3 件あります。a: ID: ID a が 2 回使われています。",
        "faults are in it.",
    ),
    "a menu's entry for a queue that is not there": (
        put(
            Menu(
                entries=(
                    Entry(id="a", title="x", job=PreparedJob(name="n", command="c", queue="DAY")),
                )
            )
        ),
        (),
        "a: ジョブキュー: ジョブキュー DAY はありません。",
        "a: Job queue: There is no job queue DAY. There are: NIGHT, VCOM2, VCOM3.",
    ),
    "an entry that is not there": (
        StartEntry(entry="noon"),
        (MENU,),
        "noon",
        "The menu has no entry noon",
    ),
    "an entry with wrong values": (
        StartEntry(entry="backup", values={"days": "40", "x": "1"}),
        (MENU,),
        "退避",
        "退避 was not started: days: days is 40: it must be at most 31.",
    ),
    "an entry whose queue is not there any more": (
        StartEntry(entry="old"),
        (
            Menu(
                entries=(
                    Entry(id="old", title="x", job=PreparedJob(name="n", command="c", queue="DAY")),
                )
            ),
        ),
        "ジョブキュー DAY はありません",
        "There is no job queue DAY. There are: NIGHT",
    ),
    "a job that is not there": (Hold(job=9), (), "ジョブ 9 はありません", "There is no job 9."),
    "a job in the wrong state": (
        Hold(job=1),
        (job(1, state=JobState.ENDED_NORMALLY),),
        "正常終了のため、いまは保留できません",
        "Job 1 is ended normally: hold is not possible now.",
    ),
    "a cancel that comes too late": (
        Cancel(job=1),
        (job(1, state=JobState.ENDED_NORMALLY),),
        "取消できません",
        "cancel is not possible now.",
    ),
    "a move to a queue that is not there": (
        MoveToQueue(job=1, queue="DAY"),
        (job(1),),
        "ジョブキュー DAY はありません",
        "There is no job queue DAY.",
    ),
    "a job without a name": (
        Submit(name="", command="c", queue="NIGHT", owner="ueda"),
        (),
        "名前 の値  は使えません: 1〜200 文字",
        "Name is : it must have 1 to 200 characters.",
    ),
}
"""What is asked, of which board, and a part of what is said in Japanese and in English."""

OUR_NAMES = re.compile(
    r"`[^`]*`|\b(VCOM\d|NIGHT|DAY|JP|XX|UTC|Asia|Tokyo|Mars|IANA|NUL|cron|noon|JMenu|JSchedule|JMSS"
    r"|backup|days|\w{1,3}|x{9,})\b",
    re.ASCII,
)
"""What is no English: names, keys and code, and what stands in the cases above."""


@pytest.mark.parametrize("case", CASES)
def test_a_refusal_is_said_in_both_languages(case: str) -> None:
    operation, facts, japanese, english = CASES[case]
    error = refused(operation, facts)
    said = Texts("ja").error(error)
    assert japanese in said
    assert not re.search(r"[A-Za-z]{3,}", OUR_NAMES.sub("", said)), said
    assert english in Texts("en").error(error)


@pytest.mark.parametrize("kind", NEEDED, ids=name_of_kind)
def test_what_a_role_forbids_is_said_in_both_languages(kind: type[Operation]) -> None:
    forbids = RoleForbids(
        role=AccessRole.MACHINE, operation=name_of_kind(kind), needed=NEEDED[kind]
    )
    error = over_the_wire(refusal("o1", forbids))
    said = Texts("ja").error(error)
    assert not re.search(r"[A-Za-z]{3,}", said), said
    assert "The role machine does not allow " in Texts("en").error(error)


def test_every_word_of_the_wire_that_an_error_holds_has_words() -> None:
    assert set(ROLES) == set(AccessRole)
    assert set(STATES) == set(JobState)
    assert {name_of_kind(kind) for kind in NEEDED} <= set(OPERATIONS)
    assert {kind_of(kind) for kind in (Schedule, Calendar, Menu, Environment)} == set(KINDS)


def test_a_name_that_looks_like_a_word_of_the_wire_stays_a_name() -> None:
    error = refused(MoveToQueue(job=1, queue="hold"), (job(1),))
    assert "hold" in Texts("ja").error(error)


def test_why_a_run_was_refused_is_said_in_both_languages() -> None:
    due = schedule(
        cron="* * * * *", revision=1, jobs=(PreparedJob(name="n", command="c", queue="DAY"),)
    )

    async def story() -> Fired:
        board, _ = board_with(due)
        (fired,) = effect_of(FireSchedule(schedule="s", due=60.0), board, ALL_CHECKS).facts
        assert isinstance(fired, Fired)
        return fired

    (run,) = asyncio.run(story()).runs
    assert refusal_words(run, Texts("ja")).startswith("ジョブキュー DAY はありません")
    assert refusal_words(run, Texts("en")).startswith("There is no job queue DAY.")
