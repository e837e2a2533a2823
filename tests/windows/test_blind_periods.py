# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of blind periods on screen, and saving it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PyQt6.QtCore import QSize
from PyQt6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from jlook_client.apps.file_export import FileExport
from jlook_client.apps.outage_export import OutageExport
from jlook_client.looks import Looks
from jlook_client.tables.blind_periods import CAUSE
from jlook_client.timeline import Attempt, Outage, Timeline
from jlook_client.views.blind_periods import BlindPeriods
from jlook_client.views.layout import place_elsewhere, rect_of
from jmss.link.view import Cause
from jmss.texts import Texts

Keep = Callable[[QWidget], None]
TR = Texts("en")


def lost(timeline: Timeline, at: float) -> None:
    timeline.outage_began(
        Outage(heard=at, noticed=at + 2.5, cause=Cause.SILENT, from_node="SV1", server="VCOM1")
    )
    timeline.attempt_failed(Attempt(began=at + 3, ended=at + 4.5, cause=Cause.REFUSED))


@pytest.fixture
def timeline() -> Timeline:
    timeline = Timeline()
    lost(timeline, 1000.0)
    timeline.outage_ended(ended=1009.0, to_node="SV2", replayed=3, complete=True)
    return timeline


@pytest.fixture
def view(timeline: Timeline, looks: Looks, keep: Keep) -> BlindPeriods:
    view = BlindPeriods(timeline, save_csv=lambda: None, save_json=lambda: None, tr=TR, looks=looks)
    keep(view)
    view.show()
    return view


def test_the_newest_period_is_on_top_and_shows_its_attempts(
    view: BlindPeriods, timeline: Timeline
) -> None:
    lost(timeline, 2000.0)
    assert view.tree.topLevelItemCount() == 2
    newest, older = view.tree.topLevelItem(0), view.tree.topLevelItem(1)
    assert newest is not None
    assert older is not None
    assert (newest.text(3), older.text(4), older.text(6)) == ("", "9.0", "SV1 → SV2")
    assert newest.isExpanded()
    attempt = newest.child(0)
    assert attempt is not None
    assert "1.5 s: The address refuses connections" in attempt.text(0)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_all_columns_are_in_sight_where_it_comes_up(
    timeline: Timeline, looks: Looks, keep: Keep, language: str
) -> None:
    tr = Texts(language)
    view = BlindPeriods(timeline, save_csv=lambda: None, save_json=lambda: None, tr=tr, looks=looks)
    keep(view)
    view.show()
    for window in (1440, 1024):
        view.resize(rect_of(place_elsewhere("blind", window), QSize(window, 800)).size())
        QApplication.processEvents()
        bar, header = view.tree.horizontalScrollBar(), view.tree.header()
        assert bar is not None
        assert header is not None
        assert not bar.isVisible(), window
        assert header.sectionSize(CAUSE) > 100, window
    item = view.tree.topLevelItem(0)
    assert item is not None
    assert item.toolTip(CAUSE) == item.text(CAUSE)
    assert item.toolTip(1).endswith(":42.500")


def test_a_period_that_was_folded_stays_so(view: BlindPeriods, timeline: Timeline) -> None:
    lost(timeline, 2000.0)
    newest = view.tree.topLevelItem(0)
    assert newest is not None
    newest.setExpanded(False)
    timeline.attempt_failed(Attempt(began=2005, ended=2006, cause=Cause.REFUSED))
    newest = view.tree.topLevelItem(0)
    assert newest is not None
    assert (newest.isExpanded(), newest.childCount(), newest.text(8)) == (False, 2, "2")


def test_without_a_loss_there_is_a_sentence_and_nothing_to_save(looks: Looks, keep: Keep) -> None:
    view = BlindPeriods(
        Timeline(), save_csv=lambda: None, save_json=lambda: None, tr=TR, looks=looks
    )
    keep(view)
    view.show()
    assert view.empty.isVisible()
    assert not view.save_csv.isEnabled()
    assert not view.save_json.isEnabled()


def test_periods_are_copied_with_their_headings(view: BlindPeriods, timeline: Timeline) -> None:
    lost(timeline, 2000.0)
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    view.copy_selection()
    assert len(clipboard.text().splitlines()) == 3, "all, as none is selected"
    older = view.tree.topLevelItem(1)
    assert older is not None
    older.setSelected(True)
    view.copy_selection()
    heading, row = clipboard.text().splitlines()
    assert heading.startswith("Last heard")
    assert row.split(",")[4:8] == ["9.0", "VCOM1", "SV1", "SV2"]
    view.select_all()
    view.copy_selection()
    assert len(clipboard.text().splitlines()) == 3


def test_saving_asks_without_stopping_anything_and_says_where_it_is(
    timeline: Timeline, keep: Keep, qtbot: QtBot, tmp_path: Path
) -> None:
    window, told = QWidget(), []
    keep(window)
    export = OutageExport(timeline, TR, FileExport(TR, told.append, lambda: window))
    for ask, name in ((export.ask_for_csv, "a.csv"), (export.ask_for_json, "a.json")):
        ask()
        dialog = window.findChildren(QFileDialog)[-1]
        assert dialog.isVisible()
        assert not dialog.isModal()
        dialog.fileSelected.emit(str(tmp_path / name))
        dialog.close()
        qtbot.waitUntil(lambda name=name: told[-1:] == [f"Saved in {tmp_path / name}."])
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert json.loads((tmp_path / "a.json").read_bytes())[0]["to_node"] == "SV2"
    assert {path.name for path in tmp_path.iterdir()} == {"a.csv", "a.json"}


def test_a_file_that_cannot_be_written_is_said(
    timeline: Timeline, keep: Keep, qtbot: QtBot, tmp_path: Path
) -> None:
    window, told = QWidget(), []
    keep(window)
    OutageExport(timeline, TR, FileExport(TR, told.append, lambda: window)).ask_for_csv()
    dialog = window.findChildren(QFileDialog)[-1]
    dialog.fileSelected.emit(str(tmp_path / "away" / "a.csv"))
    dialog.close()
    qtbot.waitUntil(lambda: bool(told))
    assert "could not be written: No such file" in told[-1]
