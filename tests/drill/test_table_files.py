# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of any subwindow on the clipboard, in a CSV file and on paper."""

import csv
import io
import time
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PyQt6 import sip
from PyQt6.QtPdf import QPdfDocument
from PyQt6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from jlook_client.apps.desk import Desk, Wishes
from jlook_client.lines import Severity
from jlook_client.settings import SettingsFile, Theme
from jlook_client.shadow import Shadow
from jlook_client.tables.job_filter import JobFilter
from jlook_client.tables.times import MONTHS
from jlook_client.timeline import Outage
from jlook_client.views.table_export import MOST_AS_TEXT, Form
from jmss.link.view import Cause
from jmss.model.changes import Position
from jmss.model.jobs import JobState
from jmss.settings import Site
from tests.fakes.desk_board import a_job, a_machine

Open = Callable[..., Desk]
EVIL = "=cmd|' /C calc'!A0"


@pytest.fixture
def opened(qapp: QApplication, tmp_path: Path) -> Iterator[Open]:
    desks: list[Desk] = []

    def opened(jobs: int = 3, language: str = "en") -> Desk:
        site = Site(server="VCOM1", port=1, hosts={"VCOM1": "127.0.0.1"})
        wishes = Wishes(language=language, theme=Theme.DARK)
        desk = Desk(qapp, site, SettingsFile(tmp_path / "jlook.json"), wishes=wishes)
        desks.append(desk)
        shadow = Shadow()
        names = {1: EVIL, 2: "夜間集計"}
        shadow.add(
            [
                *(
                    a_job(n, JobState.QUEUED, name=names.get(n, f"n{n}"))
                    for n in range(1, jobs + 1)
                ),
                a_machine("VCOM2"),
            ]
        )
        desk.mirror.swap(shadow, Position("e", 1, 1))
        desk.show()
        desk.window.recall(time.time())
        desk.job_table.settle()
        return desk

    yield opened
    for desk in desks:
        if not sip.isdeleted(desk.window):
            desk.close()


def clipboard() -> str:
    board = QApplication.clipboard()
    assert board is not None
    return board.text()


def choose(desk: Desk, path: Path) -> None:
    dialog = desk.window.findChild(QFileDialog, "export")
    assert dialog is not None
    assert not dialog.isModal()
    dialog.fileSelected.emit(str(path))
    dialog.close()


def said(desk: Desk) -> str:
    return desk.window.notice.text()


def pages_of(path: Path) -> list[str]:
    """Give the letters of each page; Qt does not write down which digits there are."""
    document = QPdfDocument(None)
    assert document.load(str(path)) is QPdfDocument.Error.None_
    texts = [document.getAllText(at).text() for at in range(document.pageCount())]
    document.close()
    return [letters(text) for text in texts]


def letters(text: str) -> str:
    return "".join(filter(str.isalpha, unicodedata.normalize("NFKC", text)))


def test_rows_are_copied_in_three_forms(opened: Open, qtbot: QtBot) -> None:
    desk = opened()
    files = desk.habits._tables
    files.copy(Form.CSV)
    qtbot.waitUntil(lambda: EVIL in clipboard())
    rows = list(csv.reader(io.StringIO(clipboard())))
    assert len(rows) == 4
    assert f"'{EVIL}" in rows[3], "a spreadsheet does not run it"
    files.copy(Form.TSV)
    qtbot.waitUntil(lambda: "\t" in clipboard())
    assert len(list(csv.reader(io.StringIO(clipboard()), delimiter="\t"))) == 4
    files.copy(Form.TEXT)
    qtbot.waitUntil(lambda: "  " in clipboard())
    lines = clipboard().split("\n")
    assert len(lines) == 5
    assert EVIL in lines[3], "people read it as it is"
    assert said(desk) == "3 rows copied"


def test_the_selected_rows_only_where_there_are_any(opened: Open, qtbot: QtBot) -> None:
    desk = opened()
    desk.jobs.view.selectRow(1)
    desk.habits._tables.copy(Form.CSV)
    qtbot.waitUntil(lambda: said(desk) == "1 row copied")
    assert "夜間集計" in clipboard()
    assert EVIL not in clipboard()


def test_every_table_can_be_copied_and_saved(opened: Open, qtbot: QtBot, tmp_path: Path) -> None:
    desk = opened()
    for kind in ("machines", "log"):
        desk.subwindows.open(kind)
        assert desk.habits._tables._table() is not None, kind
        desk.timeline.say(1.0, Severity.INFO, "Something happened")
        found = desk.habits._tables._table()
        assert found is not None
        qtbot.waitUntil(lambda: found[1].table.rowCount() == 1)  # noqa: B023
        desk.habits._tables.ask_to_save()
        path = tmp_path / f"{kind}.csv"
        choose(desk, path)
        qtbot.waitUntil(path.exists)
        qtbot.waitUntil(lambda: not desk.habits._tables.export.is_under_way)
    text = (tmp_path / "machines.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf"), "a spreadsheet knows the encoding"
    assert b"VCOM2" in text


def test_a_subwindow_without_a_table_says_so(opened: Open) -> None:
    desk = opened()
    desk.subwindows.open("history")
    entries = desk.habits._tables._entries
    assert not any(entry.isEnabled() for entry in entries[1:])
    assert entries[1].toolTip() == "This subwindow has no table."
    assert entries[1].statusTip() == "This subwindow has no table.", "for its key"
    desk.habits._tables.copy(Form.CSV)
    desk.subwindows.open("jobs")
    assert all(entry.isEnabled() for entry in entries)


@pytest.mark.parametrize("kind", ["history", "blind"])
def test_what_is_no_table_and_saves_itself_does_so_from_the_menu_too(
    opened: Open, qtbot: QtBot, tmp_path: Path, kind: str
) -> None:
    desk = opened()
    lost = Outage(heard=1.0, noticed=3.5, cause=Cause.SILENT, from_node="SV1")
    desk.timeline.outage_began(lost)
    desk.subwindows.open(kind)
    saving = desk.habits._tables._entries[0]
    assert saving.isEnabled()
    saving.trigger()
    path = tmp_path / "saved.csv"
    choose(desk, path)
    qtbot.waitUntil(path.exists)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.slow
def test_many_rows_are_saved_beside_the_window(opened: Open, qtbot: QtBot, tmp_path: Path) -> None:
    desk = opened(jobs=20_000)
    desk.habits._tables.ask_to_save()
    path = tmp_path / "jobs.csv"
    choose(desk, path)
    qtbot.waitUntil(lambda: "% of the rows" in said(desk))
    assert not path.exists(), "it is there when it is whole"
    qtbot.waitUntil(path.exists, timeout=30_000)
    qtbot.waitUntil(lambda: said(desk) == f"20,000 rows are in {path}")
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    assert len(rows) == 20_001
    assert not any(cell.startswith(("=", "@", "+")) for row in rows for cell in row)


def test_text_for_people_has_a_bound(opened: Open) -> None:
    desk = opened(jobs=MOST_AS_TEXT + 1)
    desk.habits._tables.copy(Form.TEXT)
    assert said(desk).startswith(f"At most {MOST_AS_TEXT:,} rows can be copied")


def test_a_file_that_cannot_be_written_is_said(opened: Open, qtbot: QtBot, tmp_path: Path) -> None:
    desk = opened()
    for ask in (desk.habits._tables.ask_to_save, desk.habits._tables.ask_to_print):
        desk.window.tell("")
        ask()
        choose(desk, tmp_path / "none" / "jobs.x")
        qtbot.waitUntil(lambda: "could not be written: " in said(desk))
    assert not desk.habits._tables.export.is_under_way


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_table_is_printed_with_what_it_is_and_as_of_when(
    opened: Open, qtbot: QtBot, tmp_path: Path, language: str
) -> None:
    desk = opened(jobs=100, language=language)
    desk.job_table.set_filter(JobFilter(numbers=frozenset(range(3, 101))))
    desk.job_table.settle()
    desk.habits._tables.ask_to_print()
    path = tmp_path / "jobs.pdf"
    choose(desk, path)
    qtbot.waitUntil(path.exists, timeout=20_000)
    pages = pages_of(path)
    assert len(pages) >= 3
    for page in pages:
        title = "ジョブ情報" if language == "ja" else "Jobinformation"
        assert page.startswith(f"{title}VCOM")
        if language == "en":
            month = MONTHS[time.localtime().tm_mon - 1]
            assert page.startswith(f"JobinformationVCOMAsof{month}Filterchangedjobs")
            assert "Pageof" in page
    assert pages[0].count("NIGHT") == pages[1].count("NIGHT") > 20
    assert sum(page.count("NIGHT") for page in pages) == 98
    assert "夜間集計" not in "".join(pages), "what the filter hides is not printed"


@pytest.mark.slow
def test_every_row_is_printed_beside_the_window(opened: Open, qtbot: QtBot, tmp_path: Path) -> None:
    desk = opened(jobs=12_000)
    desk.habits._tables.ask_to_print()
    path = tmp_path / "jobs.pdf"
    choose(desk, path)
    qtbot.waitUntil(lambda: "% of the rows" in said(desk))
    assert not path.exists(), "it is there when it is whole"
    qtbot.waitUntil(path.exists, timeout=60_000)
    pages = pages_of(path)
    assert sum(page.count("NIGHT") for page in pages) == 12_000
    assert all("Pageof" in page for page in pages)


@pytest.mark.slow
def test_closing_the_window_leaves_nothing_half_done(
    opened: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    desk = opened(jobs=20_000)
    desk.habits._tables.ask_to_save()
    choose(desk, tmp_path / "jobs.csv")
    qtbot.waitUntil(lambda: "% of the rows" in said(desk))
    desk.close()
    qtbot.waitUntil(lambda: not list(tmp_path.glob("*.new")))
    assert not (tmp_path / "jobs.csv").exists()
