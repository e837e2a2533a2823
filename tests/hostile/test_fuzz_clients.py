# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever clients send, a real jmssd lives, does not grow or hang, and names them once."""

import asyncio
import json
import signal
import time
import typing
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import strategies as st
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from jmss.wire import close_codes
from jmss.wire.messages import ClientMessage
from tests.fakes.any_message import texts
from tests.fakes.jmssd import ADDRESS, Jmssd
from tests.fakes.raw_client import RawClient
from tests.fixtures.fuzz_time import Campaign, play
from tests.hostile import broken_bytes
from tests.hostile.counted_jmssd import COUNTS
from tests.hostile.held import Held, resident

MESSAGES = texts(typing.get_args(ClientMessage))
FRAMES = st.lists(st.one_of(MESSAGES, st.binary(max_size=20)), max_size=6)
GREETINGS = st.sampled_from(["", "command", "desk"])
OFFENCES = {1002, 1007, 1008, 1009, close_codes.BAD_MESSAGE}
"""Codes for who breaks the rules; any other end is nobody's fault."""
PATIENCE = 12.0
"""Seconds after which somebody who waits for the server says that it hangs."""
LATELY = 50
"""Clients whose line may still come."""


class Counted(Jmssd):
    """A jmssd that says what it holds, and whose log is read bit by bit."""

    def __init__(self, root: Path) -> None:
        super().__init__(root, (str(Path(__file__).with_name("counted_jmssd.py")),))
        self._read = 0

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def held(self) -> Held:
        """Ask it what it holds."""
        answer = self.root / COUNTS
        answer.unlink(missing_ok=True)
        self.signal(signal.SIGUSR1)
        give_up = time.monotonic() + PATIENCE
        while not answer.exists():
            assert time.monotonic() < give_up, "it does not say what it holds"
            time.sleep(0.005)
        return Held(**json.loads(answer.read_text()), resident=resident(self.pid))

    def settled(self, tasks: int) -> Held:
        """Ask it when what the last clients left behind is gone."""
        give_up = time.monotonic() + PATIENCE
        while (held := self.held()).tasks > tasks and time.monotonic() < give_up:
            time.sleep(0.1)
        return held

    def new_lines(self) -> list[str]:
        """Give the warnings, and worse, since the last time."""
        with (self.drive / "log" / "jmssd.log").open(encoding="utf-8") as log:
            log.seek(self._read)
            lines = log.read().splitlines()
            self._read = log.tell()
        return [line for line in lines if " INFO " not in line]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counted]:
    counted = Counted(tmp_path_factory.mktemp("fuzzed") / "cluster")
    counted.start()
    try:
        yield counted
    finally:
        counted.kill()


def hello(role: str) -> str:
    fields = {"t": "hello", "role": role, "agent": "x", "session": str(uuid.uuid4())}
    return json.dumps(fields)


async def say(server: Counted, frames: list[str | bytes]) -> tuple[int | None, int]:
    """Say all that, then ask whether it lives; give the code of the end, if any, and the port."""
    ws = await connect(server.uri, ping_interval=None, compression=None, max_size=None, proxy=None)
    port, question = int(ws.local_address[1]), str(uuid.uuid4())
    try:
        async with asyncio.timeout(PATIENCE):
            for frame in (*frames, json.dumps({"t": "ask_status", "id": question})):
                await ws.send(frame)
            while question not in str(await ws.recv()):
                pass
    except ConnectionClosed as closed:
        return (closed.rcvd.code if closed.rcvd else 1006), port
    except TimeoutError:
        pytest.fail("it hangs")
    finally:
        ws.transport.abort()
    return None, port


class Complaints:
    """The lines about each client: one at most, which may come a moment after its end."""

    def __init__(self, server: Counted) -> None:
        self._server = server
        self._lines: dict[int, list[str]] = {}

    def about(self, port: int, *, wanted: bool) -> None:
        """Take in what was logged; wait for the line about this client if there must be one."""
        # Ports come again: what was said about one long ago is forgotten.
        self._lines = dict(list(self._lines.items())[-LATELY:]) | {port: []}
        give_up = time.monotonic() + 2.0
        self._read()
        while wanted and not self._lines[port]:
            assert time.monotonic() < give_up, "nobody was told about the offender"
            time.sleep(0.002)
            self._read()

    def _read(self) -> None:
        for line in self._server.new_lines():
            port = next((port for port in reversed(self._lines) if f"{port})" in line), None)
            assert port is not None, line
            self._lines[port].append(line)
            assert len(self._lines[port]) == 1, self._lines[port]


async def still_serves(server: Counted) -> None:
    async with RawClient(server.uri, role="command") as good:
        assert (await good.ask({"k": "hold", "job": 10**6}))["error"] == "NoSuchJob"


def messages(server: Counted) -> typing.Callable[..., None]:
    complaints = Complaints(server)

    def whatever_a_client_says(greeting: str, frames: list[str | bytes]) -> None:
        first: list[str | bytes] = [hello(greeting)] if greeting else []
        code, port = asyncio.run(say(server, first + frames))
        assert code != 1006, "whoever is cut off is told why"
        complaints.about(port, wanted=code in OFFENCES)

    return whatever_a_client_says


def bytes_below(server: Counted) -> typing.Callable[..., None]:
    async def throw(data: bytes) -> int:
        reader, writer = await asyncio.open_connection(ADDRESS, server.port)
        port = int(writer.get_extra_info("sockname")[1])
        try:
            async with asyncio.timeout(PATIENCE):
                writer.write(data)
                await writer.drain()
                writer.write_eof()
                while await reader.read(65536):
                    pass
        except TimeoutError:
            pytest.fail("it hangs")
        except OSError:
            pass
        finally:
            writer.transport.abort()
        return port

    complaints = Complaints(server)

    def whatever_bytes_a_client_sends(data: bytes) -> None:
        port = asyncio.run(throw(data))
        complaints.about(port, wanted=False)

    return whatever_bytes_a_client_sends


def fuzz_for(
    campaign: Campaign,
    server: Counted,
    what: typing.Callable[..., None],
    **drawn: st.SearchStrategy[object],
) -> None:
    play(what, 50, **drawn)
    asyncio.run(still_serves(server))
    idle = server.settled(0)
    campaign.run(what, **drawn)
    asyncio.run(still_serves(server))
    after = server.settled(idle.tasks)
    campaign.tell(after.difference(idle))
    assert not after.grown(idle)


BYTES = broken_bytes.from_client(st.one_of(MESSAGES.map(str.encode), st.binary(max_size=20)))


def test_nothing_that_a_client_says_ends_the_server(server: Counted) -> None:
    play(messages(server), 60, greeting=GREETINGS, frames=FRAMES)
    asyncio.run(still_serves(server))


def test_no_bytes_of_a_client_end_the_server(server: Counted) -> None:
    play(bytes_below(server), 40, data=BYTES)
    asyncio.run(still_serves(server))


@pytest.mark.slow
def test_fuzz_what_clients_say(server: Counted, campaign: Campaign) -> None:
    fuzz_for(campaign, server, messages(server), greeting=GREETINGS, frames=FRAMES)


@pytest.mark.slow
def test_fuzz_bytes_of_clients(server: Counted, campaign: Campaign) -> None:
    fuzz_for(campaign, server, bytes_below(server), data=BYTES)
