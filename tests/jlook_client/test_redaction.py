# SPDX-License-Identifier: GPL-3.0-or-later
"""What is taken out of a text that leaves this computer, and what stays."""

import pytest

from jlook_client.redaction import Redaction
from jmss.access.token import new_token


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Authorization: Bearer abc.def", "Authorization: Bearer <secret>"),
        ("authorization: 'Basic dXNlcjpwYXNz'", "authorization: 'Basic <secret>'"),
        ("token=s3cret&x=1", "token=<secret>"),
        ('{"password": "geheim", "port": 7340}', '{"password": "<secret>", "port": 7340}'),
        ("jmss://ueda:pass@VCOM1:7340/", "jmss://<secret>@VCOM1:7340/"),
        ("the ticket jmst_abc-DEF_1.2 ended", "the ticket <secret> ended"),
        ("api_key: 0815", "api_key: <secret>"),
        (
            "x\n-----BEGIN EC PRIVATE KEY-----\nMHcC\n-----END EC PRIVATE KEY-----\ny",
            "x\n<secret>\ny",
        ),
        ("token_file = /etc/jmss/token", "token_file = /etc/jmss/token"),
        ("The server lets in only who shows a token that it accepts.",) * 2,
        ("jmss://VCOM1:7340 is dialled",) * 2,
        ("jmss.link: link to VCOM1",) * 2,
    ],
)
def test_secrets_go_and_the_rest_stays(text: str, left: str) -> None:
    assert Redaction()(text) == left


def test_a_token_goes_wherever_it_stands() -> None:
    token = new_token()
    text = f"x{{'{token}'}} <{token}> {token}, /{token}/"
    assert token not in Redaction()(text)


def test_known_secrets_go_the_longest_first() -> None:
    clean = Redaction(secrets=["abcd", "abcd-efgh", "", "x"])
    assert clean("abcd-efgh abcd x") == "<secret> <secret> x"


def test_names_of_users_go_as_whole_words_with_the_home_folder() -> None:
    clean = Redaction(users=["ueda", "上田"], home="/home/ueda")
    assert (
        clean("/home/ueda/.config, user ueda, uedas, 上田 ")
        == "~/.config, user <user>, uedas, <user> "
    )
    windows = Redaction(users=["ueda"], home="C:\\Users\\ueda")
    assert windows('"C:\\\\Users\\\\ueda\\\\x" C:\\Users\\ueda\\x') == '"~\\\\x" ~\\x'


def test_names_stay_where_they_are_wished() -> None:
    assert Redaction(home="/home/ueda")("/home/ueda ueda") == "/home/ueda ueda"
