# SPDX-License-Identifier: GPL-3.0-or-later
"""The address moves, is announced or not, or lies nowhere: the real server in namespaces."""

import asyncio
import signal
import time
import tracemalloc

import pytest

from jmss.link.view import UP, Cause, LinkState
from tests.faults.desk_end import DeskEnd, until
from tests.faults.network import VIRTUAL, Bed
from tests.faults.seconds import s
from tests.faults.server_end import ServerEnd
from tests.fixtures.fault_ledger import Measured

pytestmark = pytest.mark.slow


def node_dies(bed: Bed, server: ServerEnd) -> None:
    """SV1 falls off the network at once, and what ran there is gone."""
    bed.cable("SV1", plugged=False)
    server.kill()


def test_case_12_failover_with_gratuitous_arp(
    bed: Bed, server_on: ServerEnd, measured: Measured
) -> None:
    async def story() -> None:
        await server_on.start("SV1")
        async with DeskEnd(server_on.hosts, server_on.port) as desk:
            await desk.live(10, node="SV1")
            await desk.submit("before")
            desk.stall = 0.0
            began = time.monotonic()
            node_dies(bed, server_on)
            given_up = await desk.given_up(5, began) - began
            assert given_up <= 2.9 + desk.stall
            await asyncio.sleep(began + 20.0 - time.monotonic())
            bed.give_address("SV2")
            listening = await server_on.start("SV2")
            back = await desk.live(10, node="SV2", since=began) - listening
            assert back <= 2.2
            assert desk.view.incarnation == 2
            await desk.submit("after")
            desk.assert_whole()
            assert desk.aways[-1].complete
            assert (desk.aways[-1].from_node, desk.aways[-1].to_node) == ("SV1", "SV2")
            measured(12, f"given up {s(given_up)}, live on SV2 {s(back)} after it listens")

    with bed.inside("client"):
        asyncio.run(story())


def test_case_12_a_quick_failover_waits_for_no_verdict(
    bed: Bed, server_on: ServerEnd, measured: Measured
) -> None:
    async def story() -> None:
        await server_on.start("SV1")
        async with DeskEnd(server_on.hosts, server_on.port) as desk:
            await desk.live(10, node="SV1")
            await desk.submit("before")
            desk.stall = 0.0
            began = time.monotonic()
            node_dies(bed, server_on)
            bed.give_address("SV2")
            listening = await server_on.start("SV2")
            live = await desk.live(10, node="SV2", since=began)
            # The bar: live 2.0 s after the cut when SV2 listens 1.0 s after it.
            assert live - max(listening, began + 1.0) <= 1.0 + desk.stall
            await desk.submit("after")
            desk.assert_whole()
            soon = f"SV2 listens {s(listening - began)} after the cut"
            measured(12, f"{soon}: live {s(live - listening)} later")

    with bed.inside("client"):
        asyncio.run(story())


def test_case_13_failover_without_gratuitous_arp(
    bed: Bed, server_on: ServerEnd, measured: Measured
) -> None:
    async def story() -> None:
        await server_on.start("SV1")
        async with DeskEnd(server_on.hosts, server_on.port) as desk:
            await desk.live(10, node="SV1")
            began = time.monotonic()
            node_dies(bed, server_on)
            bed.give_address("SV2", announce=False)
            listening = await server_on.start("SV2")
            await desk.given_up(5, began)
            told = await until(lambda: VIRTUAL in desk.view.detail, 10, "the address is named")
            back = await desk.live(60, node="SV2", since=began) - listening
            assert back <= 55.0
            desk.assert_whole()
            measured(13, f"live {s(back)} after, address named {s(told - began)} after the cut")

    with bed.inside("client"):
        asyncio.run(story())


def test_case_16_nobody_has_the_address(bed: Bed, server_on: ServerEnd, measured: Measured) -> None:
    async def story() -> None:
        bed.take_address("SV1")
        async with DeskEnd(server_on.hosts, server_on.port) as desk:
            began = time.monotonic()
            causes = {Cause.TIMED_OUT, Cause.UNREACHABLE}
            told = await until(lambda: desk.view.cause in causes, 6, "the cause") - began
            assert told <= 3.5 + desk.stall
            await asyncio.sleep(6.0)
            bed.give_address("SV1")
            listening = await server_on.start("SV1")
            back = await desk.live(10) - listening
            assert back <= 2.5
            measured(16, f"told {s(told)}, live {s(back)} after")

    with bed.inside("client"):
        asyncio.run(story())


def test_case_17_two_addresses_the_first_one_dead(
    bed: Bed, server_on: ServerEnd, measured: Measured
) -> None:
    async def story() -> None:
        await server_on.start("SV1")
        began = time.monotonic()
        names = DeskEnd({}, server_on.port, resolve=lambda name: ["10.77.0.99", VIRTUAL])
        async with names as desk:
            connected = await until(lambda: desk.view.state in {*UP, LinkState.SYNCING}, 5, "it")
            assert connected - began < 0.5 + desk.stall
            measured(17, f"welcomed after {s(connected - began)}")

    with bed.inside("client"):
        asyncio.run(story())


def test_case_53_a_link_that_flaps(bed: Bed, server_on: ServerEnd, measured: Measured) -> None:
    cycles = 6

    async def story() -> None:
        await server_on.start("SV1")
        async with DeskEnd(server_on.hosts, server_on.port) as desk:
            await desk.live(10)
            sizes = []
            tracemalloc.start()
            began, attempts = time.monotonic(), 0
            for _ in range(cycles):
                bed.cable("client", plugged=False)
                await asyncio.sleep(3.0)
                bed.cable("client", plugged=True)
                await asyncio.sleep(2.0)
                sizes.append(tracemalloc.get_traced_memory()[0])
            took = time.monotonic() - began
            tracemalloc.stop()
            await desk.live(10, since=time.monotonic() - 5.0)
            dials = [v for at, v in desk.views if at > began and v.state is LinkState.CONNECTING]
            attempts = len(dials)
            assert attempts / took < 1.0
            lines = len(desk.timeline.lines)
            assert lines <= 4 * cycles + 5
            grown = sizes[-1] - sizes[2]
            assert grown < 500_000
            desk.assert_whole()
            measured(
                53,
                f"{cycles} times: {attempts} attempts in {took:.0f} s, {lines} lines,"
                f" {grown / 1e6:+.1f} MB",
            )

    with bed.inside("client"):
        asyncio.run(story())


def test_case_12_a_node_that_hung_before_it_died(
    bed: Bed, server_on: ServerEnd, measured: Measured
) -> None:
    """The kernel of the hung node takes the second dial; nobody is left who could reset it."""

    async def story() -> None:
        await server_on.start("SV1")
        async with DeskEnd(server_on.hosts, server_on.port) as desk:
            await desk.live(10, node="SV1")
            await desk.submit("before")
            desk.stall = 0.0
            hung = time.monotonic()
            server_on.signal(signal.SIGSTOP)
            await desk.given_up(5, hung)
            assert desk.view.state is LinkState.CONNECTING, "the dial beside it hangs"
            node_dies(bed, server_on)
            bed.give_address("SV2")
            listening = await server_on.start("SV2")
            back = await desk.live(15, node="SV2", since=hung) - listening
            assert back <= 2.5 + desk.stall
            desk.assert_whole()
            measured(12, f"hung first, then off: live {s(back)} after SV2 listens")

    with bed.inside("client"):
        asyncio.run(story())
