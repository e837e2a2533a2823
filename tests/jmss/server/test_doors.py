# SPDX-License-Identifier: GPL-3.0-or-later
"""A real jmssd that asks for tokens: who comes in, as what, and what he may do."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from jmss.access.roles import AccessRole
from jmss.access.token import new_token
from jmss.access.token_file import TokenFile, access_folder
from tests.fakes.jmssd import Jmssd
from tests.fakes.raw_client import Fields, RawClient, RawMachine

JOB: Fields = {"name": "j", "command": "true", "queue": "NIGHT", "owner": "o"}


class House:
    """A server, and a token for each role."""

    def __init__(self, root: Path) -> None:
        self.server = Jmssd(root)
        self.tokens = TokenFile(access_folder(self.server.drive))
        self.viewer = self.tokens.add("guest", AccessRole.VIEWER)
        self.operator = self.tokens.add("ueda", AccessRole.OPERATOR)
        self.administrator = self.tokens.add("admin", AccessRole.ADMINISTRATOR)
        self.machine = self.tokens.add("VCOM2", AccessRole.MACHINE)

    def desk(self, token: str, **extra: str) -> RawClient:
        client = RawClient(self.server.uri)
        client.headers = {"Authorization": f"Bearer {token}"} if token else {}
        client.extra = dict(extra)
        return client

    def audit(self) -> list[Fields]:
        text = (self.server.drive / "log" / "audit.jsonl").read_text()
        return [json.loads(line) for line in text.splitlines()]

    async def audited(self, lines: int) -> list[Fields]:
        """Give the audit log once it has so many lines: the outcome is written meanwhile."""
        async with asyncio.timeout(5):
            while len(self.audit()) < lines:
                await asyncio.sleep(0.01)
        return self.audit()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path / "cluster")
    made.server.start()
    try:
        yield made
    finally:
        made.server.kill()


async def status_of(house: House, *shown: str) -> int:
    headers = [("Authorization", text) for text in shown]
    try:
        async with connect(house.server.uri, additional_headers=headers, proxy=None):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


def code_and_reason(closed: ConnectionClosed) -> tuple[int, str]:
    return (closed.rcvd.code, closed.rcvd.reason) if closed.rcvd else (1006, "")


async def closed_with(client: RawClient) -> tuple[int, str]:
    try:
        async with client:
            return await end_of(client)
    except ConnectionClosed as closed:
        return code_and_reason(closed)


async def end_of(client: RawClient) -> tuple[int, str]:
    try:
        while True:
            await client.hear()
    except ConnectionClosed as closed:
        return code_and_reason(closed)


def test_only_a_known_token_opens_the_door_and_none_is_written_down(house: House) -> None:
    async def story() -> None:
        bearer = f"Bearer {house.viewer}"
        assert await status_of(house) == 401
        assert await status_of(house, "") == 401
        assert await status_of(house, f"Bearer {new_token()}") == 401
        assert await status_of(house, house.viewer) == 401
        assert await status_of(house, f"Basic {house.viewer}") == 401
        assert await status_of(house, f"{bearer}x") == 401
        assert await status_of(house, bearer, bearer) == 401
        assert await status_of(house, "Bearer \xff") == 401
        assert await status_of(house, bearer) == 101
        assert await status_of(house, f"bEARER {house.viewer}") == 101

    asyncio.run(story())
    assert "turned away" in house.server.log
    assert "jmss_" not in house.server.log
    assert "Traceback" not in house.server.log


def test_an_operator_acts_on_jobs_an_administrator_on_queues_too(house: House) -> None:
    stop = {"k": "stop_queue", "queue": "NIGHT"}

    async def story() -> None:
        async with house.desk(house.operator) as operator:
            assert (await operator.submit(hold=True)).get("error", "") == ""
            assert (await operator.ask(stop))["error"] == "RoleForbids"
        async with house.desk(house.administrator) as administrator:
            assert (await administrator.ask(stop)).get("error", "") == ""

    asyncio.run(story())


def test_a_token_of_ones_own_says_who_one_is(house: House) -> None:
    async def story() -> None:
        async with house.desk(house.operator, user="somebody else") as operator:
            await operator.until("end")
            await operator.say(t="ask", id="u1", operation={"k": "submit", **JOB})
            change = (await operator.until("delta"))["changes"][0]
            assert (change["by"], change["op"]) == ("ueda", "u1")
            await operator.until("answer")
        accepted, line = await house.audited(2)
        assert (accepted["id"], accepted["outcome"]) == ("u1", "accepted")
        assert (line["user"], line["token"], line["outcome"]) == ("ueda", "ueda", "done")

    asyncio.run(story())


def test_a_machine_speaks_for_itself_and_for_nothing_else(house: House) -> None:
    async def story() -> None:
        def machine(token: str, name: str) -> RawMachine:
            client = RawMachine(house.server.uri, name)
            client.headers = {"Authorization": f"Bearer {token}"}
            return client

        async with machine(house.machine, "VCOM2") as own:
            await own.inventory()
        code, reason = await closed_with(machine(house.machine, "VCOM3"))
        assert (code, reason) == (4501, "other_machine VCOM2 VCOM3")
        person = await closed_with(machine(house.administrator, "VCOM2"))
        assert person == (4501, "no_machine_token administrator")
        assert await closed_with(house.desk(house.machine)) == (4501, "machine_token")

    asyncio.run(story())


def test_a_session_cannot_be_taken_with_another_token(house: House) -> None:
    async def story() -> None:
        async with house.desk(house.operator) as operator:
            await operator.until("end")
            thief = house.desk(house.viewer, session=operator.session)
            assert await closed_with(thief) == (4501, "session_taken")
            await operator.until("hb")

    asyncio.run(story())


def test_a_removed_token_ends_its_links_within_seconds(house: House) -> None:
    async def story() -> None:
        async with house.desk(house.viewer) as viewer, house.desk(house.operator) as operator:
            await viewer.until("end")
            await operator.until("end")
            house.tokens.remove("guest")
            assert await end_of(viewer) == (4501, "token_removed")
            await operator.until("hb")
        assert await status_of(house, f"Bearer {house.viewer}") == 401
        later = house.tokens.add("late", AccessRole.VIEWER)
        assert await status_of(house, f"Bearer {later}") == 101

    asyncio.run(story())


def test_a_damaged_list_lets_in_whom_it_let_in_before_and_nobody_at_a_start(house: House) -> None:
    async def story() -> None:
        good = house.tokens.path.read_text()
        house.tokens.path.write_text("{")
        assert await status_of(house, f"Bearer {house.viewer}") == 101
        assert await status_of(house) == 401
        house.server.kill()
        with pytest.raises(AssertionError, match="it ended"):
            house.server.start()
        assert "tokens.json" in house.server.log
        house.tokens.path.write_text(good)
        house.server.start()

    asyncio.run(story())


def test_a_ticket_of_one_node_opens_the_door_of_the_next_one(house: House) -> None:
    async def story() -> None:
        async with house.desk(house.operator) as operator:
            ticket = operator.welcome["ticket"]
        house.server.kill()
        house.server.start("SV2")
        async with house.desk(ticket) as again:
            assert again.welcome["node"] == "SV2"
            assert (await again.submit()).get("error", "") == ""
            assert again.welcome["ticket"] != ticket
        assert {line["token"] for line in await house.audited(2)} == {"ueda"}
        house.tokens.remove("ueda")
        assert await status_of(house, f"Bearer {ticket}") == 401
        assert ticket not in house.server.log

    asyncio.run(story())
