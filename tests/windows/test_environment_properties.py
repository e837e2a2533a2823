# SPDX-License-Identifier: GPL-3.0-or-later
"""[編集]-[プロパティ] of JClusterEnv (manual 2.2 ④⑤⑧⑨, S15), by mouse and by keyboard alone."""

from collections.abc import Callable

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QWidget

from jlook_client.looks import Looks
from jlook_client.views.environment_properties import EnvironmentProperties
from jmss.errors import GroupsAtWork, JmssError
from jmss.model.environment_list import ComputerLine
from jmss.model.machines import ServerType
from jmss.model.service_environment import ComputerSetting, recommended_setting
from jmss.model.storage_folders import Purpose
from jmss.texts import Texts
from tests.fakes.environment_lists import computer, without

TR = Texts("en")
Told = Callable[[JmssError | None], None]


class Stage:
    """The dialog, and what it asks to be kept."""

    def __init__(self, line: ComputerLine, keep: Callable[[QWidget], None]) -> None:
        self.kept: list[ComputerSetting] = []
        self.needed: list[str] | None = []
        self.answers: list[Told] = []
        self.closed: list[int] = []
        self.parent = QWidget()
        keep(self.parent)
        self.dialog = EnvironmentProperties(line, TR, self._keep, self._needed, self.parent)
        self.dialog.finished.connect(self.closed.append)
        self.dialog.show()
        QApplication.processEvents()

    def _keep(self, setting: ComputerSetting, told: Told) -> None:
        self.kept.append(setting)
        self.answers.append(told)

    def _needed(self, name: str) -> list[str] | None:
        assert name == self.dialog.line.name
        return self.needed

    @property
    def shown(self) -> list[Purpose]:
        return [purpose for purpose, box in self.dialog.folders.items() if box.isVisible()]

    def choose(self, word: str) -> None:
        box = self.dialog.server_type
        box.setFocus()
        QTest.keyClicks(box, word)
        assert box.currentText().startswith(word)

    def write(self, purpose: Purpose, text: str) -> None:
        box = self.dialog.folders[purpose]
        box.setFocus()
        box.selectAll()
        QTest.keyClicks(box, text)


@pytest.fixture
def keep_windows(looks: Looks, keep: Callable[[QWidget], None]) -> Callable[[QWidget], None]:
    return keep


def test_the_server_gets_four_recommended_folders(
    keep_windows: Callable[[QWidget], None],
) -> None:
    stage = Stage(without("VCOM1"), keep_windows)
    assert not stage.dialog.isModal()
    assert stage.dialog.windowTitle() == "Properties of VCOM1"
    assert stage.shown == []
    stage.choose("JMSS")
    assert stage.shown == list(Purpose)
    assert [box.text() for box in stage.dialog.folders.values()] == [
        "I:/log",
        "I:/output",
        "I:/queue",
        "I:/schedule",
    ]
    assert stage.dialog.drive.text() == "I:"
    QTest.mouseClick(stage.dialog.ok, Qt.MouseButton.LeftButton)
    assert stage.kept == [recommended_setting("VCOM1", ServerType.JMSS_SERVER, "I:")]
    stage.answers[0](None)
    assert stage.closed == [1]


def test_a_machine_has_a_log_folder_alone(keep_windows: Callable[[QWidget], None]) -> None:
    stage = Stage(computer("VCOM1"), keep_windows)
    stage.choose("Execution")
    assert stage.shown == [Purpose.LOG]
    stage.write(Purpose.LOG, "i:\\JMSS\\log")
    QTest.keyClick(stage.dialog.folders[Purpose.LOG], Qt.Key.Key_Return)
    (setting,) = stage.kept
    assert setting == ComputerSetting(
        name="VCOM1", server_type=ServerType.EXECUTION_MACHINE, log="I:/JMSS/log"
    )


def test_a_folder_elsewhere_is_refused_as_it_is_typed(
    keep_windows: Callable[[QWidget], None],
) -> None:
    """Manual S15."""
    stage = Stage(computer("VCOM2"), keep_windows)
    stage.write(Purpose.LOG, "I:/log")
    told = "The folder I:/log is not on the switching drive J:; choose one there."
    assert stage.dialog.fault(Purpose.LOG) == told
    assert stage.dialog.folders[Purpose.LOG].accessibleDescription() == told
    assert not stage.dialog.ok.isEnabled()
    QTest.keyClick(stage.dialog.folders[Purpose.LOG], Qt.Key.Key_Return)
    assert stage.kept == []
    QTest.mouseClick(stage.dialog.usual, Qt.MouseButton.LeftButton)
    assert stage.dialog.folders[Purpose.LOG].text() == "J:/log"
    assert stage.dialog.fault(Purpose.LOG) == ""
    assert stage.dialog.ok.isEnabled()


def test_what_is_refused_stays_in_the_dialog(keep_windows: Callable[[QWidget], None]) -> None:
    stage = Stage(computer("VCOM2"), keep_windows)
    stage.choose("None")
    QTest.mouseClick(stage.dialog.ok, Qt.MouseButton.LeftButton)
    assert not stage.dialog.ok.isEnabled()  # until the answer is there
    error = GroupsAtWork(node="SV1", groups="VCOM2", stop="`jstop VCOM2`", start="")
    stage.answers[0](error)
    assert stage.dialog.told.text() == TR.error(error)
    assert stage.dialog.ok.isEnabled()
    assert stage.closed == []
    QTest.keyClick(stage.dialog, Qt.Key.Key_Escape)
    assert stage.closed == [0]


def test_every_control_says_what_it_is(keep_windows: Callable[[QWidget], None]) -> None:
    dialog = Stage(computer("VCOM1"), keep_windows).dialog
    controls = [dialog.server_type, *dialog.folders.values()]
    assert all(control.accessibleName() for control in controls)
    assert all(button.text() for button in (dialog.ok, dialog.cancel, dialog.usual))


@pytest.mark.parametrize(
    ("needed", "told"),
    [
        (["NIGHT needs it.", "close needs it."], "NIGHT needs it.\nclose needs it."),
        ([], ""),
        (None, "Whether queues, schedules or the menu still need VCOM2 is not known: there is no"),
    ],
)
def test_who_needs_it_is_said_before_its_server_type_goes(
    needed: list[str] | None, told: str, keep_windows: Callable[[QWidget], None]
) -> None:
    stage = Stage(computer(), keep_windows)
    stage.needed = needed
    assert not stage.dialog.needed.isVisible()
    stage.choose("None")
    assert stage.dialog.needed.isVisible() is bool(told)
    assert stage.dialog.needed.text().startswith(told)
    assert stage.dialog.server_type.accessibleDescription() == stage.dialog.needed.text()
    assert stage.dialog.ok.isEnabled(), "it is said, not refused"
    QTest.keyClick(stage.dialog.server_type, Qt.Key.Key_Up)
    assert stage.dialog.chosen_type is ServerType.EXECUTION_MACHINE
    assert not stage.dialog.needed.isVisible()
