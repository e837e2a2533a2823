# SPDX-License-Identifier: GPL-3.0-or-later
"""A silent name service costs nothing but its answer."""

import asyncio
import threading
from collections.abc import Sequence

import pytest

from jmss.link.lookup import Lookup, NameSilent, NameUnknown, system_resolve


class NameService:
    """Answers, says no, or keeps silent until it is released."""

    def __init__(self) -> None:
        self.answer: list[str] | OSError = ["10.0.0.1"]
        self.asked = 0
        self.silent = False
        self.released = threading.Event()

    def __call__(self, name: str) -> Sequence[str]:
        self.asked += 1
        if self.silent:
            self.released.wait(10)
        if isinstance(self.answer, OSError):
            raise self.answer
        return self.answer


@pytest.fixture
def service() -> NameService:
    return NameService()


def lookup(service: NameService) -> Lookup:
    return Lookup({"VCOM1": "127.0.0.101"}, service, patience=0.05, first_patience=0.1)


def test_the_site_s_own_names_need_no_service(service: NameService) -> None:
    assert asyncio.run(lookup(service).addresses("vcom1")) == ("127.0.0.101",)
    assert service.asked == 0


def test_fresh_addresses_come_before_the_remembered_one(service: NameService) -> None:
    async def story() -> None:
        names = lookup(service)
        names.remember("server", "10.0.0.9")
        assert await names.addresses("server") == ("10.0.0.1", "10.0.0.9")

    asyncio.run(story())


def test_a_name_that_is_not_there_is_unknown_and_may_come_later(service: NameService) -> None:
    async def story() -> None:
        names = lookup(service)
        service.answer = OSError("no such name")
        with pytest.raises(NameUnknown):
            await names.addresses("server")
        service.answer = ["10.0.0.2"]
        assert await names.addresses("server") == ("10.0.0.2",)

    asyncio.run(story())


def test_a_name_that_vanished_still_has_its_last_good_address(service: NameService) -> None:
    async def story() -> None:
        names = lookup(service)
        names.remember("server", "10.0.0.9")
        service.answer = OSError("no such name")
        assert await names.addresses("server") == ("10.0.0.9",)

    asyncio.run(story())


def test_a_silent_service_is_not_waited_for_when_an_address_is_known(
    service: NameService,
) -> None:
    async def story() -> None:
        names = lookup(service)
        names.remember("server", "10.0.0.9")
        service.silent = True
        assert await names.addresses("server") == ("10.0.0.9",)

    try:
        asyncio.run(story())
    finally:
        service.released.set()


def test_a_silent_service_with_nothing_known_is_said_as_such(service: NameService) -> None:
    async def story() -> None:
        names = lookup(service)
        service.silent = True
        for _ in range(5):
            with pytest.raises(NameSilent):
                await names.addresses("server")
        assert service.asked == 1, "one thread however many tries"

    try:
        asyncio.run(story())
    finally:
        service.released.set()


def test_the_system_resolves_addresses() -> None:
    assert system_resolve("127.0.0.1") == ["127.0.0.1"]
