# SPDX-License-Identifier: GPL-3.0-or-later
"""Who follows the board without its jobs: a real server, a client that knows the protocol alone."""

import asyncio
from pathlib import Path

from tests.fakes.jmssd import Jmssd, running_jmssd
from tests.fakes.raw_client import RawClient

QUEUE = {"k": "put_document", "document": {"k": "calendar", "name": "bank", "country": "JP"}}


def bare(server: Jmssd, before: RawClient | None = None) -> RawClient:
    client = RawClient(server.uri, before=before)
    client.extra = {"encodings": ["none", "columns"]}
    return client


def kinds(client: RawClient) -> set[str]:
    return {kind for kind, *_ in client.board}


async def stand_at(client: RawClient, seq: int) -> None:
    while client.position is None or client.position["seq"] < seq:
        await client.hear()


def test_it_is_told_all_else_and_where_it_stands_over_a_restart(tmp_path: Path) -> None:
    async def story(server: Jmssd) -> None:
        async with RawClient(server.uri, role="command") as command:
            for _ in range(30):
                await command.submit(hold=True)
            async with bare(server) as first:
                await first.until("end")
                assert first.welcome["encoding"] == "none"
                assert kinds(first) >= {"queue", "placement"}
                assert "job" not in kinds(first), "the snapshot has none"
                answer = await command.submit(hold=True)
                await stand_at(first, answer["seq"])
                answer = await command.ask(QUEUE)
                await stand_at(first, answer["seq"])
                assert ("calendar", "bank") in first.board
                assert "job" not in kinds(first), "nor do they come later"
            for _ in range(30):
                answer = await command.submit(hold=True)
        server.kill()
        server.start()
        async with bare(server, before=first) as second:
            await second.until("end")
            assert second.welcome["mode"] == "replay", "without jobs, too"
            await stand_at(second, answer["seq"])
            assert "job" not in kinds(second)
            assert second.gaps == second.duplicates == first.gaps == first.duplicates == 0
            async with RawClient(server.uri) as whole:
                await whole.until("end")
                others = {key: fact for key, fact in whole.board.items() if key[0] != "job"}
                assert len(whole.board) - len(others) == 61
                await stand_at(second, whole.position["seq"] if whole.position else 0)
                assert second.board == others

    with running_jmssd(tmp_path / "cluster") as server:
        asyncio.run(story(server))
