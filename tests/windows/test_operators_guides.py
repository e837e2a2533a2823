# SPDX-License-Identifier: GPL-3.0-or-later
"""The operator's guides name every menu entry and no other, and their pictures are there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtWidgets import QApplication, QMenu

from jlook_client.apps.desk import Desk, Wishes
from jlook_client.settings import SettingsFile, Theme
from jmss.settings import Site
from tests.house.checkout import ROOT

GUIDES = ROOT / "docs" / "operators"

THERE_AND_GONE = re.compile(r"^&\d ")
"""Entries that name what is open now, such as ``&1 Job information``."""

LARGEST_PICTURES = 4_500_000
"""Bytes of all pictures together: who clones the project gets them too."""


@pytest.fixture(params=["ja", "en"])
def desk(
    request: pytest.FixtureRequest, dressed_again: None, qapp: QApplication, tmp_path: Path
) -> Iterator[Desk]:
    site = Site(server="VCOM1", port=1, hosts={"VCOM1": "127.0.0.1"})
    wishes = Wishes(language=request.param, theme=Theme.LIGHT)
    desk = Desk(qapp, site, SettingsFile(tmp_path / "jlook.json"), wishes=wishes)
    yield desk
    desk.close()


def entries(menu: QMenu, above: str = "") -> Iterator[str]:
    """Give the entries of a menu as the guides write them: ``Theme – Light``."""
    menu.aboutToShow.emit()
    for action in menu.actions():
        if action.isSeparator() or THERE_AND_GONE.match(action.text()):
            continue
        word = plain(action.text())
        inner = action.menu()
        if inner is None:
            yield above + word
        else:
            yield from entries(inner, f"{above}{word} – ")


def plain(text: str) -> str:
    """Leave out the mnemonic, ``(&F)`` in Japanese, and the dots."""
    return re.sub(r"\(&\w\)", "", text).replace("&", "").rstrip("….")


def written(guide: str) -> dict[str, list[str]]:
    """Give the first column of the guide's table of each menu."""
    found: dict[str, list[str]] = {}
    menu = ""
    for line in guide.splitlines():
        if heading := re.match(r"### [\[［](.+)[\]］]$", line):
            menu = heading.group(1)
            found[menu] = []
        elif menu and (row := re.match(r"\| ([^|]+) \|", line)) and "---" not in line:
            found[menu].append(row.group(1).strip())
    return {menu: rows[1:] for menu, rows in found.items()}  # without the head of the table


def test_the_guide_has_every_menu_entry(desk: Desk) -> None:
    guide = (GUIDES / f"{desk.tr.language}.md").read_text("utf-8")
    there = {}
    for action in desk.window.menu_bar.actions():
        menu = action.menu()
        assert menu is not None
        there[plain(action.text())] = sorted(entries(menu))
    assert {menu: sorted(rows) for menu, rows in written(guide).items()} == there


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_pictures_of_the_guide_are_there(language: str) -> None:
    guide = (GUIDES / f"{language}.md").read_text("utf-8")
    named = re.findall(r"\]\((\.\./pictures/[^)]+)\)", guide)
    assert len(named) > 10
    assert [name for name in named if not (GUIDES / name).exists()] == []
    assert all(f"-{language}-" in name for name in named)


def test_the_pictures_are_small() -> None:
    pictures = (ROOT / "docs" / "pictures").glob("*.png")
    assert sum(picture.stat().st_size for picture in pictures) < LARGEST_PICTURES
