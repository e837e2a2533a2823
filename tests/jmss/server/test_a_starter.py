# SPDX-License-Identifier: GPL-3.0-or-later
"""A starter's token at a real server: entries of the menu may be started, nothing else."""

import asyncio
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from jmss.access.roles import AccessRole
from tests.fakes.raw_client import Fields
from tests.fakes.token_house import TokenHouse
from tests.jmss.server.test_a_viewer import OPERATIONS

MENU: Fields = {
    "k": "menu",
    "entries": [
        {
            "id": "backup",
            "title": "Backup",
            "job": {"name": "backup", "command": "echo {db}", "queue": "NIGHT"},
            "parameters": [{"name": "db", "label": "Database"}],
        },
        {
            "id": "restore",
            "title": "Restore",
            "role": "operator",
            "job": {"name": "restore", "command": "true", "queue": "NIGHT"},
        },
    ],
}


class House(TokenHouse):
    """A server with a menu, and the tokens of a starter and an administrator."""

    def __init__(self, root: Path) -> None:
        roles = {"desk": AccessRole.STARTER, "admin": AccessRole.ADMINISTRATOR}
        super().__init__(root, roles)
        self.starter, self.administrator = self.tokens["desk"], self.tokens["admin"]

    async def furnish(self) -> None:
        async with self.client(self.administrator) as admin:
            await admin.submit(hold=True)
            answer = await admin.ask({"k": "put_document", "document": MENU})
            assert "error" not in answer, answer

    async def jobs(self, token: str) -> list[Fields]:
        async with self.client(token) as client:
            await client.say(t="list", id="l")
            facts: list[Fields] = (await client.until("listing", id="l"))["facts"]
            return [fact for fact in facts if fact["k"] == "job"]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    try:
        asyncio.run(made.furnish())
        yield made
    finally:
        made.server.kill()


def test_he_may_start_what_asks_for_no_more_and_do_nothing_else(house: House) -> None:
    async def story() -> None:
        async with house.client(house.starter) as starter:
            for operation in OPERATIONS:
                if operation["k"] != "start_entry":
                    answer = await starter.ask(operation)
                    assert answer["error"] == "RoleForbids", operation
            assert len(await house.jobs(house.starter)) == 1
            backup = {"k": "start_entry", "entry": "backup", "values": {"db": "DB 1"}}
            number = (await starter.ask(backup))["job"]
            restore = await starter.ask({"k": "start_entry", "entry": "restore"})
            assert restore["error"] == "RoleForbids"
            assert restore["fields"]["needed"] == "operator"
            lacking = await starter.ask({"k": "start_entry", "entry": "backup"})
            assert lacking["error"] == "BadEntryValues"
            assert "Database is missing" in lacking["text"]
        jobs = {job["number"]: job for job in await house.jobs(house.starter)}
        assert set(jobs) == {1, number}
        assert (jobs[number]["owner"], jobs[number]["command"]) == ("desk", "echo 'DB 1'")

    asyncio.run(story())


def test_an_entry_that_is_started_across_a_kill_is_one_job(house: House) -> None:
    async def story() -> None:
        operation = {"k": "start_entry", "entry": "backup", "values": {"db": "x"}}
        op = str(uuid.uuid4())
        async with house.client(house.starter) as starter:
            await starter.say(t="ask", id=op, operation=operation)
            house.server.kill()
        house.server.start("SV2")
        async with house.client(house.starter) as starter:
            answer = await starter.ask(operation, op)
            assert "error" not in answer
            again = await starter.ask(operation, op)
            assert again["job"] == answer["job"]
        names = [job["name"] for job in await house.jobs(house.starter)]
        assert names.count("backup") == 1

    asyncio.run(story())


def test_the_menu_is_on_the_board_of_whoever_starts_its_entries(house: House) -> None:
    async def story() -> None:
        async with house.client(house.starter) as starter:
            assert (starter.welcome["role"], starter.welcome["user"]) == ("starter", "desk")
            await starter.say(t="list", id="l")
            facts = (await starter.until("listing", id="l"))["facts"]
        (menu,) = [fact for fact in facts if fact["k"] == "menu"]
        assert menu["revision"] == 1
        assert [entry["id"] for entry in menu["entries"]] == ["backup", "restore"]

    asyncio.run(story())
