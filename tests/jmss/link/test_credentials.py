# SPDX-License-Identifier: GPL-3.0-or-later
"""A ticket comes before the token, and neither is shown where others could read it."""

import asyncio
from http import HTTPStatus
from pathlib import Path

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

from jmss.link.credentials import Credentials, token_from
from jmss.link.dial import DialFailed, Dialler, Target
from jmss.link.lookup import Lookup
from jmss.link.view import Cause


def test_the_file_is_read_at_each_dial(tmp_path: Path) -> None:
    path = tmp_path / "token"
    credentials = Credentials(token_from(str(path)))
    assert credentials.shown("VCOM1", "127.0.0.1", encrypted=False) == ""
    path.write_text("jmss_a\n")
    assert credentials.shown("VCOM1", "127.0.0.1", encrypted=False) == "jmss_a"
    assert Credentials(token_from("")).shown("VCOM1", "127.0.0.1", encrypted=False) == ""


def test_nothing_is_shown_in_the_clear_beyond_this_machine() -> None:
    credentials = Credentials(lambda: "jmss_a")
    assert credentials.shown("VCOM1", "10.0.0.1", encrypted=False) == ""
    assert credentials.shown("VCOM1", "VCOM1", encrypted=False) == ""
    assert credentials.shown("VCOM1", "10.0.0.1", encrypted=True) == "jmss_a"
    assert credentials.shown("VCOM1", "::1", encrypted=False) == "jmss_a"


def test_another_server_is_shown_nothing() -> None:
    credentials = Credentials(lambda: "jmss_a", "VCOM1")
    credentials.keep("jmst_1")
    assert credentials.shown("VCOM9", "127.0.0.1", encrypted=True) == ""
    assert credentials.shown("vcom1", "127.0.0.1", encrypted=True) == "jmst_1"


def test_a_ticket_replaces_the_token_until_it_is_refused() -> None:
    credentials = Credentials(lambda: "jmss_a")
    credentials.keep("")
    credentials.keep("jmst_1")
    assert credentials.shown("VCOM1", "127.0.0.1", encrypted=False) == "jmst_1"
    credentials.keep("jmst_2")
    assert credentials.refused("jmst_1"), "another dial was faster: try again"
    assert credentials.shown("VCOM1", "127.0.0.1", encrypted=False) == "jmst_2"
    assert credentials.refused("jmst_2")
    assert credentials.shown("VCOM1", "127.0.0.1", encrypted=False) == "jmss_a"
    assert not credentials.refused("jmss_a")


def test_a_refused_ticket_costs_one_silent_retry_a_refused_token_none() -> None:
    seen: list[str] = []
    accepted = {"Bearer jmss_good"}

    def check(connection: ServerConnection, request: Request) -> Response | None:
        shown = request.headers.get("Authorization", "")
        seen.append(shown)
        assert "jms" not in request.path
        return None if shown in accepted else connection.respond(HTTPStatus.UNAUTHORIZED, "")

    async def story() -> None:
        async def handler(connection: ServerConnection) -> None:
            await connection.wait_closed()

        async with serve(handler, "127.0.0.1", 0, process_request=check) as server:
            port = next(iter(server.sockets)).getsockname()[1]
            credentials = Credentials(lambda: "jmss_good")
            credentials.keep("jmst_old")
            lookup = Lookup({"VCOM1": "127.0.0.1"})
            dialler = Dialler(lookup, agent="t", credentials=credentials)
            line = await dialler.dial(Target("VCOM1", port), lambda: None)
            line.abort()
            assert seen == ["Bearer jmst_old", "Bearer jmss_good"]
            accepted.clear()
            with pytest.raises(DialFailed) as failed:
                await dialler.dial(Target("VCOM1", port), lambda: None)
            assert failed.value.cause is Cause.NOT_ALLOWED
            assert seen[2:] == ["Bearer jmss_good"]

    asyncio.run(story())
