# SPDX-License-Identifier: GPL-3.0-or-later
"""What the workstation says of its network, with a system that a test speaks for."""

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtNetwork import QNetworkInformation
from PyQt6.QtWidgets import QApplication

from jlook_client.apps.network_flag import NetworkFlag, loaded_information

Reach = QNetworkInformation.Reachability


class FakeInformation(QObject):
    reachabilityChanged = pyqtSignal(QNetworkInformation.Reachability)  # noqa: N815 # Qt's name

    def __init__(self) -> None:
        super().__init__()
        self.now = Reach.Online
        self.loads = 0

    def reachability(self) -> QNetworkInformation.Reachability:
        return self.now

    def becomes(self, reach: QNetworkInformation.Reachability) -> None:
        self.now = reach
        self.reachabilityChanged.emit(reach)

    def loaded(self) -> "FakeInformation":
        self.loads += 1
        return self


def test_the_system_is_asked_once_and_not_before_somebody_wants_to_know(
    qapp: QApplication,
) -> None:
    information = FakeInformation()
    flag = NetworkFlag(lambda: None, information.loaded)  # type: ignore[arg-type] # a fake
    assert information.loads == 0
    assert [flag.is_offline(), flag.is_offline()] == [False, False]
    information.now = Reach.Disconnected
    assert flag.is_offline()
    assert information.loads == 1


def test_a_network_that_comes_back_is_told(qapp: QApplication) -> None:
    information = FakeInformation()
    told: list[int] = []
    flag = NetworkFlag(lambda: told.append(1), information.loaded)  # type: ignore[arg-type] # a fake
    flag.is_offline()
    information.becomes(Reach.Disconnected)
    information.becomes(Reach.Unknown)
    assert told == []
    information.becomes(Reach.Local)
    assert told == [1]
    assert not flag.is_offline()


def test_a_system_that_does_not_tell_is_taken_to_be_online(qapp: QApplication) -> None:
    assert not NetworkFlag(lambda: None, lambda: None).is_offline()


def test_what_the_real_system_says_can_be_asked(qapp: QApplication) -> None:
    information = loaded_information()
    assert information is None or information.reachability() in set(Reach)
