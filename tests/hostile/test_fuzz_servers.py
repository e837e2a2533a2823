# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever servers send, a desk lives, does not grow, hangs on nothing, and names them once.

``messages``: in virtual time, over fake lines. ``bytes``: on real sockets, below the messages.
"""

import asyncio
import logging
import re
import typing
from collections.abc import Callable

import pytest
from hypothesis import strategies as st

from jmss.link.view import UP, LinkState
from jmss.wire.messages import ServerText
from tests.fakes.any_message import texts
from tests.faults.desk_end import DeskEnd, until
from tests.fixtures.fuzz_time import Campaign, play
from tests.fixtures.quiet_log import Listener
from tests.hostile import broken_bytes, broken_columns
from tests.hostile.desks import BEAT, SYNC, WELCOME, at_a_desk, sound
from tests.hostile.held import held_here

ADDRESS = "127.0.0.101"
MESSAGES = texts(typing.get_args(ServerText))
COMPLAINTS = "could not be understood|The mirror stands|More came than"
CLOSES = st.sampled_from([None, 1000, 1006, 1012, 1013, 4001, 4999, 3000])
SAID = {
    "greeting": st.sampled_from([[], [WELCOME], [WELCOME, *SYNC]]),
    "rest": st.lists(st.one_of(MESSAGES, MESSAGES, broken_columns.FRAMES), max_size=6),
    "close": CLOSES,
}
BYTES = {
    "hostile": st.lists(
        broken_bytes.from_server(
            st.one_of(
                MESSAGES.map(str.encode),
                st.sampled_from([WELCOME, *SYNC, BEAT]).map(str.encode),
                st.binary(max_size=20),
            ),
            broken_columns.FRAMES,
        ),
        min_size=1,
        max_size=2,
    )
}
EPOCH = "of a server in order"
PATIENCE = 4.0
"""Seconds within which a desk is live with a server in order."""
HOSTILE_FOR = 0.05
"""Seconds that a hostile server is looked at, at least."""


def complaints(log: Listener) -> int:
    """Count the lines in the log, and forget them."""
    count = len(log.lines)
    assert not log.unannounced(), log.unannounced()
    log.lines.clear()
    return count


def messages(log: Listener) -> Callable[..., None]:
    def whatever_a_server_says(
        greeting: list[str | bytes], rest: list[str | bytes], close: int | None
    ) -> None:
        desk = at_a_desk(greeting + rest, 2.0, close=close, recovers=True)
        assert complaints(log) <= len(desk.dialler.dialled), "one line for each link at most"

    return whatever_a_server_says


class HostileServer:
    """Answers each caller with the next of its scripts, and with the last one for ever."""

    def __init__(self, scripts: list[tuple[bool, bytes]]) -> None:
        self._scripts = scripts
        self._server: asyncio.Server | None = None
        self._links: set[asyncio.StreamWriter] = set()
        self.callers = 0
        self.port = 0

    async def __aenter__(self) -> "HostileServer":
        self._server = await asyncio.start_server(self._serve, ADDRESS, 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for writer in tuple(self._links):
            writer.transport.abort()
        await self._server.wait_closed()
        while self._links:
            await asyncio.sleep(0)

    def becomes(self, scripts: list[tuple[bool, bytes]]) -> None:
        """From now on it says something else, to new callers; the others are cut."""
        self._scripts = scripts
        for writer in tuple(self._links):
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._links.add(writer)
        try:
            accepts, said = self._scripts[min(self.callers, len(self._scripts) - 1)]
            self.callers += 1
            request = await reader.readuntil(b"\r\n\r\n")
            if accepts:
                key = re.search(rb"Sec-WebSocket-Key: (\S+)", request)
                assert key is not None
                writer.write(broken_bytes.accepted(key[1].decode()))
            writer.write(said)
            while await reader.read(65536):
                pass
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.transport.abort()
            self._links.discard(writer)


def in_order() -> tuple[bool, bytes]:
    """What a server in order says, as bytes."""
    said = [*sound(EPOCH), BEAT]
    return True, b"".join(broken_bytes.frame(text.encode(), masked=False) for text in said)


def is_live(desk: DeskEnd) -> bool:
    position = desk.mirror.position
    return desk.view.state in UP and position is not None and position.epoch == EPOCH


def is_live_if_wished(desk: DeskEnd) -> bool:
    """Choose [接続] whenever nothing is under way: a goaway may have named a time, or it is held.

    A dial that is under way is not doubled, so it may take two of them.
    """
    if desk.view.state in {LinkState.WAITING, LinkState.HELD}:
        desk.connection.connect_now()
    return is_live(desk)


async def meet(scripts: list[tuple[bool, bytes]]) -> int:
    """Let a desk meet that server, then one in order; give how often it dialled."""
    async with HostileServer(scripts) as server:
        desk = DeskEnd({"VCOM1": ADDRESS}, server.port)
        async with desk:
            await asyncio.sleep(HOSTILE_FOR)
            assert not desk.ended, "the link must outlive whatever it hears"
            server.becomes([in_order()])
            await until(lambda: is_live_if_wished(desk), PATIENCE, f"live: {desk.view}")
        callers = server.callers
    await until(lambda: len(asyncio.all_tasks()) == 1, 2.0, "no task left behind")
    return callers


def bytes_below(log: Listener) -> Callable[..., None]:
    def whatever_bytes_a_server_sends(hostile: list[tuple[bool, bytes]]) -> None:
        callers = asyncio.run(meet(hostile))
        assert complaints(log) <= callers

    return whatever_bytes_a_server_sends


def fuzz_for(
    campaign: Campaign,
    log: Listener,
    what: Callable[..., None],
    drawn: dict[str, st.SearchStrategy[object]],
) -> None:
    # Whoever else listens keeps every line, and that is not the growth that is looked for.
    logging.getLogger().handlers[:] = [log]
    play(what, 50, **drawn)
    idle = held_here()
    campaign.run(what, **drawn)
    after = held_here()
    campaign.tell(after.difference(idle))
    assert not after.grown(idle)


@pytest.fixture
def log(_log_listener: Listener) -> Listener:
    _log_listener.allowed.append(COMPLAINTS)
    return _log_listener


def test_nothing_that_a_server_says_ends_a_desk(log: Listener) -> None:
    play(messages(log), 60, **SAID)


def test_no_bytes_of_a_server_end_a_desk(log: Listener) -> None:
    play(bytes_below(log), 30, **BYTES)


@pytest.mark.slow
def test_fuzz_what_servers_say(log: Listener, campaign: Campaign) -> None:
    fuzz_for(campaign, log, messages(log), SAID)


@pytest.mark.slow
def test_fuzz_bytes_of_servers(log: Listener, campaign: Campaign) -> None:
    fuzz_for(campaign, log, bytes_below(log), BYTES)
