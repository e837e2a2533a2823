# SPDX-License-Identifier: GPL-3.0-or-later
"""The menu's file: a round trip, and everything that can be wrong with it."""

import json
from typing import Any

import pytest

from jmss.menu.check import Around, menu_faults
from jmss.menu.menu_file import read, written
from jmss.model.menu import Menu
from jmss.texts import Texts
from tests.fakes.jmssd import CHECKOUT
from tests.jmss.menu.test_check import MENU

FIELDS = "confirm, entries, id, job, note, parameters, role, title"


def said(data: bytes) -> list[str]:
    what = read(data)
    assert (what.menu is None) == bool(what.faults)
    return [fault.located(Texts("en")) for fault in what.faults]


def file(*entries: Any, **more: Any) -> bytes:
    whole = {"format": "jlook-menu", "version": 1, "entries": list(entries), **more}
    return json.dumps(whole).encode()


def test_what_is_written_is_read_again() -> None:
    text = written(MENU)
    assert "バックアップ" in text
    assert read(text.encode()).menu == MENU
    assert read(b"\xef\xbb\xbf" + text.encode()).menu == MENU
    assert read(written(Menu()).encode()).menu == Menu()
    # Whoever reads it again says from which revision it was written.
    assert read(written(Menu(revision=7)).encode()).revision == 7
    assert read(written(Menu()).encode()).revision == 0
    assert read(file()).revision is None


def test_everything_is_told_at_once_with_its_place() -> None:
    bad = file(
        {"id": "a", "title": "A", "entries": [{"id": "b"}, 7]},
        {"id": "c", "title": 5, "colour": "red"},
        {
            "id": "d",
            "title": "D",
            "job": {"name": "n", "command": "c", "priority": 100},
            "parameters": [{"name": "p", "type": "colour"}, {"label": "x"}],
        },
    )
    assert said(bad) == [
        "entries[0].entries[0]: The field title is missing.",
        "entries[0].entries[1]: Here belongs an object in braces.",
        f"entries[1]: There is no field colour. There are: {FIELDS}.",
        "entries[1].title: This cannot be used here: Expected `str`, got `int`.",
        "entries[2].job: The field queue is missing.",
        "entries[2].job.priority: This cannot be used here: Expected `int` <= 99.",
        "entries[2].parameters[0].type: This cannot be used here: Invalid enum value 'colour'.",
        "entries[2].parameters[1]: The field name is missing.",
    ]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"\xff{}", "The file is not UTF-8: byte 1"),
        (b'{\n"a": }', "This is no JSON: Expecting value (line 2, column 6)."),
        (b'{"least": NaN}', "NaN is no number."),
        (b"[]", "This is no menu"),
        (b'{"format": "csv"}', "This is no menu"),
        (file(version=2), "version: The file is of version 2; this program reads version 1."),
        (file(name="x"), "There is no field name."),
        (file(revision="3"), "revision: The revision is a whole number"),
        (file(revision=-1), "revision: The revision is a whole number"),
        (b'{"format": "jlook-menu", "version": 1}', "entries: Here belongs a list"),
        (file(*[{"id": str(n), "title": "t"} for n in range(2001)]), "The menu may have 2000"),
        (b" " * 4_000_001, "The file is too large"),
        (b"[" * 100_000, "too deep"),
        (file({"id": "a", "title": "A", "entries": {}}), "entries[0].entries: This cannot be used"),
        (file({"id": "a", "title": "A", "job": 5}), "entries[0].job: This cannot be used"),
        (file({"id": "a" * 201, "title": "A"}), "entries[0].id: This cannot be used"),
    ],
)
def test_what_can_be_wrong(data: bytes, told: str) -> None:
    (only,) = said(data)
    assert told in only


def test_folders_that_are_too_deep() -> None:
    deep: dict[str, Any] = {"id": "x", "title": "x"}
    for _ in range(8):
        deep = {"id": "x", "title": "x", "entries": [deep]}
    (only,) = said(file(deep))
    assert only.startswith("entries[0]" + ".entries[0]" * 8 + ": It is too deep")


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_example_of_the_guide_is_a_menu_that_can_hold(language: str) -> None:
    guide = (CHECKOUT / "docs" / f"jmenu.{language}.md").read_text(encoding="utf-8")
    example = guide.partition("```json")[2].partition("```")[0]
    what = read(example.encode())
    assert what.menu is not None, what.faults
    assert what.revision == 3
    around = Around(roles=("starter",), queues={"NIGHT"})
    assert menu_faults(what.menu, around) == []
