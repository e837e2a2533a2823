# SPDX-License-Identifier: GPL-3.0-or-later
"""[File] – [Servers]: servers are added, changed, renamed and deleted, and nothing gets lost."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from jlook_client.apps.other_window import OtherWindow
from jlook_client.apps.profile_book import ProfileBook
from jlook_client.apps.servers import Servers
from jlook_client.apps.system_keyring import Owner
from jlook_client.apps.watched_server import ServerJoints, WatchedServer
from jlook_client.looks import Looks
from jlook_client.settings import Profile, SettingsFile
from jlook_client.token_question import KeyringState
from jlook_client.views.servers_window import ServersWindow
from jmss.settings import Site
from jmss.texts import Texts
from tests.fakes.keyrings import AskedByHand

VCOM1 = Profile(name="VCOM1", server="VCOM1")
NIGHT = Profile(name="night", server="VCOM9", port=7341, user="ueda")
TR = Texts("en")


class Stage:
    """The servers' window with everything that it works on."""

    def __init__(self, folder: Path) -> None:
        self.file = SettingsFile(folder / "s.json")
        for profile in (VCOM1, NIGHT):
            self.file.put_profile(profile)
        self.keyring = AskedByHand()
        self.began = True
        self.takes: set[str] = set()
        self.started: list[str] = []
        self.aimed: list[str] = []
        self.parent = QWidget()
        home = Site()
        self.watched = WatchedServer(
            home,
            home=home,
            profile=None,
            file=self.file,
            keyring=self.keyring,
            joints=ServerJoints(
                dial=lambda: self.aimed.append("again"),
                aimed=lambda: self.aimed.append(self.watched.target.name),
                changed=lambda: None,
                say=lambda severity, template, **fields: None,
            ),
        )
        other = OtherWindow(TR, self.started.append, start=self._start)
        self.servers = Servers(
            ProfileBook(self.file, home, TR),
            self.watched,
            self.keyring,
            other=other,
            tr=TR,
            parent=lambda: self.parent,
            takes=lambda target: not self.began or target.name in self.takes,
        )
        self.servers.show()
        found = self.parent.findChild(ServersWindow)
        assert found is not None
        self.window = found
        QApplication.processEvents()

    def _start(self, words: object) -> bool:
        self.started.append(str(words))
        return True

    @property
    def names(self) -> list[str]:
        return [profile.name for profile in self.file.load().settings.profiles]

    def choose(self, name: str) -> None:
        [item] = self.window.list.findItems(name, Qt.MatchFlag.MatchExactly)
        self.window.list.setCurrentItem(item)

    def enter(self, line: QWidget, text: str) -> None:
        line.setFocus()
        QTest.keyClick(line, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(line, text)


@pytest.fixture
def stage(looks: Looks, keep: Callable[[QWidget], None], tmp_path: Path) -> Stage:
    made = Stage(tmp_path)
    keep(made.parent)
    return made


def test_it_stands_beside_the_main_window(stage: Stage) -> None:
    assert stage.window.isVisible()
    assert not stage.window.isModal()
    stage.servers.show()
    assert len(stage.parent.findChildren(ServersWindow)) == 1


def test_a_server_is_added_by_keyboard(stage: Stage, qtbot: QtBot) -> None:
    window = stage.window
    window.new.click()
    assert window.focusWidget() is window.form.name
    QTest.keyClicks(window.form.name, "test")
    QTest.keyClick(window.form.name, Qt.Key.Key_Tab)
    QTest.keyClicks(window.form.server, "VCOM5")
    QTest.keyClick(window.form.server, Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: stage.names == ["VCOM1", "night", "test"])
    assert window.told.text() == "test is saved."
    assert window.list.currentItem().text() == "test"  # type: ignore[union-attr] # it is there


def test_a_server_is_renamed(stage: Stage) -> None:
    stage.choose("night")
    stage.enter(stage.window.form.name, "day")
    stage.window.save.click()
    assert stage.names == ["VCOM1", "day"]


def test_what_is_wrong_is_said_and_stays_in_the_form(stage: Stage) -> None:
    window = stage.window
    stage.choose("night")
    stage.enter(window.form.port, "99999")
    window.save.click()
    assert "99999 is no TCP port" in window.told.text()
    assert window.told.accessibleName() == window.told.text()
    assert window.form.port.text() == "99999"
    assert not window.list.isEnabled()
    window.connect_button.click()
    assert stage.started == []
    window.close()
    assert window.isVisible(), "closing would lose it"
    assert "save them or discard them" in window.told.text()
    window.discard.click()
    assert window.form.port.text() == "7341"
    window.close()
    assert not window.isVisible()


def test_a_server_is_deleted_by_name_and_its_token_with_it(stage: Stage) -> None:
    window = stage.window
    stage.choose("night")
    window.delete.click()
    assert window.confirm.text() == "Delete night"
    assert window.focusWidget() is window.keep, "Return deletes nothing"
    window.keep.click()
    assert stage.names == ["VCOM1", "night"]
    window.delete.click()
    window.confirm.click()
    assert stage.names == ["VCOM1"]
    assert stage.keyring.asked == [("forget", Owner("VCOM9", 7341, "ueda"), "")]
    assert "night is deleted" in window.told.text()


def test_a_token_that_another_entry_needs_is_not_forgotten(stage: Stage) -> None:
    stage.file.put_profile(Profile(name="again", server="vcom9", port=7341, user="ueda"))
    stage.window.read("again")
    stage.window.delete.click()
    stage.window.confirm.click()
    assert stage.keyring.asked == []


def test_a_keyring_that_does_not_forget_is_told(stage: Stage) -> None:
    stage.choose("night")
    stage.window.delete.click()
    stage.window.confirm.click()
    stage.keyring.say(state=KeyringState.LOCKED)
    assert stage.window.told.text() == (
        "This computer's keyring is locked. Its token may still be kept."
    )
    stage.keyring.say("jmss_old")
    assert "may still be kept" in stage.window.told.text()


@pytest.mark.parametrize(
    ("state", "token", "told"),
    [
        (KeyringState.READY, "jmss_old", "The token is forgotten."),
        (KeyringState.READY, "", "No token is kept"),
        (KeyringState.ABSENT, "", "no keyring"),
        (KeyringState.SILENT, "", "waiting to be unlocked"),
        (KeyringState.LOCKED, "", "is locked"),
        (KeyringState.REFUSED, "", "refused: no bus."),
    ],
)
def test_a_token_is_forgotten_and_what_came_of_it_is_told(
    stage: Stage, state: KeyringState, token: str, told: str
) -> None:
    stage.choose("night")
    stage.window.forget.click()
    stage.keyring.say(token, state, "no bus")
    assert told in stage.window.told.text()
    assert "jmss" not in " ".join(label.text() for label in stage.window.findChildren(QLabel))


def test_another_server_gets_a_window_of_its_own(stage: Stage) -> None:
    stage.choose("night")
    stage.window.connect_button.click()
    assert "--profile=night" in stage.started[0]
    assert stage.aimed == []


def test_an_empty_window_takes_the_server_itself(stage: Stage) -> None:
    stage.began = False
    stage.choose("night")
    stage.enter(stage.window.form.server, "VCOM8")
    stage.window.connect_button.click()
    assert (stage.aimed, stage.started) == (["VCOM8"], [])
    assert stage.watched.user == "ueda"
    assert not stage.window.isVisible()


def test_the_same_server_is_dialled_anew_in_its_own_window(stage: Stage) -> None:
    stage.takes.add("VCOM1")
    stage.choose("VCOM1")
    stage.window.form.user.setText("aoki")
    stage.window.form.edited.emit()
    stage.window.connect_button.click()
    assert (stage.aimed, stage.started) == (["VCOM1"], [])


def test_it_begins_with_the_server_that_is_watched(stage: Stage) -> None:
    stage.window.close()
    stage.watched.aim_at("VCOM9:7341")
    stage.servers.show()
    assert stage.window.form.name.text() == "night"
    stage.window.close()
    stage.watched.aim_at("VCOM5:7342")
    stage.servers.show()
    form = stage.window.form
    assert (form.name.text(), form.server.text(), form.port.text()) == (
        "VCOM5:7342",
        "VCOM5",
        "7342",
    )
    stage.window.close()
    assert not stage.window.isVisible(), "a mere proposal can be left"
    assert "VCOM5:7342" not in stage.names


def test_the_authority_is_for_encryption_and_its_file_is_chosen_beside_the_window(
    stage: Stage,
) -> None:
    form = stage.window.form
    assert not form.browse.isEnabled()
    form.tls.click()
    form.browse.click()
    dialog = form.findChild(QFileDialog)
    assert dialog is not None
    assert not dialog.isModal()
    dialog.fileSelected.emit("/etc/ca.crt")
    dialog.close()
    assert form.ca_file.text() == "/etc/ca.crt"
    stage.window.save.click()
    assert "/etc/ca.crt cannot be used" in stage.window.told.text()


def test_without_any_server_a_new_one_is_begun(stage: Stage) -> None:
    for name in ("VCOM1", "night"):
        stage.window.read(name)
        stage.window.delete.click()
        stage.window.confirm.click()
    assert stage.names == []
    assert not stage.window.delete.isEnabled()
    assert not stage.window.connect_button.isEnabled()
    assert stage.window.form.port.text() == "7340"


def test_every_line_has_a_name_for_a_reader_of_the_screen(stage: Stage) -> None:
    form = stage.window.form
    for line in (form.name, form.server, form.port, form.ca_file, form.user):
        assert line.accessibleName()
        assert line.focusPolicy() & Qt.FocusPolicy.TabFocus
    keys = [
        text[text.index("&") + 1].lower()
        for text in (button.text() for button in stage.window.findChildren(type(stage.window.new)))
        if "&" in text
    ]
    assert len(set(keys)) == len(keys)
