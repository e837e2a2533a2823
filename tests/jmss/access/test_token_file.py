# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens are shown once, kept as hashes, and read by their owner alone."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from jmss.access.own_file import write_own
from jmss.access.roles import AccessRole
from jmss.access.token import new_token, read_token
from jmss.access.token_file import TokenFile, find
from jmss.errors import BadConfiguration, BadValue, NoSuchToken, TokenTaken


@pytest.fixture
def tokens(tmp_path: Path) -> TokenFile:
    return TokenFile(tmp_path / "access")


def test_a_token_is_found_by_itself_and_only_its_hash_is_kept(tokens: TokenFile) -> None:
    token = tokens.add("ueda", AccessRole.OPERATOR)
    other = tokens.add("kato", AccessRole.VIEWER)
    assert token not in tokens.path.read_text()
    found = find(tokens.read(), token)
    assert found is not None
    assert (found.name, found.role, found.shared) == ("ueda", AccessRole.OPERATOR, False)
    assert find(tokens.read(), other) != found
    assert find(tokens.read(), new_token()) is None
    assert find(tokens.read(), "") is None


def test_tokens_are_long_and_never_the_same() -> None:
    made = {new_token() for _ in range(100)}
    assert len(made) == 100
    assert all(len(token) >= len("jmss_") + 43 for token in made)


def test_nobody_else_can_read_them(tokens: TokenFile, tmp_path: Path) -> None:
    tokens.add("ueda", AccessRole.OPERATOR)
    write_own(tmp_path / "token", b"x")
    assert (tmp_path / "token").stat().st_mode & 0o777 == 0o600
    assert tokens.path.stat().st_mode & 0o777 == 0o600
    assert tokens.path.parent.stat().st_mode & 0o777 == 0o700


def test_a_name_is_taken_until_it_is_removed(tokens: TokenFile) -> None:
    first = tokens.add("ueda", AccessRole.OPERATOR)
    with pytest.raises(TokenTaken, match="ueda"):
        tokens.add("ueda", AccessRole.VIEWER)
    tokens.remove("ueda")
    assert find(tokens.read(), first) is None
    with pytest.raises(NoSuchToken, match="ueda"):
        tokens.remove("ueda")
    second = tokens.add("ueda", AccessRole.VIEWER)
    third = tokens.add("ueda", AccessRole.VIEWER, instead=True)
    assert find(tokens.read(), second) is None
    assert find(tokens.read(), third) is not None


@pytest.mark.parametrize("name", ["", "a b", "x" * 65, "../x", "-x", "上田"])
def test_names_that_cannot_be_used(tokens: TokenFile, name: str) -> None:
    with pytest.raises(BadValue):
        tokens.add(name, AccessRole.VIEWER)
    assert not tokens.exists()


def test_made_at_the_same_time_none_is_lost(tokens: TokenFile) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: tokens.add(f"n{n}", AccessRole.VIEWER), range(20)))
    assert len(tokens.read()) == 20


@pytest.mark.parametrize("text", ["", "{", '{"tokens": [{}]}', "[]"])
def test_a_damaged_list_is_an_error_and_no_open_door(tokens: TokenFile, text: str) -> None:
    tokens.add("ueda", AccessRole.OPERATOR)
    tokens.path.write_text(text)
    with pytest.raises(BadConfiguration, match=r"tokens\.json"):
        tokens.read()
    with pytest.raises(BadConfiguration):
        tokens.add("kato", AccessRole.VIEWER)


def test_a_file_without_a_token_gives_none(tmp_path: Path) -> None:
    assert read_token(tmp_path / "none") == ""
    (tmp_path / "odd").write_bytes(b"\xff\xfe")
    assert read_token(tmp_path / "odd") == ""
    (tmp_path / "good").write_text("jmss_x\n")
    assert read_token(tmp_path / "good") == "jmss_x"
