# SPDX-License-Identifier: GPL-3.0-or-later
"""The traps of the loops (``docs/performance.md``), on the real link and on real sockets."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from PyQt6.QtWidgets import QApplication
from qasync import QEventLoop
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from jlook_client.apps.program import log_file
from jmss.link.dial import Dialler, Target
from jmss.link.link import Link
from jmss.link.lookup import Lookup
from jmss.link.view import LinkView
from jmss.wire.codec import MAX_SIZE, encode
from jmss.wire.messages import (
    Heartbeat,
    Hello,
    Mode,
    Role,
    ServerMessage,
    SyncEnd,
    Timing,
    Welcome,
)
from tests.fakes.jmssd import ADDRESS, running_jmssd

MESSAGES = 10_000
FEW = 12
"""Timers that a link may keep, however many messages went over it."""

WELCOME = Welcome(
    virtual_computer="VCOM1",
    node="SV1",
    epoch="e",
    incarnation=1,
    head=1,
    mode=Mode.CURRENT,
    timing=Timing(),
    time=1.0,
)

Handler = Callable[[ServerConnection], Coroutine[Any, Any, None]]


@contextmanager
def served(handler: Handler, **how: Any) -> Iterator[int]:
    """Run a server on a loop of its own, in a thread; give its port."""
    listening, ended = threading.Event(), threading.Event()
    ports: list[int] = []

    async def story() -> None:
        async with serve(handler, "127.0.0.1", 0, ping_interval=None, **how) as server:
            ports.append(server.sockets[0].getsockname()[1])
            listening.set()
            while not ended.is_set():
                await asyncio.sleep(0.01)
            server.close()
            for connection in list(server.connections):
                connection.transport.abort()

    thread = threading.Thread(target=lambda: asyncio.run(story()))
    thread.start()
    assert listening.wait(10.0)
    try:
        yield ports[0]
    finally:
        ended.set()
        thread.join(10.0)


def dialler() -> Dialler:
    return Dialler(Lookup({"VCOM1": "127.0.0.1"}), agent="test/1")


class Counting:
    """A listener that waits for so many messages."""

    def __init__(self) -> None:
        self.count = 0
        self.all_came = asyncio.Event()

    def changed(self, view: LinkView) -> None:
        """Nothing hangs on it here."""

    def received(self, message: ServerMessage) -> bool:
        self.count += 1
        if self.count >= MESSAGES:
            self.all_came.set()
        return True


def timers_of(loop: QEventLoop) -> int:
    """Give how many Qt timers wait: qasync starts one for each ``call_later``."""
    return len(vars(loop._timer)["_SimpleTimer__callbacks"])


def on_qt(qapp: QApplication, story: Callable[[QEventLoop], Coroutine[Any, Any, None]]) -> None:
    loop = QEventLoop(qapp)
    asyncio.set_event_loop(loop)
    with loop:
        loop.run_until_complete(story(loop))
    asyncio.set_event_loop(None)


def test_messages_leave_no_timers_behind(qapp: QApplication) -> None:
    async def flood(connection: ServerConnection) -> None:
        with suppress(ConnectionClosed):
            await connection.recv()
            await connection.send(encode(WELCOME))
            await connection.send(encode(SyncEnd(seq=1, inc=1)))
            beat = encode(Heartbeat(seq=1, inc=1, time=1.0))
            for _ in range(MESSAGES):
                await connection.send(beat)
            await connection.wait_closed()

    async def story(loop: QEventLoop, port: int) -> None:
        listener = Counting()
        link = Link(
            target=Target("VCOM1", port),
            dialler=dialler(),
            hello=lambda: Hello(role=Role.DESK, agent="test", session="s"),
            listener=listener,
        )
        running = asyncio.ensure_future(link.run())
        link.connect_now()
        await asyncio.wait_for(listener.all_came.wait(), 30.0)
        assert timers_of(loop) <= FEW
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    with served(flood) as port:
        on_qt(qapp, lambda loop: story(loop, port))


def test_the_trap_is_still_there_a_timeout_that_is_over_leaves_its_timer(
    qapp: QApplication,
) -> None:
    async def story(loop: QEventLoop) -> None:
        before = timers_of(loop)
        for _ in range(50):
            async with asyncio.timeout(20.0):
                pass
        assert timers_of(loop) >= before + 50

    on_qt(qapp, story)


def test_the_desk_s_end_offers_no_deflate_and_takes_more_than_the_library_would() -> None:
    offered: list[str | None] = []

    async def handle(connection: ServerConnection) -> None:
        assert connection.request is not None
        offered.append(connection.request.headers.get("Sec-WebSocket-Extensions"))
        with suppress(ConnectionClosed):
            await connection.send("x" * (MAX_SIZE - 1))
            await connection.wait_closed()

    async def story(port: int) -> None:
        line = await dialler().dial(Target("VCOM1", port), lambda: None)
        assert len(await line.receive()) == MAX_SIZE - 1
        await line.close()

    with served(handle, compression="deflate", max_size=None) as port:
        asyncio.run(story(port))
    assert offered == [None]


def test_the_server_s_end_takes_no_deflate_and_says_when_a_frame_is_too_large(
    tmp_path: Path,
) -> None:
    async def story(port: int) -> None:
        async with connect(f"ws://{ADDRESS}:{port}/", compression="deflate") as connection:
            assert connection.response is not None
            assert "Sec-WebSocket-Extensions" not in connection.response.headers
            with suppress(ConnectionClosed):
                await connection.send("x" * (MAX_SIZE + 1))
                while True:
                    await connection.recv()
            assert connection.close_code == 1009

    with running_jmssd(tmp_path / "cluster") as server:
        asyncio.run(story(server.port))


FAULTS = """
import sys
from jlook_client.apps.program import built_application
app = built_application("faults")
from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QWidget
class Faulty(QWidget):
    def paintEvent(self, event):
        self.close()
        raise RuntimeError("a fault while painting")
def slot():
    QTimer.singleShot(50, app.quit)
    raise RuntimeError("a fault in a slot")
window = Faulty()
window.show()
QTimer.singleShot(0, slot)
app.exec()
print("alive", app.quitOnLastWindowClosed())
"""


@pytest.mark.parametrize("what", ["a fault in a slot", "a fault while painting"])
def test_a_fault_in_qt_is_logged_and_ends_nothing(what: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FAULTS], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["alive", "False"]
    assert what in log_file("faults").read_text(encoding="utf-8")
