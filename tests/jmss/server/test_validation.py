# SPDX-License-Identifier: GPL-3.0-or-later
"""What may enter a queue."""

from typing import Any

import pytest

from jmss.errors import BadValue, JmssError, NoSuchMachine, NoSuchQueue
from jmss.model.operations import Submit
from jmss.server.validation import check_id, check_submit
from tests.fakes.store import board_with


def check(**fields: Any) -> None:
    board, _ = board_with()
    usual = {"name": "n", "command": "c", "queue": "NIGHT", "owner": "o"}
    check_submit(Submit(**(usual | fields)), board.facts.queues, board.facts.machines)


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "x" * 200, "command": "x" * 32_768, "priority": 0},
        {"name": "日本語 \u202e 🧾", "command": "a\n\tb", "priority": 99},
        {"wanted_machine": "VCOM2"},
        {"queue": "VCOM2", "wanted_machine": "VCOM2"},
    ],
)
def test_good(fields: dict[str, Any]) -> None:
    check(**fields)


@pytest.mark.parametrize(
    ("fields", "error", "words"),
    [
        ({"name": ""}, BadValue, "1 to 200"),
        ({"name": "x" * 201}, BadValue, "1 to 200"),
        ({"name": "a\x00"}, BadValue, "control"),
        ({"owner": "a\x7f"}, BadValue, "owner"),
        ({"command": ""}, BadValue, "1 to 32768"),
        ({"command": "x" * 32_769}, BadValue, "1 to 32768"),
        ({"command": "a\0b"}, BadValue, "NUL"),
        ({"priority": -1}, BadValue, "0 to 99"),
        ({"priority": 100}, BadValue, "0 to 99"),
        ({"queue": "DAY"}, NoSuchQueue, "NIGHT, VCOM2, VCOM3"),
        ({"wanted_machine": "VCOM1"}, NoSuchMachine, "VCOM2, VCOM3"),
        ({"queue": "VCOM2", "wanted_machine": "VCOM3"}, BadValue, "VCOM2 alone"),
    ],
)
def test_bad(fields: dict[str, Any], error: type[JmssError], words: str) -> None:
    with pytest.raises(error, match=words):
        check(**fields)


def test_ids() -> None:
    check_id("x" * 64)
    for bad in ("", "x" * 65):
        with pytest.raises(BadValue):
            check_id(bad)
