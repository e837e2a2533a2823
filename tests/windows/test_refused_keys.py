# SPDX-License-Identifier: GPL-3.0-or-later
"""A key whose action is not possible says so in the status bar instead of doing nothing."""

from collections.abc import Callable

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QWidget

from jlook_client.looks import Looks
from jlook_client.views.job_menu import JobEntry
from tests.fakes.desk_link import up
from tests.fakes.desk_window import DeskWindow


@pytest.fixture
def desk(looks: Looks, keep: Callable[[QWidget], None]) -> DeskWindow:
    desk = DeskWindow(looks)
    keep(desk.window)
    desk.window.show()
    desk.show(up())
    QApplication.processEvents()
    return desk


def pressed(desk: DeskWindow, keys: str, at: QWidget | None = None) -> str:
    """Press keys where the keyboard is; give what the status bar says then."""
    desk.window.tell("")
    QTest.keySequence(at or desk.views["jobs"], keys)
    return desk.window.notice.text()


def test_a_disabled_action_says_why_when_its_key_is_pressed(desk: DeskWindow) -> None:
    assert pressed(desk, "Ctrl+R") == "Rerun: No job is selected."
    desk.window.allow_jobs({JobEntry.RERUN: "The job has not ended yet.", JobEntry.CANCEL: ""})
    assert pressed(desk, "Ctrl+R") == "Rerun: The job has not ended yet."
    assert pressed(desk, "Ctrl+Shift+P") == "Priority: No job is selected."
    assert desk.job_calls == []


def test_a_key_that_does_something_or_belongs_to_nothing_says_nothing(desk: DeskWindow) -> None:
    desk.window.allow_jobs({JobEntry.CANCEL: ""})
    assert pressed(desk, "Ctrl+Del") == ""
    assert desk.job_calls == [JobEntry.CANCEL]
    assert pressed(desk, "Ctrl+F12") == ""
    assert pressed(desk, "r") == ""


def test_a_field_that_uses_the_key_keeps_it(desk: DeskWindow) -> None:
    field = desk.views["jobs"].field
    field.setText("a b")
    field.setFocus()
    assert pressed(desk, "Ctrl+Del", field) == ""
    QTest.keyClick(field, Qt.Key.Key_Home)
    assert pressed(desk, "Ctrl+Del", field) == ""
    assert field.text() == "b"
