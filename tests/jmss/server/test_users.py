# SPDX-License-Identifier: GPL-3.0-or-later
"""Administrators make and revoke tokens over the link; the secret never travels."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from jmss.access.asker import Asker
from jmss.access.roles import AccessRole
from jmss.access.token import hash_of, new_token
from jmss.access.token_file import TokenFile, find
from jmss.errors import (
    BadValue,
    ClusterToken,
    JmssError,
    NoSuchToken,
    NoTokens,
    OwnToken,
    RoleForbids,
    TokenTaken,
)
from jmss.model.operations import MakeToken, RevokeToken, UserOperation
from jmss.server.users import Users

HASH = hash_of(new_token())


def asker(name: str = "suzuki", role: AccessRole = AccessRole.ADMINISTRATOR) -> Asker:
    return Asker(token=name, user=name, role=role)


@pytest.fixture
def tokens(tmp_path: Path) -> TokenFile:
    file = TokenFile(tmp_path / "access")
    file.add("site", AccessRole.ADMINISTRATOR, shared=True)
    file.add("VCOM2", AccessRole.MACHINE)
    file.add("suzuki", AccessRole.ADMINISTRATOR)
    return file


def done(tokens: TokenFile | None, *operations: UserOperation) -> None:
    with ThreadPoolExecutor(1) as executor:
        for operation in operations:
            asyncio.run(Users(tokens, executor).carry_out(operation, asker()))


def make(user: str = "ueda", **fields: object) -> MakeToken:
    usual: dict[str, object] = {"user": user, "role": "operator", "hash": HASH}
    return MakeToken(**(usual | fields))  # type: ignore[arg-type] # what a test hands in


def test_a_token_is_made_by_its_hash_and_opens_the_door(tokens: TokenFile) -> None:
    token = new_token()
    done(tokens, make(hash=hash_of(token)))
    entry = find(tokens.read(), token)
    assert entry is not None
    assert (entry.name, entry.role, entry.shared) == ("ueda", AccessRole.OPERATOR, False)
    assert token not in tokens.path.read_text()


def test_asked_twice_it_is_done_once(tokens: TokenFile) -> None:
    done(tokens, make(), make())
    assert [entry.name for entry in tokens.read()].count("ueda") == 1


def test_replacing_is_said(tokens: TokenFile) -> None:
    done(tokens, make())
    with pytest.raises(TokenTaken, match="ueda already"):
        done(tokens, make(hash="0" * 64))
    done(tokens, make(hash="0" * 64, role="viewer", instead=True))
    (entry,) = (entry for entry in tokens.read() if entry.name == "ueda")
    assert (entry.hash, entry.role) == ("0" * 64, AccessRole.VIEWER)


def test_revoking(tokens: TokenFile) -> None:
    done(tokens, make(), RevokeToken(user="ueda"))
    assert all(entry.name != "ueda" for entry in tokens.read())
    with pytest.raises(NoSuchToken):
        done(tokens, RevokeToken(user="ueda"))


@pytest.mark.parametrize(
    ("operation", "error"),
    [
        (make("site", instead=True), ClusterToken),
        (RevokeToken(user="site"), ClusterToken),
        (RevokeToken(user="VCOM2"), ClusterToken),
        (RevokeToken(user="suzuki"), OwnToken),
        (make("suzuki", instead=True), OwnToken),
        (make(role="machine"), BadValue),
        (make(role="king"), BadValue),
        (make("a b"), BadValue),
        (make(""), BadValue),
    ],
)
def test_what_may_not_be(
    tokens: TokenFile, operation: UserOperation, error: type[JmssError]
) -> None:
    before = tokens.path.read_bytes()
    with pytest.raises(error):
        done(tokens, operation)
    assert tokens.path.read_bytes() == before


def test_the_list_shows_names_and_no_secret(tokens: TokenFile) -> None:
    done(tokens, make())
    with ThreadPoolExecutor(1) as executor:
        users = asyncio.run(Users(tokens, executor).read(asker()))
    assert [(user.name, user.role, user.of_cluster, user.own) for user in users] == [
        ("VCOM2", "machine", True, False),
        ("site", "administrator", True, False),
        ("suzuki", "administrator", False, True),
        ("ueda", "operator", False, False),
    ]
    assert HASH not in repr(users)


def test_who_may_not_know(tokens: TokenFile) -> None:
    with ThreadPoolExecutor(1) as executor:
        users = Users(tokens, executor)
        for role in (AccessRole.VIEWER, AccessRole.OPERATOR):
            with pytest.raises(RoleForbids, match="read_users"):
                asyncio.run(users.read(asker(role=role)))


def test_a_server_without_a_list_has_no_users() -> None:
    with pytest.raises(NoTokens, match="asks nobody for a token"):
        done(None, make())
