# SPDX-License-Identifier: GPL-3.0-or-later
"""``jcluster move`` of the JMSS server: everybody is told, waits as told, and comes back."""

import asyncio
import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from jlook_client.away import Away
from jlook_client.causes import cause_sentence
from jlook_client.clock import Clock
from jlook_client.connection import Connection, ConnectionWatcher
from jlook_client.mirror import Mirror
from jlook_client.timeline import Timeline
from jmss.access.token import read_token
from jmss.link.dial import Target
from jmss.link.site_dialler import site_dialler
from jmss.link.view import UP, Cause, LinkState, LinkView
from jmss.settings import Site, load_site
from jmss.texts import Texts
from jmss.wire.codec import encode
from jmss.wire.messages import Hello, Role

DESKS = 12
SAID = re.compile(r"(\S+)Z INFO jmss\.server\.service: move SV2: goaway to (\d+) clients")
JCLUSTER = [sys.executable, "-m", "jmss.commands.jcluster"]


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    """A cluster that hangs on this process."""
    root = tmp_path / "cluster"
    with socket.socket() as probe:
        probe.bind(("127.0.0.101", 0))
        port = probe.getsockname()[1]
    words = ["up", "--root", str(root), "--port", str(port), "--lifeline"]
    with (tmp_path / "cluster.log").open("wb") as log:
        up = subprocess.Popen([*JCLUSTER, *words], stdin=subprocess.PIPE, stdout=log, stderr=log)
    yield root
    assert up.stdin is not None
    up.stdin.close()
    up.wait(60)


class Desk(ConnectionWatcher):
    """A desk without a window, and what it saw when, by the time of day."""

    def __init__(self, site: Site) -> None:
        self.views: list[tuple[float, LinkView]] = []
        self.aways: list[Away] = []
        self.timeline = Timeline()
        self.connection = Connection(
            target=Target(site.server, site.port),
            dialler=site_dialler(site, agent="test"),
            mirror=Mirror(),
            timeline=self.timeline,
            user="test",
            agent="test",
            clock=Clock(),
        )
        self.connection.watchers.append(self)

    def link_changed(self, view: LinkView) -> None:
        self.views.append((time.time(), view))

    def came_back(self, away: Away) -> None:
        self.aways.append(away)

    def is_live(self, node: str) -> bool:
        view = self.connection.view
        return view.state is LinkState.LIVE and view.node == node

    def first(self, since: float, fits: Callable[[LinkView], bool]) -> tuple[float, LinkView]:
        return next((at, view) for at, view in self.views if at >= since and fits(view))


async def wait_for(condition: Callable[[], bool], what: str, seconds: float = 40.0) -> None:
    give_up = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < give_up, f"{what}: not within {seconds} s"
        await asyncio.sleep(0.01)


async def goodbye(site: Site, root: Path) -> dict[str, object]:
    """Be a client of a dozen lines and give the goodbye that it hears."""
    headers = {"Authorization": f"Bearer {read_token(root / 'token')}"}
    uri = f"ws://{site.hosts[site.server]}:{site.port}/"
    heard: dict[str, object] = {}
    async with connect(uri, additional_headers=headers, proxy=None, ping_interval=None) as line:
        await line.send(encode(Hello(role=Role.COMMAND, agent="by hand", session="by hand")))
        with suppress(ConnectionClosed):
            while True:
                message = json.loads(await line.recv())
                if message["t"] == "goaway":
                    heard = message
        assert line.close_code == 1012
    return heard


async def stalls() -> float:
    """Give the longest time that this process could not look at anything, until cancelled."""
    longest = 0.0
    try:
        while True:
            before = time.monotonic()
            await asyncio.sleep(0.005)
            longest = max(longest, time.monotonic() - before - 0.005)
    except asyncio.CancelledError:
        return longest


@pytest.mark.slow
def test_everybody_is_told_waits_as_told_and_comes_back(root: Path) -> None:
    async def story() -> None:
        await wait_for((root / "site.toml").exists, "the site file")
        site = load_site(root / "site.toml")
        desks = [Desk(site) for _ in range(DESKS)]
        running = [asyncio.create_task(desk.connection.run()) for desk in desks]
        try:
            await wait_for(lambda: all(desk.is_live("SV1") for desk in desks), "live on SV1")
            heard = asyncio.create_task(goodbye(site, root))
            measuring = asyncio.create_task(stalls())
            words = [*JCLUSTER, "move", "VCOM1", "SV2", "--root", str(root)]
            moving = asyncio.to_thread(subprocess.run, words, check=True, capture_output=True)
            await asyncio.gather(moving)
            await wait_for(lambda: all(desk.is_live("SV2") for desk in desks), "live on SV2")
            measuring.cancel()
            check(root, desks, await heard, await measuring)
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    asyncio.run(story())


def check(root: Path, desks: list[Desk], told: dict[str, object], stall: float) -> None:
    log = (root / "drives" / "VCOM1" / "log" / "jmssd.log").read_text(encoding="utf-8")
    [(moment, clients)] = SAID.findall(log)
    assert int(clients) >= DESKS + 1
    sent = datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp()
    assert (told["why"], told["node"]) == ("move", "SV2")
    wait = told["retry_after"]
    assert isinstance(wait, float)
    dials, noticing = [], []
    for desk in desks:
        noticed, view = desk.first(sent - 0.01, lambda view: view.state not in UP)
        noticing.append(noticed - sent)
        assert noticing[-1] <= 0.1 + stall
        assert (view.state, view.cause) == (LinkState.WAITING, Cause.MOVING)
        assert cause_sentence(Texts("en"), view) == "VCOM1 is being moved to SV2."
        dialled, _ = desk.first(noticed, lambda view: view.state is LinkState.CONNECTING)
        assert dialled - sent >= wait
        dials.append(dialled)
        lines = [line.template for line in desk.timeline.lines if line.source == "JLook"]
        assert lines[0] == "{server} is being moved from {node} to {wanted}"
        assert lines[-1] == "{server} was moved in good order (to {node}, blind for {seconds} s)"
        assert desk.aways[0].cause is Cause.MOVING
        assert (desk.aways[0].from_node, desk.aways[0].to_node) == ("SV1", "SV2")
        assert desk.aways[0].complete
    blind = max(desk.aways[0].seconds for desk in desks)
    sys.stdout.write(
        f"\nnoticed at most {max(noticing):.3f} s after the goaway; first dials after"
        f" {min(dials) - sent:.2f} to {max(dials) - sent:.2f} s; blind for {blind:.2f} s at most\n"
    )
    assert max(dials) - min(dials) >= wait / 8, "not all of them in the same moment"
