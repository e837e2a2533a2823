# SPDX-License-Identifier: GPL-3.0-or-later
"""The guides of JClusterEnv, JEnv, JSchedule and JMenu name every menu entry, and no other."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtWidgets import QApplication, QMenu

from jlook_client.apps.programs import Program
from tests.fakes.whole_tools import TOOLS, Opened, WholeTool, opening
from tests.house.checkout import ROOT

DOCS = ROOT / "docs"
SHARED = ("View", "Tools", "Help", "表示", "ツール", "ヘルプ")
"""Menus that all programs have and ``views`` builds for all of them in one place."""

Entries = dict[tuple[str, str], str]
"""The keys of each entry, by its menu and its words."""


@pytest.fixture
def opened(qapp: QApplication, tmp_path: Path) -> Iterator[Opened]:
    with opening(qapp, tmp_path) as opened:
        yield opened


def plain(text: str) -> str:
    return re.sub(r"\(&\w\)", "", text).replace("&", "").rstrip("….")


def there(tool: WholeTool) -> Entries:
    """Give what is in the menus that are not shared."""
    found: Entries = {}
    for title in tool.window.menu_bar.actions():
        menu, name = title.menu(), plain(title.text())
        if isinstance(menu, QMenu) and name not in SHARED:
            menu.aboutToShow.emit()
            for action in menu.actions():
                if not action.isSeparator() and action.menu() is None:
                    found[name, plain(action.text())] = action.shortcut().toString()
    return found


def rows(text: str) -> Iterator[list[str]]:
    for line in text.splitlines():
        if line.startswith("| ") and "---" not in line:
            yield [cell.strip() for cell in line.strip("|").split("|")]


def written(program: Program, language: str) -> tuple[Entries, set[str]]:
    """Give what the table at the end of the guide says, and the menus that it names."""
    guide = (DOCS / f"{program.key}.{language}.md").read_text("utf-8")
    found: Entries = {}
    menus: set[str] = set()
    menu = ""
    table = guide.rpartition("\n## ")[2]
    for first, entry, keys, *_ in list(rows(table))[1:]:
        menu = first or menu
        menus.add(menu)
        if entry:
            found[menu, entry] = keys
    return found, menus


def of_jlook(language: str) -> set[str]:
    """Give the entries that JLook's guide explains."""
    guide = (DOCS / "operators" / f"{language}.md").read_text("utf-8")
    return {cells[0] for cells in rows(guide)}


@pytest.mark.parametrize("program", TOOLS, ids=lambda program: program.key)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_guide_has_every_menu_entry(opened: Opened, program: Program, language: str) -> None:
    entries = there(opened(program, language))
    named, menus = written(program, language)
    assert named.items() <= entries.items()
    unnamed = entries.keys() - named.keys()
    assert {entry for _, entry in unnamed} <= of_jlook(language)
    assert menus <= {menu for menu, _ in entries}
    assert {"Connect", "接続"} & menus, "while the link is down (manual S10)"
