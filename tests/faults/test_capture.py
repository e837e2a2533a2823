# SPDX-License-Identifier: GPL-3.0-or-later
"""Whoever reads along finds no secret on an encrypted link, and everything on a plain one."""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path
from subprocess import Popen

import pytest

from jmss.access.certificates import make_certificates
from jmss.access.roles import AccessRole
from jmss.access.tickets import ticket_key
from jmss.access.token_file import access_folder
from jmss.link.credentials import Credentials
from jmss.link.trust import Trust
from tests.faults.capture import Capture, forms, found
from tests.faults.desk_end import DeskEnd, until
from tests.faults.network import CLIENT, OTHERS, SWITCH, VIRTUAL, Bed
from tests.faults.server_end import HOW, LOOPBACK, PORT, ServerEnd

QUICK_TICKETS = (str(Path(__file__).with_name("quick_tickets_jmssd.py")),)
WORDS = {
    "the upgrade": b"Upgrade: websocket",
    "the header": b"Authorization: Bearer",
    "the hello": b'"t":"hello"',
    "an operation": b'"operation":',
}
"""What the protocol itself would look like in the clear."""


class Told:
    """A desk's credentials, and everything about the session that nobody else may read."""

    def __init__(self, server: ServerEnd) -> None:
        self.token = server.tokens.add("inspector-ueda", AccessRole.OPERATOR)
        self.asked = 0
        self.tickets: list[str] = []
        self.job = f"payroll-{secrets.token_hex(8)}"
        self.command = f"transfer --password {secrets.token_hex(8)} --to {secrets.token_hex(8)}"
        self.credentials = Credentials(self._read, "VCOM1")
        keep = self.credentials.keep

        def kept(ticket: str) -> None:
            if ticket:
                self.tickets.append(ticket)
            keep(ticket)

        self.credentials.keep = kept  # type: ignore[method-assign] # to see each of them

    def _read(self) -> str:
        self.asked += 1
        return self.token

    def secrets(self, server: ServerEnd) -> dict[str, bytes]:
        """Give everything, by what it is."""
        [entry] = server.tokens.read()
        return {
            "token": self.token.encode(),
            "hash of the token": entry.hash.encode(),
            "ticket key": ticket_key(access_folder(server.drive)),
            "job": self.job.encode(),
            "command": self.command.encode(),
            "user": b"inspector-ueda",
            **{f"ticket {at}": ticket.encode() for at, ticket in enumerate(self.tickets, 1)},
            **WORDS,
        }


def started(bed: Bed, at: Callable[[str], str]) -> Callable[[str, Sequence[str]], "Popen[bytes]"]:
    return lambda node, words: bed.start(at(node), words, **HOW)


async def session(told: Told, desk: DeskEnd) -> None:
    """Come in with the token, have the ticket renewed, have something done."""
    await desk.live(10)
    await desk.submit(told.job, told.command)
    known = len(told.tickets)
    await until(lambda: len(told.tickets) > known, 5, "another ticket over the live link")


@pytest.mark.slow
def test_an_encrypted_session_shows_no_secret(bed: Bed, tmp_path: Path) -> None:
    server = ServerEnd(
        tmp_path,
        address=VIRTUAL,
        others=OTHERS,
        port=PORT,
        start=started(bed, lambda node: node),
        program=QUICK_TICKETS,
    )
    authority, certificate, key = make_certificates(tmp_path / "c", "VCOM1", VIRTUAL)
    server.show(certificate, key)
    told = Told(server)

    async def story() -> None:
        await server.start("SV1")
        desk = DeskEnd(
            server.hosts, PORT, trust=Trust(str(authority)), credentials=told.credentials
        )
        async with desk:
            await session(told, desk)
            server.kill()
            bed.take_address("SV1")
            bed.give_address("SV2")
            await server.start("SV2")
            await desk.live(10, node="SV2")
            await desk.submit("after")
            desk.assert_whole()

    try:
        with Capture(bed, SWITCH) as capture, bed.inside(CLIENT):
            asyncio.run(story())
    finally:
        server.end()
    assert told.asked == 1, "after the failover the ticket was enough"
    assert len(set(told.tickets)) >= 3
    assert not capture.lost
    heaps = capture.heaps()
    assert sum(map(len, heaps)) > 20_000, "the session is in it"
    # Whom it is about is no secret: the name that the certificate has to bear.
    assert any(b"VCOM1" in heap for heap in heaps)
    assert found(heaps, told.secrets(server)) == set()


@pytest.mark.slow
def test_a_plain_session_on_loopback_shows_everything(bed: Bed, tmp_path: Path) -> None:
    """Which is why a plain link never leaves the machine; and the search finds what is there."""
    server = ServerEnd(
        tmp_path, port=PORT, start=started(bed, lambda _: CLIENT), program=QUICK_TICKETS
    )
    told = Told(server)

    async def story() -> None:
        await server.start("SV1")
        async with DeskEnd({"VCOM1": LOOPBACK}, PORT, credentials=told.credentials) as desk:
            await session(told, desk)

    try:
        with Capture(bed, CLIENT) as capture, bed.inside(CLIENT):
            asyncio.run(story())
    finally:
        server.end()
    known = told.secrets(server)
    never = {"hash of the token", "ticket key"}
    assert found(capture.heaps(), known) == set(known) - never


def test_a_piece_of_a_secret_is_found_in_any_form() -> None:
    secret = secrets.token_bytes(24)
    for form in forms(secret):
        at = len(form) // 3
        heap = secrets.token_bytes(100) + form[at : at + 8] + secrets.token_bytes(100)
        assert found([heap], {"it": secret}) == {"it"}
    assert found([secrets.token_bytes(10_000)], {"it": secret}) == set()
