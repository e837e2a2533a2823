# SPDX-License-Identifier: GPL-3.0-or-later
"""The driver carries the table's orders out: in virtual time, over fake lines."""

import asyncio
from collections.abc import Callable

import pytest

from jmss.columns.chunk import chunk_of_jobs
from jmss.columns.packed import pack
from jmss.link.talk import MOST_OUTGOING
from jmss.link.view import UP, Cause, LinkState
from jmss.wire.close_codes import NOT_ALLOWED, REPLACED, RESTART, SLOW, WRONG_VERSION
from jmss.wire.frames import SNAPSHOT_CHUNK, framed
from jmss.wire.messages import (
    Ack,
    Delta,
    Goaway,
    Heartbeat,
    Hello,
    Mode,
    Pace,
    Ping,
    Resync,
    SyncEnd,
    Timing,
    Welcome,
)
from tests.fakes.fake_line import in_virtual_time, settle
from tests.fakes.link_stage import Stage, staged


def test_it_greets_first_and_is_live_after_the_end_of_the_synchronisation() -> None:
    async def story(stage: Stage) -> None:
        stage.link.connect_now()
        await settle()
        assert [type(message) for message in stage.dialler.line.sent] == [Hello]
        stage.dialler.line.welcome(node="SV2", incarnation=3)
        await settle()
        assert stage.link.view.state is LinkState.SYNCING
        assert stage.link.view.node == "SV2"
        assert isinstance(stage.listener.messages[0], Welcome)
        stage.dialler.line.says(SyncEnd(seq=0, inc=3))
        await settle()
        assert stage.link.view.state is LinkState.LIVE

    staged(story)


def test_a_cut_is_noticed_at_once_and_dialled_again() -> None:
    async def story(stage: Stage) -> None:
        await stage.go_live()
        await stage.beat_for(12)
        before = stage.loop.time()
        stage.dialler.line.cut()
        await settle()
        assert stage.link.view.state is LinkState.WAITING
        assert stage.link.view.cause is Cause.CUT
        assert stage.loop.time() == before
        await asyncio.sleep(0.3)
        stage.dialler.line.goes_live()
        await settle()
        assert stage.link.view.state is LinkState.LIVE
        assert len(stage.dialler.dialled) == 2

    staged(story)


def test_a_silent_server_is_given_up_within_2_9_seconds() -> None:
    async def story(stage: Stage) -> None:
        await stage.go_live()
        await stage.beat_for(10)
        line = stage.dialler.line
        silent_from = stage.loop.time()
        while stage.link.view.state in UP:
            await asyncio.sleep(0.05)
        assert 1.5 <= stage.loop.time() - silent_from <= 2.9
        assert stage.link.view.cause is Cause.SILENT
        assert line.aborted
        assert any(isinstance(message, Ping) for message in line.sent)

    staged(story)


def test_ten_minutes_of_refusals_end_in_a_link() -> None:
    async def story(stage: Stage) -> None:
        await stage.go_live()
        stage.dialler.refuse()
        stage.dialler.line.cut()
        await asyncio.sleep(600)
        assert 1000 <= len(stage.dialler.dialled) <= 1800
        stage.dialler.failure = None
        back = stage.loop.time()
        while stage.link.view.state is not LinkState.SYNCING:
            if len(stage.dialler.lines) > 1:
                stage.dialler.line.welcome()
            await asyncio.sleep(0.02)
        assert stage.loop.time() - back <= 0.7

    staged(story)


def test_a_server_that_accepts_and_says_nothing_is_given_up() -> None:
    async def story(stage: Stage) -> None:
        stage.link.connect_now()
        await asyncio.sleep(8.5)
        assert stage.link.view.cause is Cause.NO_HELLO
        assert stage.dialler.lines[0].aborted

    staged(story)


def test_an_older_server_is_refused() -> None:
    async def story(stage: Stage) -> None:
        stage.link.connect_now()
        await settle()
        stage.dialler.line.goes_live(incarnation=5)
        await settle()
        stage.dialler.line.cut()
        await asyncio.sleep(1)
        stage.dialler.line.goes_live(incarnation=4)
        await settle()
        assert stage.link.view.cause is Cause.OLDER
        assert stage.link.view.state is LinkState.WAITING

    staged(story)


@pytest.mark.parametrize(("proto", "code"), [(2, None), (1, WRONG_VERSION)])
def test_another_version_holds_the_link(proto: int, code: int | None) -> None:
    async def story(stage: Stage) -> None:
        stage.link.connect_now()
        await settle()
        if code is None:
            stage.dialler.line.welcome(proto=proto)
        else:
            stage.dialler.line.cut(code, "this server speaks protocol 2")
        await asyncio.sleep(100)
        assert stage.link.view.detail == "2"
        assert stage.link.view.state is LinkState.HELD
        assert stage.link.view.cause is Cause.WRONG_VERSION
        assert len(stage.dialler.dialled) == 1

    staged(story)


@pytest.mark.parametrize(
    ("code", "reason", "cause", "detail"),
    [
        (NOT_ALLOWED, "token_removed", Cause.NOT_ALLOWED, "token_removed"),
        (4599, "", Cause.NOT_ALLOWED, ""),
        (SLOW, "slow", Cause.CUT, "4001"),
        (REPLACED, "again", Cause.CUT, "4002"),
        (1001, "", Cause.CUT, "127.0.0.101:7340"),
    ],
)
def test_a_link_that_the_server_ended_says_why(
    code: int, reason: str, cause: Cause, detail: str
) -> None:
    async def story(stage: Stage) -> None:
        stage.link.connect_now()
        await settle()
        stage.dialler.line.cut(code, reason)
        await settle()
        assert (stage.link.view.cause, stage.link.view.detail) == (cause, detail)

    staged(story)


@pytest.mark.parametrize(
    ("goodbye", "cause", "detail"),
    [
        (Goaway(why="stop", retry_after=2.0), Cause.GOODBYE, "stop"),
        (Goaway(why="move", node="SV2", retry_after=2.0), Cause.MOVING, "SV2"),
        (Goaway(why="move", node="SV2", retry_after=2.0, spread=9.0), Cause.MOVING, "SV2"),
    ],
)
def test_a_goodbye_says_why_and_when_to_come_back(
    goodbye: Goaway, cause: Cause, detail: str
) -> None:
    async def story(stage: Stage) -> None:
        await stage.go_live()
        stage.dialler.line.says(goodbye)
        stage.dialler.line.cut(RESTART)
        await settle()
        view = stage.link.view
        assert (view.cause, view.detail) == (cause, detail)
        window = goodbye.spread or goodbye.retry_after / 2
        assert view.next_at == pytest.approx(stage.loop.time() + 2.0 + window / 2)

    staged(story)


def test_nonsense_drops_the_connection_and_waits(expect_log: Callable[[str], None]) -> None:
    expect_log("could not be understood")

    async def story(stage: Stage) -> None:
        await stage.go_live()
        stage.dialler.line.says_text("{nonsense")
        await settle()
        assert stage.link.view.cause is Cause.BAD_MESSAGE
        assert (stage.link.view.next_at or 0) >= stage.loop.time() + 5

    staged(story)


def test_a_gap_is_mended_on_the_same_connection() -> None:
    async def story(stage: Stage) -> None:
        await stage.go_live()
        stage.listener.complete = False
        stage.dialler.line.beat(seq=9)
        await settle()
        assert stage.link.view.state is LinkState.SYNCING
        assert any(isinstance(message, Resync) for message in stage.dialler.line.sent)
        assert len(stage.dialler.dialled) == 1

    staged(story)


def test_stop_and_connect() -> None:
    async def story(stage: Stage) -> None:
        await stage.go_live()
        stage.dialler.refuse()
        stage.dialler.line.cut()
        await asyncio.sleep(5)
        stage.link.stop_retrying()
        tries = len(stage.dialler.dialled)
        await asyncio.sleep(60)
        assert len(stage.dialler.dialled) == tries
        assert stage.link.view.state is LinkState.OFFLINE
        assert stage.link.view.lost_at is not None
        stage.dialler.failure = None
        stage.link.connect_now()
        await settle()
        assert len(stage.dialler.dialled) == tries + 1

    staged(story)


def test_a_late_result_of_a_cancelled_attempt_changes_nothing() -> None:
    async def story(stage: Stage) -> None:
        stage.dialler.hang = True
        stage.link.connect_now()
        await settle()
        stage.link.stop_retrying()
        await asyncio.sleep(30)
        assert stage.link.view.state is LinkState.OFFLINE

    staged(story)


def test_disconnect_says_goodbye() -> None:
    async def story(stage: Stage) -> None:
        await stage.go_live()
        line = stage.dialler.line
        stage.link.stop_retrying()
        await settle()
        assert line.closed
        assert stage.link.view.state is LinkState.OFFLINE

    staged(story)


def test_signs_of_life_every_five_seconds() -> None:
    async def story(stage: Stage) -> None:
        await stage.go_live()
        await stage.beat_for(21)
        acks = [message for message in stage.dialler.line.sent if isinstance(message, Ack)]
        assert len(acks) == 4

    staged(story)


def test_signs_of_life_also_while_a_long_synchronisation_lasts() -> None:
    """A server ends a link that says nothing for 15 s; a slow line takes longer for a board."""

    async def story(stage: Stage) -> None:
        stage.link.connect_now()
        await settle()
        stage.dialler.line.welcome(mode=Mode.SNAPSHOT)
        await stage.beat_for(21)
        assert stage.link.view.state is LinkState.SYNCING
        acks = [message for message in stage.dialler.line.sent if isinstance(message, Ack)]
        assert len(acks) == 4

    staged(story)


def test_the_times_follow_the_size_of_the_site() -> None:
    async def story(stage: Stage) -> None:
        await stage.go_live()
        timing = Timing(heartbeat=1.0, suspect=2.0, dead=2.5, retry_cap=2.0)
        stage.dialler.line.says(Pace(timing=timing, spread=5.0))
        await settle()
        assert stage.link.view.timing_suspect == 2.0
        assert not any(isinstance(message, Pace) for message in stage.listener.messages)

    staged(story)


def test_nothing_is_sent_without_a_link() -> None:
    async def story(stage: Stage) -> None:
        assert not stage.link.send(Ping())
        stage.link.connect_now()
        await settle()
        assert not stage.link.send(Ping())
        stage.dialler.line.welcome()
        await settle()
        assert stage.link.send(Ping())

    staged(story)


def test_quitting_drops_the_line() -> None:
    async def run() -> None:
        stage = Stage()
        running = asyncio.create_task(stage.link.run())
        await stage.go_live()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert stage.dialler.line.aborted

    in_virtual_time(run)


async def until_silent_with_an_attempt_beside(stage: Stage) -> None:
    await stage.go_live()
    await stage.beat_for(12)
    stage.dialler.line.beat()
    await asyncio.sleep(1.65)
    await settle()
    assert stage.link.view.state is LinkState.SUSPECT
    assert len(stage.dialler.dialled) == 2


def test_a_blip_ends_the_attempt_beside_the_link_unseen() -> None:
    async def story(stage: Stage) -> None:
        await stage.go_live()
        await stage.beat_for(12)
        stage.dialler.line.beat()
        stage.dialler.hang = True
        await asyncio.sleep(1.65)
        stage.dialler.lines[0].beat()
        await settle()
        assert stage.link.view.state is LinkState.LIVE
        await asyncio.sleep(0.5)
        states = {view.state for view in stage.listener.views[2:]}
        assert states <= {LinkState.SYNCING, LinkState.LIVE, LinkState.SUSPECT}
        assert len(stage.dialler.dialled) == 2
        assert stage.dialler.hanging == 0

    staged(story)


def test_the_same_server_on_the_second_line_takes_over_unseen() -> None:
    async def story(stage: Stage) -> None:
        await until_silent_with_an_attempt_beside(stage)
        old, new = stage.dialler.lines
        assert [type(message) for message in new.sent] == [Hello]
        seen = len(stage.listener.views)
        new.welcome()
        await settle()
        assert stage.link.view.state is LinkState.LIVE
        assert old.aborted
        assert not new.aborted
        assert all(view.lost_at is None for view in stage.listener.views[seen:])
        assert stage.link.send(Ping())
        await settle()
        assert isinstance(new.sent[-1], Ping)

    staged(story)


def test_another_server_on_the_second_line_waits_for_no_verdict() -> None:
    async def story(stage: Stage) -> None:
        await until_silent_with_an_attempt_beside(stage)
        heard_at = stage.link.view.heard_at
        new = stage.dialler.line
        new.welcome(node="SV2", incarnation=2)
        await settle()
        blind = [view for view in stage.listener.views if view.lost_at is not None]
        assert [view.state for view in blind] == [LinkState.SYNCING]
        assert (blind[0].heard_at, blind[0].cause) == (heard_at, Cause.SILENT)
        new.says(SyncEnd(seq=0, inc=2))
        await settle()
        assert stage.link.view.state is LinkState.LIVE
        assert stage.loop.time() - (heard_at or 0) < 2.0

    staged(story)


def test_nothing_is_taken_from_the_old_line_once_the_new_one_knows_where_we_stand() -> None:
    async def story(stage: Stage) -> None:
        await until_silent_with_an_attempt_beside(stage)
        old, new = stage.dialler.lines
        taken = len(stage.listener.messages)
        old.says(Delta(previous=0, seq=1, inc=1, changes=[]))
        old.cut(4002)
        await settle()
        assert stage.link.view.state is LinkState.SUSPECT
        new.welcome(head=1, mode=Mode.REPLAY)
        new.says(Delta(previous=0, seq=1, inc=1, changes=[]))
        new.says(SyncEnd(seq=1, inc=1))
        await settle()
        assert stage.link.view.state is LinkState.LIVE
        came = [type(message) for message in stage.listener.messages[taken:]]
        assert came == [Welcome, Delta, SyncEnd]

    staged(story)


def test_if_the_attempt_fails_the_old_line_goes_on_with_what_it_said_meanwhile() -> None:
    async def story(stage: Stage) -> None:
        await until_silent_with_an_attempt_beside(stage)
        old, new = stage.dialler.lines
        old.beat(seq=7)
        await settle()
        assert stage.link.view.state is LinkState.SUSPECT
        new.cut()
        await settle()
        assert stage.link.view.state is LinkState.LIVE
        last = stage.listener.messages[-1]
        assert isinstance(last, Heartbeat)
        assert last.seq == 7
        assert not old.aborted

    staged(story)


def test_an_older_server_beside_a_silent_link_is_no_way_out() -> None:
    async def story(stage: Stage) -> None:
        stage.link.connect_now()
        await settle()
        stage.dialler.line.goes_live(incarnation=5)
        await asyncio.sleep(1.65)
        stage.dialler.line.welcome(incarnation=4)
        await settle()
        assert stage.link.view.state is LinkState.SUSPECT
        stage.dialler.lines[0].beat()
        await settle()
        assert stage.link.view.state is LinkState.LIVE

    staged(story)


def test_what_rejects_the_attempt_beside_a_silent_link_does_not_hold_the_link() -> None:
    async def story(stage: Stage) -> None:
        await until_silent_with_an_attempt_beside(stage)
        stage.dialler.line.cut(WRONG_VERSION)
        await settle()
        assert stage.link.view.state is LinkState.SUSPECT
        stage.dialler.refuse(Cause.NOT_ALLOWED)
        await asyncio.sleep(2)
        assert stage.link.view.state is LinkState.HELD, "once it is the only way, it does"

    staged(story)


def test_after_the_verdict_the_attempt_under_way_goes_on_alone() -> None:
    async def story(stage: Stage) -> None:
        await until_silent_with_an_attempt_beside(stage)
        old, new = stage.dialler.lines
        await asyncio.sleep(1.0)
        assert stage.link.view.state is LinkState.CONNECTING
        assert stage.link.view.lost_at is not None
        assert old.aborted
        new.goes_live(incarnation=2)
        await settle()
        assert stage.link.view.state is LinkState.LIVE
        assert len(stage.dialler.dialled) == 2

    staged(story)


def test_disconnect_beside_an_attempt_ends_both() -> None:
    async def story(stage: Stage) -> None:
        await until_silent_with_an_attempt_beside(stage)
        old, new = stage.dialler.lines
        stage.link.stop_retrying()
        await settle()
        assert old.closed
        assert new.aborted
        new.welcome()
        await asyncio.sleep(60)
        assert stage.link.view.state is LinkState.OFFLINE

    staged(story)


def test_a_server_that_speaks_and_does_not_read_makes_nothing_pile_up() -> None:
    async def story(stage: Stage) -> None:
        await stage.go_live()

        async def never(text: str) -> None:
            await asyncio.get_running_loop().create_future()

        stage.dialler.line.send = never  # type: ignore[method-assign]
        taken = [stage.link.send(Ping()) for _ in range(2 * MOST_OUTGOING)]
        assert taken == [True] * MOST_OUTGOING + [False] * MOST_OUTGOING
        await stage.beat_for(12)
        assert stage.link.view.state is LinkState.LIVE

    staged(story)


def test_a_synchronisation_that_brings_nothing_but_heartbeats_is_given_up() -> None:
    async def story(stage: Stage) -> None:
        stage.link.connect_now()
        await settle()
        stage.dialler.line.welcome()
        await stage.beat_for(29)
        assert stage.link.view.state is LinkState.SYNCING
        await stage.beat_for(2)
        assert stage.link.view.cause is Cause.STALLED

    staged(story)


def test_chunks_that_came_together_leave_others_their_turn() -> None:
    async def story(stage: Stage) -> None:
        stage.link.connect_now()
        await settle()
        line = stage.dialler.line
        line.welcome(mode=Mode.SNAPSHOT)
        await settle()
        taken_at: list[int] = []
        turns = 0
        before = len(stage.listener.messages)
        for _ in range(10):
            line.says_text(framed(SNAPSHOT_CHUNK, pack(chunk_of_jobs([]))))
        while len(taken_at) < 10:
            turns += 1
            assert turns < 100
            await asyncio.sleep(0)
            taken_at += [turns] * (len(stage.listener.messages) - before - len(taken_at))
        assert len(set(taken_at)) == 10, "one at a time"

    staged(story)
