# SPDX-License-Identifier: GPL-3.0-or-later
"""A real jmssd process and real websockets: what ``docs/protocol.md`` promises."""

import asyncio
import json
import os
import resource
import signal
import sqlite3
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from jmss.cluster.wish import wish
from jmss.link.caller import Caller
from jmss.link.dial import Dialler, Target
from jmss.link.lookup import Lookup
from jmss.model.jobs import Job
from jmss.wire.messages import Hello, Role
from tests.fakes.jmssd import Jmssd, running_jmssd
from tests.fakes.raw_client import RawClient, RawMachine


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Jmssd]:
    with running_jmssd(tmp_path / "cluster") as jmssd:
        yield jmssd


async def close_code(server: Jmssd, *texts: str | bytes) -> int:
    """Say these texts and give the code with which the server ends the link."""
    ws = await connect(server.uri, ping_interval=None, proxy=None)
    try:
        for text in texts:
            await ws.send(text)
        async with asyncio.timeout(5.0):
            while True:
                await ws.recv()
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else 1006
    finally:
        # The server may have cut the link in the middle of a frame: a closing handshake
        # has nobody to talk to then.
        if not ws.transport.is_closing():
            ws.transport.abort()
        await ws.wait_closed()


def hello(**fields: Any) -> str:
    say = {"t": "hello", "role": "command", "agent": "x", "session": str(uuid.uuid4())}
    return json.dumps(say | fields)


def test_hello_snapshot_live_changes_and_answers(server: Jmssd) -> None:
    async def story() -> None:
        async with RawClient(server.uri) as desk, RawClient(server.uri) as other:
            assert (desk.welcome["mode"], desk.welcome["why"]) == ("snapshot", "asked")
            end = await desk.until("end")
            await other.until("end")
            assert end["recent"], "the event log must not be empty"
            assert ("machine", "VCOM2") in desk.board
            assert ("queue", "VCOM4") in desk.board
            answer = await desk.submit(name="月次締め🧾", hold=True)
            job = await other.job(answer["job"], "held")
            assert job["name"] == "月次締め🧾"
            assert other.position is not None
            assert other.position["seq"] == answer["seq"]
            assert (await desk.ask({"k": "release", "job": answer["job"]}))["seq"] > 0
            refused = await desk.ask({"k": "rerun", "job": answer["job"]})
            assert refused["error"] == "NotNow"
            await desk.until("hb")
            assert (desk.gaps, desk.duplicates) == (0, 0)

    asyncio.run(story())


def test_a_job_runs_on_a_machine_and_is_told_step_by_step(server: Jmssd) -> None:
    async def story() -> None:
        async with RawClient(server.uri) as desk, RawMachine(server.uri) as machine:
            await machine.inventory()
            number = (await desk.submit())["job"]
            order = await machine.until("start", job=number)
            assert (order["attempt"], order["command"]) == (1, "true")
            await machine.report(number, 1, "running")
            await machine.report(number, 1, "ended", exit_code=3)
            # The same news again is acknowledged again and changes nothing.
            await machine.report(number, 1, "ended", exit_code=3)
            job = await desk.job(number, "ended_abnormally")
            assert (job["reason"], job["exit_code"], job["machine"]) == ("exit_code", 3, "VCOM2")
            assert (await desk.ask({"k": "rerun", "job": number}))["seq"] > 0
            assert (await machine.until("start", job=number))["attempt"] == 2
            await desk.ask({"k": "cancel", "job": number, "force": True})
            assert (await machine.until("stop", job=number))["force"] is True
            await machine.report(number, 2, "ended", signal="SIGKILL")
            assert (await desk.job(number, "cancelled"))["reason"] == "operator"

    asyncio.run(story())


def test_output_is_read_through_the_server(server: Jmssd) -> None:
    async def story() -> None:
        async with RawClient(server.uri, role="command") as asker:
            number = (await asker.submit())["job"]
            ask = {"t": "read_output", "id": "r1", "job": number}
            await asker.say(**ask)
            assert (await asker.until("answer", id="r1"))["error"] == "OutputAway"
            async with RawMachine(server.uri) as machine:
                await machine.inventory()
                await machine.until("start", job=number)
                await asker.say(**ask)
                question = await machine.until("read_output")
                assert question["id"] != "r1"
                await machine.say(
                    t="output", id=question["id"], job=number, attempt=1, offset=0, data="aGk="
                )
                assert (await asker.until("output", id="r1"))["data"] == "aGk="
                await asker.say(**ask | {"id": "r2"})
                await machine.until("read_output")
            assert (await asker.until("answer", id="r2"))["error"] == "MachineAway"
            await asker.say(**ask | {"id": "r3", "limit": 0})
            assert (await asker.until("answer", id="r3"))["error"] == "BadValue"

    asyncio.run(story())


def test_killed_and_started_again_a_desk_resumes_by_replay(server: Jmssd) -> None:
    async def story() -> None:
        async with RawClient(server.uri) as desk:
            await desk.until("end")
            kept = desk
            async with RawClient(server.uri, role="command") as other:
                for _ in range(20):
                    await other.submit()
                # The desk has read some of the changes, not all of them.
                await desk.job(5, "queued", "starting")
        server.kill()
        server.start("SV2")
        async with RawClient(server.uri, before=kept) as again:
            assert again.welcome["mode"] == "replay"
            assert again.welcome["node"] == "SV2"
            assert again.welcome["incarnation"] == kept.welcome["incarnation"] + 1
            await again.until("end")
            assert "snap" not in again.kinds
            assert (again.gaps, again.duplicates) == (0, 0)
            assert all(("job", number) in again.board for number in range(1, 21))
            assert again.seen == list(range(again.seen[0], again.seen[-1] + 1))
            async with RawClient(server.uri) as fresh:
                await fresh.until("end")
                assert fresh.board == again.board
            stays = [f for f in again.board.values() if f["k"] == "placement"]
            assert [(s["node"], s.get("ending", "")) for s in stays] == [
                ("SV1", "failed"),
                ("SV2", ""),
            ]
        async with RawClient(server.uri, before=again) as current:
            assert current.welcome["mode"] in {"current", "replay"}

    asyncio.run(story())


def test_a_rolled_back_journal_is_noticed(server: Jmssd) -> None:
    async def story() -> None:
        async with RawClient(server.uri) as desk:
            await desk.until("end")
            server.signal(signal.SIGTERM)
            assert await asyncio.to_thread(server.wait) == 0
            copy = server.database.read_bytes()
            server.start()
        async with RawClient(server.uri) as desk:
            for _ in range(5):
                await desk.submit(name="lost")
            while ("job", 5) not in desk.board:
                await desk.hear()
            server.signal(signal.SIGTERM)
            await asyncio.to_thread(server.wait)
        # The drive comes back from yesterday's copy, and the journal grows again.
        server.database.write_bytes(copy)
        server.start()
        server.kill()
        server.start()
        async with RawClient(server.uri) as other:
            for _ in range(8):
                await other.submit(name="other")
        async with RawClient(server.uri, before=desk) as again:
            assert (again.welcome["mode"], again.welcome["why"]) == ("snapshot", "diverged")
            await again.until("end")
            assert {f["name"] for f in again.board.values() if f["k"] == "job"} == {"other"}

    asyncio.run(story())


def test_another_epoch_and_a_position_too_old_or_in_the_future_get_a_snapshot(
    server: Jmssd,
) -> None:
    async def story() -> None:
        async with RawClient(server.uri) as desk:
            await desk.until("end")
        assert desk.position is not None
        there = dict(desk.position)
        for why, position in (
            ("epoch", there | {"epoch": str(uuid.uuid4())}),
            ("diverged", there | {"seq": there["seq"] + 1000}),
            ("diverged", there | {"inc": 99}),
        ):
            desk.position = position
            async with RawClient(server.uri, before=desk) as again:
                assert (again.welcome["mode"], again.welcome["why"]) == ("snapshot", why)
                await again.until("end")

    asyncio.run(story())


def test_resync_on_the_same_link(server: Jmssd) -> None:
    async def story() -> None:
        async with RawClient(server.uri) as desk:
            await desk.until("end")
            await desk.say(t="resync")
            await desk.until("snap")
            await desk.until("end")
            await desk.say(t="resync", position=desk.position)
            await desk.until("end")
            await desk.submit()
            assert desk.kinds.count("snap") == 2

    asyncio.run(story())


def test_the_same_operation_twice_is_done_once_even_across_a_restart(server: Jmssd) -> None:
    submit = {"k": "submit", "name": "j", "command": "true", "queue": "NIGHT", "owner": "o"}

    async def story() -> None:
        op, lost = str(uuid.uuid4()), str(uuid.uuid4())
        async with RawClient(server.uri, role="command") as asker:
            assert asker.welcome["mode"] == "current"
            await asker.until("end")
            # Twice at once, then again when it is stored.
            for _ in range(2):
                await asker.say(t="ask", id=op, operation=submit)
            first = await asker.until("answer", id=op)
            assert await asker.until("answer", id=op) == first
        server.kill()
        server.start()
        async with RawClient(server.uri, role="command") as asker:
            assert await asker.ask(submit, op) == first
            await asker.say(t="ask_status", id=op)
            assert await asker.until("answer", id=op) == first
            await asker.say(t="ask_status", id=lost)
            assert (await asker.until("answer", id=lost))["error"] == "OperationLost"
            await asker.say(t="list", id="l1")
            facts = (await asker.until("listing", id="l1"))["facts"]
            assert [f["number"] for f in facts if f["k"] == "job"] == [first["job"]]

    asyncio.run(story())


def test_bad_messages_end_the_link_with_a_code_that_tells(server: Jmssd) -> None:
    async def story() -> None:
        assert await close_code(server, "nonsense") == 4005
        assert await close_code(server, b"\xff\xfe") == 4005
        assert await close_code(server, '{"t":"ack"}') == 4005
        assert await close_code(server, hello(), '{"t":"report"}') == 4005
        assert await close_code(server, hello(), hello()) == 4005
        assert await close_code(server, hello(), '{"t":"ask","id":"x","operation":{}}') == 4005
        assert await close_code(server, hello(), '{"t":"resync"}') == 4005
        assert await close_code(server, hello(proto=99)) == 4500
        assert await close_code(server, hello(role="machine", machine="VCOM9")) == 4501
        assert await close_code(server, "[" * 20_000) == 4005
        assert await close_code(server, "[" * 100_000) == 1009, "so long a hello nobody has"
        async with RawClient(server.uri) as desk:
            await desk.ws.send("[" * 100_000)
            with pytest.raises(ConnectionClosed) as ended:
                await desk.until("never")
            assert ended.value.rcvd is not None
            assert ended.value.rcvd.code == 4005
        assert await close_code(server, "x" * (5 * 1024 * 1024)) == 1009
        async with RawMachine(server.uri, incarnation=7) as machine:
            await machine.inventory()
            older = hello(role="machine", machine="VCOM2", incarnation=6)
            assert await close_code(server, older) == 4501
        async with RawClient(server.uri) as desk:
            await desk.until("end")
            for field, value in {
                "name": "a\nb",
                "command": "x" * 32_769,
                "priority": 100,
                "owner": "",
                "wanted_machine": "VCOM9",
                "queue": "NONE",
            }.items():
                answer = await desk.submit(**{field: value})
                assert answer["error"] in {"BadValue", "NoSuchMachine", "NoSuchQueue"}
                assert str(value)[:1] in "".join(answer["fields"].values())
                assert answer["text"]
            assert (await desk.submit(command="🧾" * 32_768))["job"] == 1

    asyncio.run(story())
    assert "Traceback" not in server.log


def test_the_same_session_replaces_its_old_link(server: Jmssd) -> None:
    async def story() -> None:
        async with RawClient(server.uri) as old:
            await old.until("end")
            new = RawClient(server.uri)
            new.session = old.session
            async with new:
                await new.until("end")
                with pytest.raises(ConnectionClosed) as closed:
                    await old.until("never")
                assert closed.value.rcvd is not None
                assert closed.value.rcvd.code == 4002
                await new.submit()

    asyncio.run(story())


def test_an_orderly_stop_says_so_first(server: Jmssd) -> None:
    async def story() -> None:
        async with RawClient(server.uri) as desk, RawClient(server.uri) as asker:
            await desk.until("end")
            answer = await asker.submit()
            server.signal(signal.SIGTERM)
            assert (await desk.until("goaway"))["why"] == "stop"
            with pytest.raises(ConnectionClosed) as closed:
                await desk.hear()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 1012
            assert ("job", answer["job"]) in desk.board

    asyncio.run(story())
    assert server.wait() == 0
    assert not server.listens()


def test_a_stop_for_a_move_says_where_to_and_when_to_come_back(server: Jmssd) -> None:
    async def story() -> None:
        async with RawClient(server.uri) as desk:
            await desk.until("end")
            wish(server.drive, "SV2")
            server.signal(signal.SIGTERM)
            goodbye = await desk.until("goaway")
            assert (goodbye["why"], goodbye["node"]) == ("move", "SV2")
            assert 0.0 < goodbye["retry_after"] <= 1.0

    asyncio.run(story())
    assert server.wait() == 0
    assert "move SV2: goaway to 1 clients" in server.log


def test_a_newer_incarnation_in_the_database_ends_the_old_server_at_once(server: Jmssd) -> None:
    async def story() -> None:
        async with RawClient(server.uri, role="command") as asker:
            await asker.submit()
            with sqlite3.connect(server.database) as other:
                other.execute("UPDATE meta SET incarnation = incarnation + 1")
            other.close()
            with pytest.raises(ConnectionClosed):
                await asker.submit(name="never acknowledged")

    asyncio.run(story())
    assert server.wait() == 5
    with sqlite3.connect(server.database) as there:
        assert there.execute("SELECT count(*) FROM jobs").fetchone() == (1,)
    there.close()


def test_a_client_that_does_not_read_is_bounded_and_the_others_go_on(server: Jmssd) -> None:
    assert server.process is not None
    statm = Path(f"/proc/{server.process.pid}/statm")

    def resident() -> int:
        return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    async def story() -> None:
        async with RawClient(server.uri) as desk, RawClient(server.uri) as stuck:
            await desk.until("end")
            await stuck.until("end")
            stuck.ws.transport.pause_reading()
            # One job whose every change is 130 kB: the board stays small, the stream does not.
            number = (await desk.submit(command="🧾" * 32_768, hold=True))["job"]
            before = resident()
            for _ in range(100):
                await desk.ask({"k": "release", "job": number})
                await desk.ask({"k": "hold", "job": number})
            # 26 MB were sent to who reads; they are not kept for the one that is stuck.
            assert resident() - before < 15e6
            # It reads at last, and is told on the same link what it missed.
            stuck.kinds.clear()
            stuck.ws.transport.resume_reading()
            assert desk.position is not None
            while stuck.position is None or stuck.position["seq"] < desk.position["seq"]:
                await stuck.hear()
            assert "snap" not in stuck.kinds
            assert stuck.seen == list(range(stuck.seen[0], stuck.seen[-1] + 1))
            assert stuck.board["job", number] == desk.board["job", number]
            assert stuck.gaps == 0

    asyncio.run(story())


def test_a_command_gets_the_whole_of_a_big_board(server: Jmssd) -> None:
    async def story() -> None:
        async with RawClient(server.uri, role="command") as asker:
            for _ in range(60):
                await asker.submit(command="x" * 30_000, hold=True)
            await asker.say(t="list", id="l")
            assert (await asker.until("listing", id="l"))["more"] is True
        who = Hello(role=Role.COMMAND, agent="t", session=str(uuid.uuid4()))
        dialler = Dialler(Lookup({"VCOM1": "127.0.0.101"}), agent="t")
        target = Target("VCOM1", server.port)
        async with Caller(target=target, dialler=dialler, hello=who) as calling:
            listing = await calling.listing()
        assert sorted(f.number for f in listing.facts if isinstance(f, Job)) == list(range(1, 61))

    asyncio.run(story())


def test_killed_again_and_again_under_load_nothing_is_lost_doubled_or_skipped(
    server: Jmssd,
) -> None:
    submit = {"k": "submit", "name": "j", "command": "true", "queue": "NIGHT", "owner": "o"}
    done = asyncio.Event()

    async def ask_until_answered(client: list[RawClient], op: str) -> int:
        while True:
            try:
                if not client:
                    client.append(await RawClient(server.uri, role="command").__aenter__())
                return int((await client[0].ask(submit, op))["job"])
            except (OSError, ConnectionClosed):
                client.clear()
                await asyncio.sleep(0.02)

    async def work() -> list[int]:
        client: list[RawClient] = []
        numbers = []
        while not done.is_set():
            numbers.append(await ask_until_answered(client, str(uuid.uuid4())))
        client[0].ws.transport.abort()
        return numbers

    async def story() -> None:
        working = asyncio.create_task(work())
        desk, modes, seen = RawClient(server.uri), [], []
        for _ in range(4):
            async with desk:
                modes.append(desk.welcome["mode"])
                await desk.until("end")
                for _ in range(60):
                    await desk.hear()
                await asyncio.to_thread(server.kill)
            assert (desk.gaps, desk.duplicates) == (0, 0)
            seen += desk.seen
            await asyncio.to_thread(server.start)
            desk = RawClient(server.uri, before=desk)
        done.set()
        numbers = await working
        async with desk:
            modes.append(desk.welcome["mode"])
            await desk.until("end")
            seen += desk.seen
        assert modes == ["snapshot", "replay", "replay", "replay", "replay"]
        assert seen == list(range(seen[0], seen[-1] + 1))
        assert len(set(numbers)) == len(numbers) > 50
        assert sorted(key[1] for key in desk.board if key[0] == "job") == sorted(numbers)

    asyncio.run(story())


def test_it_takes_as_many_links_as_the_system_allows(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(soft, 500), hard))
    try:
        with running_jmssd(tmp_path / "cluster") as jmssd:
            assert jmssd.process is not None
            limits = psutil.Process(jmssd.process.pid).rlimit(psutil.RLIMIT_NOFILE)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert limits == (hard, hard)
