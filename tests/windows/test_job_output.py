# SPDX-License-Identifier: GPL-3.0-or-later
"""A job's output on screen: followed, resumed, searched, saved, and never trusted."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PyQt6 import sip
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QContextMenuEvent, QGuiApplication, QTextCursor
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QFileDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from jlook_client.looks import Looks
from jlook_client.state_looks import JOB_LOOKS
from jlook_client.tables import output_tail
from jlook_client.tables.output_tail import KEPT
from jlook_client.views import output_pane, output_stream, output_text
from jlook_client.views.job_output import JobOutput
from jmss.errors import MachineAway
from jmss.model.jobs import JobState
from jmss.texts import Texts
from tests.fakes.desk_output import DeskOutput

TR = Texts("en")


class Sight:
    """The subwindow and what it reads from."""

    def __init__(self, looks: Looks, latest: int = 1) -> None:
        self.output = DeskOutput()
        self.output.latest = latest
        self.view = JobOutput(7, latest=latest, read=self.output, tr=TR, looks=looks)
        self.view.resize(640, 360)
        self.view.show()

    @property
    def text(self) -> str:
        """What is on screen once all that came is there."""
        while self.view.pane.is_busy:
            QApplication.processEvents()
        return self.view.text.toPlainText()

    @property
    def truth(self) -> str:
        return self.view.head.truth.text()

    @property
    def place(self) -> int:
        bar = self.view.text.verticalScrollBar()
        assert bar is not None
        return bar.value()

    def scroll(self, value: int) -> None:
        bar = self.view.text.verticalScrollBar()
        assert bar is not None
        bar.setValue(value)

    def at_end(self) -> bool:
        bar = self.view.text.verticalScrollBar()
        assert bar is not None
        return bar.value() == bar.maximum()

    def come(self, data: bytes, stream: str = "stdout", attempt: int = 1) -> None:
        """The job writes, and it is read and shown."""
        self.output.write(data, stream, attempt)
        self.output.answer_all()
        while self.view.pane.is_busy:
            QApplication.processEvents()
            self.output.answer_all()


@pytest.fixture
def little_kept(monkeypatch: pytest.MonkeyPatch) -> int:
    """Keep so few bytes and lines that a test is quick; gives the bytes."""
    kept = 256 << 10
    for module in (output_tail, output_stream, output_text):
        monkeypatch.setattr(module, "KEPT", kept)
    for lines in (output_text, output_pane):
        monkeypatch.setattr(lines, "LINES_KEPT", 20_000)
    return kept


def pump(sight: Sight, until: Callable[[], bool]) -> int:
    """Answer and let the window work until something holds; give how many answers that took."""
    deadline, answers = time.monotonic() + 30.0, 0
    while not until():
        assert time.monotonic() < deadline
        answers += sight.output.answer(empty=False)
        QApplication.processEvents()
    return answers


def is_over(sight: Sight) -> bool:
    """Whether all of an ended output is on screen."""
    return sight.truth == "ended: nothing more will come" and not sight.view.pane.is_busy


@pytest.fixture
def sight(looks: Looks, keep: Callable[[QWidget], None]) -> Sight:
    sight = Sight(looks)
    keep(sight.view)
    return sight


def test_it_follows_and_says_live_then_ended(sight: Sight) -> None:
    sight.come(b"one\n")
    assert (sight.text, sight.truth) == ("one\n", "live")
    sight.output.over.add(1)
    sight.come(b"two\x1b[2J")
    assert sight.text == "one\ntwo‹ESC›[2J"
    assert sight.truth == "ended: nothing more will come"
    assert not sight.view.streams["stdout"].is_going


def test_that_nothing_more_comes_says_how_the_job_ended(sight: Sight) -> None:
    failed = JOB_LOOKS[JobState.ENDED_ABNORMALLY]
    sight.come(b"one\n")
    sight.view.job_ended(failed)
    assert sight.truth == "live", "what it wrote last is still on its way"
    sight.output.over.add(1)
    sight.come(b"two\n")
    assert sight.truth == "Failed: nothing more will come"
    assert sight.view.head.shown == (failed.glyph, failed.token)
    sight.view.job_ended(None)  # it was queued again
    assert sight.truth == "ended: nothing more will come"
    assert sight.view.head.shown[0] != "completed", "that would say that all is well"


def test_the_fate_of_the_last_attempt_is_not_said_of_an_earlier_one(
    looks: Looks, keep: Callable[[QWidget], None]
) -> None:
    sight = Sight(looks, latest=2)
    keep(sight.view)
    sight.view.job_ended(JOB_LOOKS[JobState.ENDED_NORMALLY])
    sight.output.over |= {1, 2}
    sight.come(b"again\n", attempt=2)
    assert sight.truth == "Completed: nothing more will come"
    sight.view.choose_attempt(1)
    sight.come(b"first\n", attempt=1)
    assert sight.truth == "ended: nothing more will come"


@pytest.mark.parametrize("chosen", [False, True])
def test_of_a_job_that_wrote_errors_alone_those_are_shown(sight: Sight, *, chosen: bool) -> None:
    if chosen:
        sight.view.head.streams["stdout"].click()
    sight.output.over.add(1)
    sight.come(b"no space\n", "stderr")
    assert sight.text == ("" if chosen else "no space\n")
    assert sight.view.head.streams["stdout"].isChecked() is chosen


def test_after_a_cut_it_goes_on_where_it_stood(sight: Sight) -> None:
    sight.come(b"one\n")
    sight.output.write(b"two\n")
    late = sight.output.open[0]
    sight.output.cut()
    sight.view.show_stale("14:32:05")
    assert sight.truth == "as of 14:32:05"
    asked = len(sight.output.asked)
    sight.output.live = True
    sight.view.show_stale(None)
    assert sight.output.asked[asked].offset == 4
    sight.output.answer_all()
    late[1](sight.output._reply(late[0]))
    sight.come(b"three\n")
    assert (sight.text, sight.truth) == ("one\ntwo\nthree\n", "live")


def test_a_cut_too_short_to_be_shown_loses_nothing(
    sight: Sight, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output_stream, "AGAIN_MS", 20)
    sight.come(b"one\n")
    sight.output.cut()
    sight.output.live = True
    sight.view.link_was_cut()
    sight.output.write(b"two\n")
    qtbot.waitUntil(lambda: bool(sight.output.open), timeout=5000)
    sight.output.answer_all()
    assert (sight.text, sight.truth) == ("one\ntwo\n", "live")


def test_a_question_that_nobody_answers_is_asked_again(
    sight: Sight, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output_stream, "NO_ANSWER_MS", 20)
    sight.come(b"one\n")
    sight.output.answer()
    sight.output.open.clear()
    sight.output.write(b"two\n")
    qtbot.waitUntil(lambda: bool(sight.output.open), timeout=5000)
    sight.output.open.clear()
    qtbot.waitUntil(lambda: bool(sight.output.open), timeout=5000)
    sight.output.answer_all()
    assert sight.text == "one\ntwo\n"


def test_what_is_not_there_yet_is_said_and_asked_for_again(
    sight: Sight, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output_stream, "AGAIN_MS", 20)
    sight.output.refuse = MachineAway(machine="VCOM2")
    sight.output.answer()
    assert "VCOM2" in sight.truth
    sight.output.refuse = None
    sight.output.write(b"there\n")
    qtbot.waitUntil(lambda: bool(sight.output.open), timeout=5000)
    sight.output.answer_all()
    assert (sight.text, sight.truth) == ("there\n", "live")


def test_scrolling_up_stops_following_and_end_resumes(sight: Sight) -> None:
    sight.come(b"line\n" * 200)
    assert sight.at_end()
    assert sight.view.foot.follow.isChecked()
    sight.scroll(3)
    assert not sight.view.foot.follow.isChecked()
    sight.come(b"more\n" * 200)
    assert sight.place == 3
    sight.output.cut()
    sight.view.show_stale("14:32:05")
    sight.output.live = True
    sight.view.show_stale(None)
    assert not sight.view.text.following
    QTest.keyClick(sight.view.text, Qt.Key.Key_End)
    assert sight.view.text.following
    assert sight.at_end()
    sight.come(b"last\n" * 50)
    assert sight.at_end()


def test_selecting_stops_following_and_the_button_resumes(sight: Sight) -> None:
    sight.come(b"line\n" * 200)
    sight.view.select_all()
    assert not sight.view.text.following
    place = sight.place
    sight.come(b"more\n" * 200)
    assert sight.place == place
    sight.view.foot.follow.click()
    assert sight.view.text.following
    assert sight.at_end()
    assert not sight.view.text.textCursor().hasSelection()


def test_the_follow_flag_survives_a_reconnect(sight: Sight) -> None:
    sight.come(b"line\n" * 200)
    sight.output.cut()
    sight.view.show_stale("14:32:05")
    sight.output.live = True
    sight.view.show_stale(None)
    sight.come(b"more\n" * 200)
    assert sight.view.text.following
    assert sight.at_end()


def test_both_streams_are_read_and_the_other_says_how_much_it_has(sight: Sight) -> None:
    sight.come(b"out\n")
    sight.come(b"err\n" * 500, "stderr")
    assert sight.view.head.streams["stderr"].text() == "Standard error 2.0 KB"
    assert sight.text == "out\n"
    sight.view.head.streams["stderr"].click()
    assert sight.text == "err\n" * 500
    sight.come(b"late\n")
    assert sight.text == "err\n" * 500
    sight.view.head.streams["stdout"].click()
    assert sight.text == "out\nlate\n"


def test_a_further_attempt_is_shown_and_the_first_can_be_chosen(sight: Sight) -> None:
    sight.come(b"first\n")
    assert sight.view.head.attempts.isHidden()
    sight.output.over.add(1)
    sight.output.latest = 2
    sight.view.job_started_again(2)
    sight.come(b"second\n", attempt=2)
    assert sight.text == "second\n"
    assert sight.view.head.attempts.currentText() == "Attempt 2 (latest)"
    sight.view.head.attempts.setCurrentIndex(0)
    sight.view.head.attempts.activated.emit(0)
    sight.output.answer_all()
    assert (sight.text, sight.view.attempt) == ("first\n", 1)
    assert sight.truth == "ended: nothing more will come"
    sight.view.job_started_again(3)
    assert (sight.text, sight.view.head.attempts.count()) == ("first\n", 3)


def test_whoever_reads_an_attempt_is_not_torn_from_it(sight: Sight) -> None:
    sight.come(b"line\n" * 200)
    sight.scroll(3)
    sight.view.job_started_again(2)
    assert (sight.view.attempt, sight.place) == (1, 3)
    assert sight.view.head.attempts.isVisible()


def test_a_job_that_had_not_started_shows_its_first_attempt(
    looks: Looks, keep: Callable[[QWidget], None]
) -> None:
    sight = Sight(looks, latest=0)
    keep(sight.view)
    assert sight.output.asked[0].attempt == 0
    sight.output.latest = 1
    sight.come(b"begins\n")
    assert (sight.text, sight.view.attempt) == ("begins\n", 1)
    sight.view.job_started_again(1)
    assert sight.text == "begins\n"
    sight.come(b"warns\n", "stderr")
    assert {place.attempt for place in sight.output.asked[-2:]} == {1}


def test_of_very_much_the_newest_is_read_and_what_is_missing_is_said(
    sight: Sight, little_kept: int
) -> None:
    lines = b"".join(b"%09d\n" % n for n in range(1_000_000))
    sight.output.write(lines)
    sight.output.over.add(1)
    answers = pump(sight, lambda: is_over(sight))
    assert answers < 4 + little_kept / 65536
    assert sight.view.text.blockCount() <= output_text.LINES_KEPT + 1
    first = lines.rfind(b"\n", 0, sight.view.text.first_byte) + 1
    assert lines[first:].decode() == sight.text
    assert sight.view.missing.isVisible()
    assert "are no longer shown" in sight.view._missing_text.text()


def test_while_the_operator_reads_nothing_is_pushed_out(sight: Sight, little_kept: int) -> None:
    sight.come(b"line\n" * 200)
    sight.scroll(3)
    sight.output.says_size = False
    sight.output.write(b"0123456\n" * (2 * little_kept // 8))
    pump(sight, lambda: sight.truth == "held while you read; End goes on")
    assert sight.place == 3
    assert sight.view.text.first_byte == 0
    sight.output.over.add(1)
    QTest.keyClick(sight.view.text, Qt.Key.Key_End)
    pump(sight, lambda: is_over(sight))
    assert sight.at_end()
    assert sight.view.text.first_byte > 0


@pytest.mark.slow
def test_a_line_of_many_megabytes_does_not_freeze_the_window(sight: Sight) -> None:
    sight.output.says_size = False
    sight.output.write(b"x" * (11 << 20))
    sight.output.over.add(1)
    pump(sight, lambda: is_over(sight))
    assert len(sight.text) <= KEPT * 1.1
    assert max(len(line) for line in sight.text.split("\n")) <= 1003


@pytest.mark.parametrize("codec", ["cp932", "euc_jp", "iso2022_jp"])
def test_the_encoding_is_guessed_and_can_be_chosen(sight: Sight, codec: str) -> None:
    sight.come(b"plain\n" + "売上集計が正常終了しました\n".encode(codec) * 3)
    assert sight.text == "plain\n" + "売上集計が正常終了しました\n" * 3
    assert sight.view.foot.encoding.currentData() == ""
    box = sight.view.foot.encoding
    box.setCurrentIndex(box.findData("latin-1"))
    box.activated.emit(box.currentIndex())
    assert "売上" not in sight.text
    box.setCurrentIndex(box.findData(codec))
    box.activated.emit(box.currentIndex())
    assert sight.text.count("売上") == 3


def test_a_progress_bar_is_one_line_and_its_states_can_be_seen(sight: Sight) -> None:
    sight.come(b"copying\n 1 %")
    sight.come(b"\r50 %")
    sight.come(b"\r99 %\nend\n")
    assert sight.text == "copying\n‹CR›99 %\nend\n"
    sight.view.pane.show_every_state(on=True)
    assert sight.text == "copying\n 1 %\n50 %\n99 %\nend\n"


def test_search_counts_goes_round_and_finds_what_comes(sight: Sight, qtbot: QtBot) -> None:
    sight.come(b"".join(b"line %d\n" % n for n in range(300)) + b"Error here\nerror there\n")
    bar = sight.view.find_bar
    assert bar.isHidden()
    sight.view.show_search()
    assert bar.isVisible()
    QTest.keyClicks(bar.word, "error")
    qtbot.waitUntil(lambda: bar.count.text() == "1 of 2")
    assert len(sight.view.text.extraSelections()) == 2
    bar.case.click()
    qtbot.waitUntil(lambda: bar.count.text() == "1 of 1")
    bar.case.click()
    qtbot.waitUntil(lambda: bar.count.text() == "1 of 2")
    QTest.keyClick(bar.word, Qt.Key.Key_Return)
    assert bar.count.text() == "2 of 2"
    assert not sight.view.text.following
    QTest.keyClick(sight.view.text, Qt.Key.Key_F3)
    assert bar.count.text() == "1 of 2"
    QTest.keyClick(sight.view.text, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert bar.count.text() == "2 of 2"
    sight.come(b"the third error\n")
    qtbot.waitUntil(lambda: bar.count.text() == "2 of 3")
    bar.word.setText("not there")
    qtbot.waitUntil(lambda: bar.count.text() == "no hit")
    QTest.keyClick(bar.word, Qt.Key.Key_Escape)
    assert bar.isHidden()
    assert not sight.view.text.extraSelections()


def test_copy_takes_the_selection_or_all(sight: Sight) -> None:
    sight.come(b"one\ntwo\n")
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    sight.view.copy_selection()
    assert clipboard.text() == "one\ntwo\n"
    cursor = sight.view.text.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.Start)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    sight.view.text.setTextCursor(cursor)
    sight.view.copy_selection()
    assert clipboard.text() == "one"


def test_wrapping_keeps_the_place(sight: Sight) -> None:
    sight.come(b"".join(b"%d %s\n" % (n, b"word " * 100) for n in range(100)))
    sight.scroll(40)
    top = sight.view.text.firstVisibleBlock().text()
    sight.view.foot.wrap.click()
    assert sight.view.text.firstVisibleBlock().text() == top
    sight.view.foot.wrap.click()
    assert sight.view.text.firstVisibleBlock().text() == top


def chosen(sight: Sight, path: Path) -> None:
    """Ask for the saving, and name the file."""
    sight.view.foot.save.click()
    dialog = sight.view.findChildren(QFileDialog)[-1]
    assert not dialog.isModal()
    dialog.fileSelected.emit(str(path))
    dialog.close()


def said(sight: Sight) -> str:
    """Answer until the saving is over, and give what is said of it."""
    pump(sight, lambda: sight.view._save is None)
    return sight.view.foot.told.text()


def test_saving_fetches_all_of_it_from_the_server(
    sight: Sight, tmp_path: Path, little_kept: int
) -> None:
    whole = bytes(range(256)) * (2 * little_kept // 256)
    sight.output.write(whole)
    sight.output.over.add(1)
    chosen(sight, tmp_path / "a.txt")
    assert said(sight) == f"512.0 KB of output are in {tmp_path / 'a.txt'}."
    assert (tmp_path / "a.txt").read_bytes() == whole
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_saving_goes_on_after_a_cut(sight: Sight, tmp_path: Path) -> None:
    whole = b"0123456789" * 100_000
    sight.output.write(whole)
    chosen(sight, tmp_path / "a.txt")
    for _ in range(3):
        sight.output.answer(empty=False)
        QApplication.processEvents()
    sight.output.cut()
    sight.view.show_stale("14:32:05")
    QApplication.processEvents()
    sight.output.live = True
    sight.view.show_stale(None)
    said(sight)
    assert (tmp_path / "a.txt").read_bytes() == whole


def test_a_file_that_cannot_be_written_is_named_with_the_reason(
    sight: Sight, tmp_path: Path
) -> None:
    sight.come(b"one\n")
    chosen(sight, tmp_path / "away" / "a.txt")
    assert said(sight) == (
        f"{tmp_path / 'away' / 'a.txt'} could not be written: No such file or directory"
    )
    assert sight.view.foot.save.isEnabled()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk to write on")
def test_a_full_disk_is_named(
    sight: Sight, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sight.come(b"one\n" * 100_000)
    there = tmp_path / "a.txt"
    there.write_bytes(b"from before")
    half = tmp_path / "half"
    half.symlink_to("/dev/full")
    monkeypatch.setattr(Path, "with_name", lambda _self, _name: half)
    chosen(sight, there)
    assert said(sight) == f"{there} could not be written: No space left on device"
    assert there.read_bytes() == b"from before"


def test_saving_can_be_given_up(sight: Sight, tmp_path: Path) -> None:
    sight.come(b"one\n")
    sight.output.live = False
    chosen(sight, tmp_path / "a.txt")
    assert sight.view.foot.give_up.isVisible()
    sight.view.foot.give_up.click()
    assert said(sight) == f"Saving was given up; {tmp_path / 'a.txt'} is as it was."
    assert not list(tmp_path.iterdir())


def test_closing_while_saving_leaves_nothing_behind(
    looks: Looks, qtbot: QtBot, tmp_path: Path
) -> None:
    sight = Sight(looks)
    sight.output.live = False
    chosen(sight, tmp_path / "a.txt")
    qtbot.waitUntil(lambda: bool(list(tmp_path.iterdir())))
    sip.delete(sight.view)
    qtbot.waitUntil(lambda: not list(tmp_path.iterdir()))


def test_the_menu_has_everything_for_the_keyboard(sight: Sight) -> None:
    sight.come(b"one\n")
    place = sight.view.text.viewport()
    assert place is not None
    reason = QContextMenuEvent.Reason.Keyboard
    QApplication.sendEvent(place, QContextMenuEvent(reason, place.rect().center()))
    menu = next(menu for menu in sight.view.findChildren(QMenu) if menu.isVisible())
    names = [action.text() for action in menu.actions() if action.text()]
    assert names == [
        "&Copy",
        "Select &all",
        "&Find",
        "Follow the &end",
        "&Wrap long lines",
        "Show every state of &progress lines",
        "E&ncoding",
        "&Save as…",
    ]
    menu.close()


def test_an_answer_after_closing_does_no_harm(looks: Looks) -> None:
    sight = Sight(looks)
    sight.output.write(b"late")
    sip.delete(sight.view)
    sight.output.answer()


def test_every_control_has_a_name(sight: Sight) -> None:
    view = sight.view
    for name in ("QToolButton", "QComboBox", "QLineEdit", "QPushButton"):
        for control in view.findChildren(QWidget):
            if control.metaObject().className() == name:
                said = control.accessibleName() or getattr(control, "text", str)()
                assert said, control
