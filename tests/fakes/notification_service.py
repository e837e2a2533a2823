# SPDX-License-Identifier: GPL-3.0-or-later
"""A notification service on a real bus: notes what it gets, and tells of an operator's click."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PyQt6.QtCore import QMetaType, QObject, QVariant, pyqtClassInfo, pyqtSlot
from PyQt6.QtDBus import QDBusConnection, QDBusMessage

NAME = "org.freedesktop.Notifications"
PLACE = "/org/freedesktop/Notifications"

_SETTINGS = """<busconfig>
  <type>session</type>
  <listen>{address}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
"""Nothing that is installed here is started by it."""


def has_bus_daemon() -> bool:
    return shutil.which("dbus-daemon") is not None


@contextmanager
def a_bus(folder: Path) -> Iterator[str]:
    """Run a session bus of our own; give its address. It ends with the test."""
    address = f"unix:path={folder / 'session-bus'}"
    settings = folder / "bus.conf"
    settings.write_text(_SETTINGS.format(address=address))
    command = ["dbus-daemon", "--nofork", "--print-address", f"--config-file={settings}"]
    errors = folder / "bus.log"
    with errors.open("w") as log:
        bus = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        assert bus.stdout is not None
        assert bus.stdout.readline(), errors.read_text()
        yield address
    finally:
        bus.terminate()
        bus.communicate(timeout=10.0)


@pyqtClassInfo("D-Bus Interface", NAME)
class NotificationService(QObject):
    """Serves the thread that made it, from its event loop.

    Args:
        address: of the bus.
    """

    def __init__(self, address: str) -> None:
        super().__init__()
        self.notices: list[dict[str, Any]] = []
        self.withdrawn: list[int] = []
        self._last = 0
        self._bus = QDBusConnection.connectToBus(address, "the service")
        slots = QDBusConnection.RegisterOption.ExportAllSlots
        assert self._bus.registerObject(PLACE, self, slots)
        assert self._bus.registerService(NAME)

    def choose(self, number: int) -> None:
        """The operator clicks a notice."""
        signal = QDBusMessage.createSignal(PLACE, NAME, "ActionInvoked")
        unsigned = QVariant(number)
        unsigned.convert(QMetaType(QMetaType.Type.UInt.value))
        signal.setArguments([unsigned, "default"])
        assert self._bus.send(signal)

    def end(self) -> None:
        QDBusConnection.disconnectFromBus("the service")

    @pyqtSlot(result="QStringList")
    def GetCapabilities(self) -> list[str]:  # noqa: N802 - the service's name for it
        return ["body", "actions", "body-markup"]

    @pyqtSlot(
        "QString", "uint", "QString", "QString", "QString", "QStringList", "QVariantMap", "int",
        result="uint",
    )  # fmt: skip
    def Notify(  # noqa: N802 - the service's name for it
        self,
        program: str,
        replaced: int,
        _icon: str,
        title: str,
        body: str,
        actions: list[str],
        hints: dict[str, object],
        _shown_ms: int,
    ) -> int:
        self._last = replaced or self._last + 1
        self.notices.append(
            {
                "program": program,
                "replaced": replaced,
                "number": self._last,
                "title": title,
                "body": body,
                "actions": actions,
                "hints": hints,
            }
        )
        return self._last

    @pyqtSlot("uint")
    def CloseNotification(self, number: int) -> None:  # noqa: N802 - the service's name for it
        self.withdrawn.append(number)
