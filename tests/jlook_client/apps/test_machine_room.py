# SPDX-License-Identifier: GPL-3.0-or-later
"""What the desk makes of the words of the commands that it runs."""

from pathlib import Path
from typing import Any

from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jlook_client.apps.machine_room import CommandFailed, MachineRoom


def ordered(qtbot: QtBot, root: Path, *words: str) -> Any:
    """Run ``jcluster`` with these words where there is no cluster, and give the answer."""
    room, answers = MachineRoom(root), list[Any]()
    room.order(*words, done=answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=20_000)
    room.end()
    return answers[0]


def test_a_refusal_is_told_in_the_words_of_the_command(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    answer = ordered(qtbot, tmp_path, "move", "VCOM2", "SV3", "--check")
    assert isinstance(answer, CommandFailed)
    assert "No cluster runs in" in str(answer.fields["why"])
    assert answer.fields["code"] == "1"


def test_wrong_words_are_no_silent_failure(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    answer = ordered(qtbot, tmp_path, "burn", "SV1")
    assert isinstance(answer, CommandFailed)
    assert answer.fields["code"] == "2"


def test_an_order_that_is_given_up_ends(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    room, answers = MachineRoom(tmp_path), list[Any]()
    give_up = room.order("status", done=answers.append)
    give_up()
    qtbot.waitUntil(lambda: bool(answers), timeout=20_000)
    give_up()
    assert isinstance(answers[0], CommandFailed)
    room.end()
