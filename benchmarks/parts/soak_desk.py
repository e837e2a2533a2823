# SPDX-License-Identifier: GPL-3.0-or-later
"""The real JLook, without a display, for `soak.py`: ``python soak_desk.py PORT FOLDER``.

It says one JSON line about itself each second and one for each change of its link. Lines on
standard input are orders: ``compare FILE`` holds the desk's board against the server's, as
written by ``busy_jmssd.py``. It ends when its input does.
"""

import asyncio
import json
import logging
import os
import sys
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import msgspec

from benchmarks.parts.busy_jmssd import WholeBoard
from benchmarks.parts.own_stalls import OwnStalls
from benchmarks.parts.row_account import RowAccount
from benchmarks.parts.server_process import ADDRESS
from jlook_client.applied import AppliedChanges
from jlook_client.apps.application import bare_application
from jlook_client.apps.desk import Desk
from jlook_client.apps.linked_program import Wishes
from jlook_client.apps.program import run_program
from jlook_client.apps.waiting import NotInTime, until
from jlook_client.connection import ConnectionWatcher
from jlook_client.mirror import Mirror
from jlook_client.settings import SettingsFile, Theme
from jmss.link.view import LinkState, LinkView
from jmss.logs import start_log
from jmss.model.changes import Fact, Gone
from jmss.model.documents import key_of
from jmss.model.jobs import Job
from jmss.model.machines import Machine, Placement
from jmss.model.queues import Queue, QueueGone
from jmss.settings import Site

_log = logging.getLogger("soak")

CAUGHT_UP = 20.0
"""Seconds within which the desk has everything after the last change."""


class Notes(ConnectionWatcher):
    """Accounts for every row and says what the link does."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._state: LinkState | None = None
        self.account = RowAccount()
        self.snapshots = 0
        desk.connection.watchers.append(self)

    def link_changed(self, view: LinkView) -> None:
        if view.state is self._state:
            return
        self._state = view.state
        say({"link": view.state.value, "node": view.node, "at": time.monotonic()})
        position = self._desk.mirror.position
        at = position and (position.seq, position.inc)
        _log.info("%s %s %s, the mirror stands at %s", view.state, view.node, view.cause, at)
        if view.state is LinkState.LIVE and position is not None:
            if self.account.last is None:
                self.account.begin(position.seq)
            # What came in a snapshot was not told row by row.
            self.snapshots += position.seq != self.account.last
            self.account.stands_at(position.seq)

    def applied(self, changes: AppliedChanges) -> None:
        self.account.take(changes.seqs)

    def now(self) -> dict[str, object]:
        account = self.account
        return {
            "at": time.monotonic(),
            "seq": account.last,
            "told": account.told,
            "gaps": account.gaps,
            "repeated": account.repeated,
            "snapshots": self.snapshots,
            "missing": account.missing[-3:],
            "jobs": len(self._desk.mirror.columns),
            # On one machine the clocks agree: a heartbeat that seems old has waited for us.
            "behind": -self._desk.connection.server_time_ahead,
            "cpu": time.process_time(),
        }


def say(what: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def is_at(mirror: Mirror, seq: int) -> bool:
    return mirror.position is not None and mirror.position.seq >= seq


def held_by(mirror: Mirror) -> dict[object, Fact]:
    """Give everything that a mirror holds, by key."""
    return keyed(
        [
            *mirror.columns.jobs(),
            *mirror.queues.values(),
            *mirror.machines.values(),
            *mirror.placements.values(),
            *mirror.named.values(),
        ]
    )


def keyed(facts: Iterable[Fact]) -> dict[object, Fact]:
    def key(fact: Fact) -> object:
        match fact:
            case Job() | Gone():
                return fact.number
            case Queue() | Machine():
                return type(fact), fact.name
            case Placement():
                return fact.virtual_computer, fact.incarnation
            case QueueGone():
                return Queue, fact.name
            case _:
                return key_of(fact)

    return {key(fact): fact for fact in facts}


async def compare(mirror: Mirror, board: WholeBoard) -> dict[str, object]:
    """Hold the desk's board against the server's, fact by fact."""
    with suppress(NotInTime):
        await until(lambda: is_at(mirror, board.seq), "the last change", CAUGHT_UP)
    here, there = held_by(mirror), keyed(board.facts)
    differ = [key for key in here.keys() | there.keys() if here.get(key) != there.get(key)]
    return {
        "server_seq": board.seq,
        "desk_seq": mirror.position.seq if mirror.position else 0,
        "facts": len(there),
        "differ": len(differ),
        "examples": [repr((here.get(key), there.get(key))) for key in differ[:3]],
    }


async def stay(desk: Desk) -> int:
    loop = asyncio.get_running_loop()
    orders: asyncio.Queue[str] = asyncio.Queue()
    ended = asyncio.Event()

    def listen() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(orders.put_nowait, line.strip())
        loop.call_soon_threadsafe(ended.set)

    async def tell() -> None:
        while True:
            await asyncio.sleep(1.0)
            say(notes.now() | {"stalls": stalls.taken()})

    async def obey() -> None:
        while True:
            _, file = (await orders.get()).split(maxsplit=1)
            data = await loop.run_in_executor(None, Path(file).read_bytes)
            board = msgspec.json.decode(data, type=WholeBoard)
            say({"compared": await compare(desk.mirror, board)})

    notes, stalls = Notes(desk), OwnStalls(desk.window)
    desk.show()
    threading.Thread(target=listen, daemon=True).start()
    tasks = [asyncio.ensure_future(work) for work in (desk.run(), tell(), obey(), ended.wait())]
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()
    return 0


def main() -> int:
    port, folder = int(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    start_log(folder / "desk.log")
    app = bare_application()
    desk = Desk(
        app,
        Site(server="VCOM1", port=port, hosts={"VCOM1": ADDRESS}),
        SettingsFile(folder / "settings.json"),
        wishes=Wishes(language="en", theme=Theme.LIGHT),
        boards=folder / "boards",
    )
    status = run_program(app, lambda: stay(desk))
    desk.close()
    return status


if __name__ == "__main__":
    sys.exit(main())
