# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions that change nothing, asked of a real jmssd; its counts outlive it."""

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.fakes.jmssd import Jmssd, running_jmssd
from tests.fakes.raw_client import Fields, RawClient


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Jmssd]:
    with running_jmssd(tmp_path / "cluster") as jmssd:
        yield jmssd


async def history(client: RawClient, number: int, **fields: int) -> Fields:
    await client.say(t="read_job", id="h", job=number, **fields)
    return await client.until("job_history", id="h")


async def counted(client: RawClient, since: float = 0.0) -> Fields:
    await client.say(t="read_statistics", id="s", since=since)
    return await client.until("statistics", id="s")


def test_a_jobs_story_and_why_it_waits(server: Jmssd) -> None:
    async def story() -> None:
        async with RawClient(server.uri, role="command") as client:
            await client.submit(hold=True)
            await client.submit()
            await client.ask({"k": "release", "job": 1})
            await client.ask({"k": "stop_queue", "queue": "NIGHT"})
            told = await history(client, 1)
            states = [one["fact"].get("state", "queued") for one in told["changes"]]
            assert states == ["held", "queued"]
            assert {one["by"] for one in told["changes"]} == {"ueda"}
            assert (told["fact"]["number"], told["on_board"], told.get("more", False)) == (
                1,
                True,
                False,
            )
            again = await history(client, 1, after=told["changes"][0]["seq"])
            assert len(again["changes"]) == 1
            await client.say(t="read_waiting", id="w", job=2)
            waits = await client.until("waiting", id="w")
            assert [one["why"] for one in waits["obstacles"]] == [
                "queue_stopped",
                "all_away",
                "ahead",
            ]
            for kind in ("read_job", "read_waiting"):
                await client.say(t=kind, id=kind, job=99)
                answer = await client.until("answer", id=kind)
                assert (answer["error"], answer["fields"]) == ("NoSuchJob", {"job": "99"})

    asyncio.run(story())


def test_counts_are_the_same_after_a_kill(server: Jmssd) -> None:
    async def total(client: RawClient) -> tuple[int, int]:
        minutes = (await counted(client))["minutes"]
        return sum(one[5] for one in minutes), minutes[-1][2]

    async def cancel(client: RawClient, numbers: range) -> None:
        for number in numbers:
            await client.submit(hold=True)
            await client.ask({"k": "cancel", "job": number})

    async def first() -> None:
        async with RawClient(server.uri, role="desk") as client:
            await cancel(client, range(1, 4))
            await client.submit()
            told = await counted(client)
            assert told["seq"] == client.position["seq"]  # type: ignore[index] # it has one
            assert await total(client) == (3, 1)
            late = await counted(client, since=time.time() + 3600.0)
            assert late["minutes"] == told["minutes"][-1:], "the present one in any case"
            deadline = time.monotonic() + 15.0
            while not written(server) and time.monotonic() < deadline:
                await asyncio.sleep(0.05)
            await cancel(client, range(5, 7))

    async def second() -> None:
        async with RawClient(server.uri, role="command") as client:
            deadline = time.monotonic() + 10.0
            while (found := await total(client)) != (5, 1) and time.monotonic() < deadline:
                await asyncio.sleep(0.02)
            assert found == (5, 1)

    asyncio.run(first())
    server.kill()
    assert written(server) < 5, "the last ones were in the journal only"
    server.start("SV2")
    asyncio.run(second())


def written(server: Jmssd) -> int:
    with closing(sqlite3.connect(server.database)) as database:
        found = database.execute("SELECT coalesce(sum(cancelled), 0) FROM minutes").fetchone()
        return int(found[0])
