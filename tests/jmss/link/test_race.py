# SPDX-License-Identifier: GPL-3.0-or-later
"""The race of connections, in virtual time: who starts when, and who is left."""

import asyncio
import socket
import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from jmss.link.race import MOST, Race, RaceLost
from tests.fakes.fake_line import in_virtual_time


class Network:
    """Addresses that hang until they have a fate, and note every knock."""

    def __init__(self) -> None:
        self.knocks: list[tuple[float, str]] = []
        self.fates: dict[str, Callable[[float], OSError | bool | None]] = {}
        self.in_flight = 0
        self.most = 0
        self.opened: list[socket.socket] = []

    async def connect(self, address: str) -> socket.socket:
        """A knock is answered at once or never, as the address is at that moment."""
        now = asyncio.get_running_loop().time()
        self.knocks.append((round(now, 3), address))
        self.in_flight += 1
        self.most = max(self.most, self.in_flight)
        try:
            fate = self.fates.get(address, lambda now: False)(now)
            if isinstance(fate, OSError):
                raise fate
            if fate is False:
                await asyncio.get_running_loop().create_future()
            sock = socket.socket()
            self.opened.append(sock)
            return sock
        finally:
            self.in_flight -= 1

    def race(self, *addresses: str) -> tuple[float, str | RaceLost]:
        """Run a race; give its length and the winner's address, or how it was lost."""

        async def story() -> tuple[float, str | RaceLost]:
            outcome: str | RaceLost
            try:
                sock, outcome = await Race(addresses, self.connect, patience=1.5).run()
                sock.close()
            except RaceLost as lost:
                outcome = lost
            took = asyncio.get_running_loop().time()
            for _ in range(3):
                await asyncio.sleep(0)
            assert self.in_flight == 0, "every other attempt is dropped"
            return round(took, 3), outcome

        return in_virtual_time(story)


def test_who_answers_wins_at_once() -> None:
    network = Network()
    network.fates["a"] = lambda now: None
    assert network.race("a", "b") == (0.0, "a")
    assert network.knocks == [(0.0, "a")]


def test_a_silent_address_is_knocked_at_afresh_until_the_time_is_over() -> None:
    network = Network()
    took, outcome = network.race("a")
    assert isinstance(outcome, RaceLost)
    assert isinstance(outcome.why, TimeoutError)
    assert took == pytest.approx(1.5)
    assert network.knocks == [(0.0, "a"), (0.4, "a"), (0.8, "a"), (1.2, "a")]
    assert network.most == MOST


def test_a_fresh_knock_reaches_who_came_meanwhile() -> None:
    network = Network()
    network.fates["a"] = lambda now: None if now >= 0.5 else False
    assert network.race("a") == (0.8, "a")


def test_the_second_address_does_not_wait_for_the_first() -> None:
    network = Network()
    network.fates["b"] = lambda now: None
    assert network.race("a", "b") == (0.25, "b")


def test_an_answer_that_was_there_while_we_slept_is_not_missed() -> None:
    """After a stall the loop sees the end of the time before it sees the open connection."""

    async def story() -> int:
        knocks = 0
        ours, theirs = socket.socketpair()
        theirs.close()

        async def connect(_address: str) -> socket.socket:
            nonlocal knocks
            knocks += 1
            for _ in range(8):  # turns of the loop between the answer and its task's end
                await asyncio.sleep(0)
            return ours

        race = asyncio.create_task(Race(["a"], connect, patience=0.3).run())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        time.sleep(0.5)  # our own stall
        sock, _ = await race
        sock.close()
        return knocks

    assert asyncio.run(story()) == 1


def test_a_refusal_settles_its_address_and_the_next_one_is_due() -> None:
    network = Network()
    network.fates["a"] = lambda now: ConnectionRefusedError()
    network.fates["b"] = lambda now: None
    assert network.race("a", "b") == (0.0, "b")


def test_a_refusal_after_silence_ends_the_attempt() -> None:
    """Somebody took the address over and does not listen yet: nobody waits for the lost knocks."""
    network = Network()
    network.fates["a"] = lambda now: ConnectionRefusedError() if now >= 0.3 else False
    took, outcome = network.race("a")
    assert took == 0.4
    assert isinstance(outcome, RaceLost)
    assert isinstance(outcome.why, ConnectionRefusedError)
    assert outcome.address == "a"


def test_of_many_addresses_each_gets_its_turn_and_never_more_than_three_at_once() -> None:
    network = Network()
    network.fates["e"] = lambda now: None
    assert network.race("a", "b", "c", "d", "e") == (1.0, "e")
    assert network.most == MOST


def test_a_fault_of_ours_is_not_taken_for_the_network_s() -> None:
    async def broken(address: str) -> socket.socket:
        raise RuntimeError(address)

    async def story() -> None:
        with pytest.raises(RuntimeError):
            await Race(["a"], broken, patience=1.5).run()

    in_virtual_time(story)


def test_whoever_ends_the_race_ends_every_attempt() -> None:
    network = Network()

    async def story() -> None:
        racing = asyncio.create_task(Race(["a"], network.connect, patience=1.5).run())
        await asyncio.sleep(1.0)
        assert network.in_flight == MOST
        racing.cancel()
        await asyncio.gather(racing, return_exceptions=True)
        await asyncio.sleep(0)
        assert network.in_flight == 0

    in_virtual_time(story)


def test_a_connection_that_comes_through_too_late_is_closed() -> None:
    opened: list[socket.socket] = []

    async def stubborn(address: str) -> socket.socket:
        """Comes through in the very moment it is given up."""
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(60)
        opened.append(socket.socket())
        return opened[-1]

    async def story() -> None:
        with pytest.raises(RaceLost):
            await Race(["a"], stubborn, patience=0.3).run()
        await asyncio.sleep(0.1)
        assert [sock.fileno() for sock in opened] == [-1]

    in_virtual_time(story)
