# SPDX-License-Identifier: GPL-3.0-or-later
"""A viewer's token changes nothing: every message and every command there is, tried.

Operations, messages and commands are taken from the code itself, so a new one is tried
without anybody adding it here; a new command must only be given its words.
"""

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
import tomllib
import types
import typing
from collections.abc import Iterator
from contextlib import closing
from itertools import product
from pathlib import Path

import msgspec
import pytest
from websockets.exceptions import ConnectionClosed

from jmss.access.roles import AccessRole
from jmss.cluster.toml import write_toml
from jmss.model.operations import Operation
from jmss.settings import Site
from jmss.wire.messages import Ask, ClientMessage
from tests.fakes.jmssd import ADDRESS, CHECKOUT
from tests.fakes.raw_client import Fields
from tests.fakes.token_house import TokenHouse

HELD, CANCELLED = 1, 2
"""The jobs that are there."""
VALUES: dict[object, tuple[object, ...]] = {
    str: ("NIGHT",),
    int: (HELD, CANCELLED),
    float: (1.0,),
    bool: (False, True),
    bytes: ("",),
}
"""What a field of a type is filled with; each combination is tried."""

OF_A_FORM = {"hash": ("0" * 64,)}
"""What only certain words fit into, by the field's name."""

READS = {"jstat": [], "jout": ["1"]}
CHANGES = {
    "jsub": ["--queue", "NIGHT", "--", "true"],
    "jhold": ["1"],
    "jrelease": ["1"],
    "jcancel": ["1"],
    "jrerun": ["2"],
    "jpriority": ["--priority", "60", "1"],
    "jmovequeue": ["--queue", "NIGHT", "1"],
    "jsettle": ["--as", "queued", "1"],
    "jmenu": ["--import", "resources/samples/menu.en.json"],
    "jenv": ["--load", "resources/samples/environment.toml"],
    "jsched": ["run", "nightly"],
    "jworkload": ["--count", "1"],
}
NOT_OVER_THE_LINK = {
    "jmssd",
    "jexecd",
    "jscheduled",
    "jcluster",
    "jclusterenv",
    "jservice",
    "jstart",
    "jstop",
}


def samples(kind: type[msgspec.Struct]) -> Iterator[Fields]:
    """Give messages of a kind, as they travel, with all the values there are for its fields."""
    hints = typing.get_type_hints(kind)
    names = [field.encode_name for field in msgspec.structs.fields(kind)]
    choices = [
        OF_A_FORM.get(field.name) or _values(hints[field.name])
        for field in msgspec.structs.fields(kind)
    ]
    tag = kind.__struct_config__
    for values in product(*choices):
        yield {str(tag.tag_field): tag.tag, **dict(zip(names, values, strict=True))}


def _values(hint: object) -> tuple[object, ...]:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in {typing.Union, types.UnionType}:
        structs = [one for one in arguments if isinstance(one, type(msgspec.Struct))]
        if len(structs) == len(arguments):
            # Its kinds, each with what it must have and nothing more.
            return tuple(_least(kind) for kind in structs)
        return (None,) if type(None) in arguments else tuple(_values(arguments[0]))
    if origin is list:
        return ([],)
    if origin is dict:
        return ({},)
    if isinstance(hint, type) and issubclass(hint, str) and hint is not str:
        return tuple(str(value) for value in hint)  # type: ignore[attr-defined] # an enumeration
    return VALUES[hint]


def _least(kind: type[msgspec.Struct]) -> Fields:
    hints = typing.get_type_hints(kind)
    needed = [field for field in msgspec.structs.fields(kind) if field.required]
    tag = kind.__struct_config__
    return {
        str(tag.tag_field): tag.tag,
        **{field.encode_name: _values(hints[field.name])[0] for field in needed},
    }


OPERATIONS = [sample for kind in typing.get_args(Operation) for sample in samples(kind)]
MESSAGES = [next(samples(kind)) for kind in typing.get_args(ClientMessage) if kind is not Ask]


class House(TokenHouse):
    """A server with two jobs, and the tokens of a viewer and an administrator."""

    def __init__(self, root: Path) -> None:
        self.folder = root
        roles = {"guest": AccessRole.VIEWER, "admin": AccessRole.ADMINISTRATOR}
        super().__init__(root, roles)
        self.viewer, self.administrator = self.tokens["guest"], self.tokens["admin"]

    async def furnish(self) -> None:
        async with self.client(self.administrator) as admin:
            held = await admin.submit(hold=True)
            ended = await admin.submit(hold=True)
            await admin.ask({"k": "cancel", "job": ended["job"]})
        assert (held["job"], ended["job"]) == (HELD, CANCELLED)

    def stored(self) -> list[object]:
        """Everything in the database that operations can change."""
        with closing(sqlite3.connect(self.server.database)) as database:
            tables = ("journal", "jobs", "queues", "machines", "placements", "operations")
            return [database.execute(f"SELECT * FROM {name}").fetchall() for name in tables]

    def audit(self) -> list[Fields]:
        text = (self.server.drive / "log" / "audit.jsonl").read_text(encoding="utf-8")
        return [line for line in map(json.loads, text.splitlines()) if line["token"] == "guest"]

    def site(self) -> Path:
        """Write the site of somebody who has the viewer's token, and no other."""
        token, site = self.folder / "token", self.folder / "site.toml"
        token.write_text(self.viewer + "\n")
        token.chmod(0o600)
        known = Site(hosts={"VCOM1": ADDRESS}, port=self.server.port, token_file="token")
        write_toml(site, known)
        return site


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    try:
        asyncio.run(made.furnish())
        yield made
    finally:
        made.server.kill()


async def board(house: House) -> list[Fields]:
    async with house.client(house.viewer) as viewer:
        await viewer.say(t="list", id="l")
        facts: list[Fields] = (await viewer.until("listing", id="l"))["facts"]
        return facts


def test_each_operation_is_refused_with_the_role_and_written_down(house: House) -> None:
    async def story() -> None:
        before, stored = await board(house), house.stored()
        async with house.client(house.viewer) as viewer:
            for operation in OPERATIONS:
                answer = await viewer.ask(operation)
                assert answer["error"] == "RoleForbids", operation
                assert answer["fields"]["role"] == "viewer"
                assert answer["fields"]["operation"] == operation["k"]
                assert "viewer" in answer["text"]
        assert await board(house) == before
        assert house.stored() == stored
        lines = house.audit()
        assert [line["operation"] for line in lines] == [one["k"] for one in OPERATIONS]
        assert {line["operation"] for line in lines} == {
            str(kind.__struct_config__.tag) for kind in typing.get_args(Operation)
        }
        assert {(line["role"], line["outcome"]) for line in lines} == {("viewer", "RoleForbids")}
        # It is not that they are impossible: somebody else may, and then things change.
        async with house.client(house.administrator) as admin:
            errors = {(await admin.ask(one)).get("error", "") for one in OPERATIONS}
        assert "RoleForbids" not in errors
        assert "" in errors
        assert await board(house) != before

    asyncio.run(story())


def test_no_other_message_changes_anything(house: House) -> None:
    async def story() -> None:
        before, stored = await board(house), house.stored()
        ends: dict[str, set[int]] = {}
        for role, message in product(("desk", "command"), MESSAGES):
            client = house.client(house.viewer)
            client.role = role
            async with client as viewer:
                await viewer.say(**message)
                await viewer.say(t="ping")
                try:
                    await viewer.until("pong")
                    ends.setdefault(message["t"], set()).add(0)
                except ConnectionClosed as closed:
                    code = closed.rcvd.code if closed.rcvd else 1006
                    ends.setdefault(message["t"], set()).add(code)
        assert await board(house) == before
        assert house.stored() == stored
        not_his = {"report", "inventory", "output", "answer", "hello"}
        assert {kind for kind, codes in ends.items() if codes == {4005}} == not_his
        assert {code for codes in ends.values() for code in codes} == {0, 4005}

    asyncio.run(story())


def test_he_cannot_pass_for_an_execution_machine(house: House) -> None:
    async def story() -> None:
        stored = house.stored()
        client = house.client(house.viewer)
        client.role, client.extra = "machine", {"machine": "VCOM2", "node": "SV2"}
        with pytest.raises(ConnectionClosed) as closed:
            async with client:
                await client.until("never")
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4501
        assert house.stored() == stored

    asyncio.run(story())


@pytest.mark.slow
def test_each_command_is_refused_in_words(house: House) -> None:
    before, stored = asyncio.run(board(house)), house.stored()
    scripts = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]["scripts"]
    assert set(scripts) == {*READS, *CHANGES, *NOT_OVER_THE_LINK}, "give the new one its words"
    site = house.site()
    for name, words in CHANGES.items():
        ended = run(name, site, words)
        assert ended.returncode == 1, (name, ended.stderr)
        assert "viewer" in ended.stderr, name
    told = run("jstat", site, READS["jstat"])
    assert told.returncode == 0
    assert "NIGHT" in told.stdout
    run("jout", site, READS["jout"])
    assert asyncio.run(board(house)) == before
    assert house.stored() == stored
    lines = house.audit()
    assert {line["outcome"] for line in lines} == {"RoleForbids"}
    assert len(lines) == len(CHANGES)


def run(name: str, site: Path, words: list[str]) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", f"jmss.commands.{name}", *words]
    return subprocess.run(
        line,
        cwd=CHECKOUT,
        env={**os.environ, "LC_ALL": "C.UTF-8", "JMSS_SITE": str(site)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
