# SPDX-License-Identifier: GPL-3.0-or-later
"""Tickets are good for a time, on every node, for a token that is still there."""

import secrets
from pathlib import Path

import pytest

from jmss.access.roles import AccessRole
from jmss.access.tickets import GOOD_FOR, TicketOffice, ticket_key
from jmss.access.token import hash_of, is_ticket, new_token
from jmss.access.token_file import Entry
from jmss.errors import BadConfiguration


def entry(name: str = "ueda") -> Entry:
    token = new_token()
    return Entry(name=name, role=AccessRole.OPERATOR, hash=hash_of(token), made=0.0)


def test_good_on_another_node_until_it_runs_out(tmp_path: Path) -> None:
    one, other = (TicketOffice(ticket_key(tmp_path / "access")) for _ in range(2))
    ueda = entry()
    ticket = one.issue(ueda, 100.0)
    assert is_ticket(ticket)
    assert ueda.hash not in ticket
    assert other.read(ticket, (entry("kato"), ueda), 100.0 + GOOD_FOR - 1) == ueda
    assert other.read(ticket, (ueda,), 100.0 + GOOD_FOR) is None


def test_worth_nothing_without_its_token() -> None:
    office = TicketOffice(b"k" * 32)
    ticket = office.issue(entry(), 0.0)
    assert office.read(ticket, (), 1.0) is None
    assert office.read(ticket, (entry(),), 1.0) is None, "made anew under the same name"


def test_nobody_else_can_make_or_change_one() -> None:
    office, ueda = TicketOffice(b"k" * 32), entry()
    ticket = office.issue(ueda, 0.0)
    assert TicketOffice(secrets.token_bytes(32)).read(ticket, (ueda,), 1.0) is None
    claim, signature = ticket.split(".")
    for forged in (
        claim,
        f"{claim}.",
        f"{claim}x.{signature}",
        f"{claim}.{signature[:-2]}AA",
        f".{signature}",
        "jmst_",
        "jmst_é.é",
        "jmst_W10.W10",
        ticket + "." + signature,
    ):
        assert office.read(forged, (ueda,), 1.0) is None, forged


def test_the_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    key = ticket_key(tmp_path / "access")
    assert ticket_key(tmp_path / "access") == key
    path = tmp_path / "access" / "ticket.key"
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_bytes(b"short")
    with pytest.raises(BadConfiguration, match="32 bytes"):
        ticket_key(tmp_path / "access")
