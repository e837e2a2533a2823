# SPDX-License-Identifier: GPL-3.0-or-later
"""Each program of the desk is in the desktop's menu, with an icon, in both languages.

The rules are those of the Desktop Entry Specification as far as our entries use it.
"""

import configparser
import re
import tomllib

import pytest
from PyQt6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot

from jlook_client.apps.programs import Program
from tests.house.checkout import ROOT

ENTRIES = ROOT / "packaging" / "desktop"
ICONS = ROOT / "packaging" / "icons"

NEEDED = ("Type", "Name", "Exec")
KNOWN = {
    "Type", "Version", "Name", "GenericName", "Comment", "Exec", "Icon", "Terminal",
    "Categories", "Keywords", "StartupNotify", "StartupWMClass", "MimeType",
}  # fmt: skip
SAID = ("GenericName", "Comment", "Keywords")
"""What a person reads."""
BOOLEANS = ("Terminal", "StartupNotify")
LISTS = ("Categories", "Keywords", "MimeType")
MAIN_CATEGORIES = {"System", "Settings", "Utility", "Development", "Network", "Office"}
FIELD_CODES = {"%f", "%F", "%u", "%U", "%i", "%c", "%k"}


def entry_of(program: Program) -> configparser.SectionProxy:
    reader = configparser.RawConfigParser(delimiters=("=",), strict=True)
    reader.optionxform = str  # type: ignore[assignment,method-assign] # keys have case
    file = ENTRIES / f"{program.desktop_id}.desktop"
    reader.read_string(file.read_text("utf-8"))
    assert reader.sections() == ["Desktop Entry"]
    return reader["Desktop Entry"]


@pytest.fixture(params=Program, ids=lambda program: program.key)
def program(request: pytest.FixtureRequest) -> Program:
    assert isinstance(request.param, Program)
    return request.param


def test_an_entry_is_valid(program: Program) -> None:
    entry = entry_of(program)
    assert next(iter(entry)) == "Type"
    assert all(entry.get(key) for key in NEEDED)
    assert {re.sub(r"\[\w+\]$", "", key) for key in entry} <= KNOWN
    assert entry["Type"] == "Application"
    assert all(entry[key] in {"true", "false"} for key in BOOLEANS)
    for key in entry:
        if re.sub(r"\[\w+\]$", "", key) in LISTS:
            assert entry[key].endswith(";")
            assert all(part.strip() for part in entry[key][:-1].split(";"))
    assert MAIN_CATEGORIES.intersection(entry["Categories"].split(";"))


def test_an_entry_speaks_both_languages(program: Program) -> None:
    entry = entry_of(program)
    for key in SAID:
        assert entry[key].isascii()
        assert not entry[f"{key}[ja]"].isascii()


def test_an_entry_starts_what_is_installed(program: Program) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    command, *arguments = entry_of(program)["Exec"].split()
    assert set(arguments) <= FIELD_CODES
    assert command in project["gui-scripts"] | project["scripts"]
    assert project["gui-scripts"].get(command, f"{program.module}:main") == f"{program.module}:main"


def test_an_entry_has_an_icon(program: Program, qtbot: QtBot) -> None:
    icon = ICONS / f"{entry_of(program)['Icon']}.svg"
    assert QSvgRenderer(icon.read_bytes()).isValid()


def test_no_entry_is_without_a_program() -> None:
    names = {program.desktop_id for program in Program}
    assert {file.stem for file in ENTRIES.glob("*.desktop")} == names
    assert {file.stem for file in ICONS.glob("*.svg")} == names
