# SPDX-License-Identifier: GPL-3.0-or-later
"""Notices on the desktop, beside JLook's own windows; nothing here blocks.

On Linux they go to the desktop's notification service over D-Bus, elsewhere through the icon
in the notification area; Qt has both (``docs/decisions``). Where there is neither, a notice
is dropped: the count in the title bar tells it too.
"""

import html
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, cast

from PyQt6.QtCore import QMetaType, QObject, QVariant, pyqtSlot
from PyQt6.QtDBus import (
    QDBusArgument,
    QDBusConnection,
    QDBusMessage,
    QDBusPendingCallWatcher,
    QDBusPendingReply,
)
from PyQt6.QtGui import QIcon
from PyQt6.QtWidgets import QSystemTrayIcon

NAME = "org.freedesktop.Notifications"
PLACE = "/org/freedesktop/Notifications"

# The stubs take the values of this enumeration for members of it.
_STRINGS = cast("int", QMetaType.Type.QStringList.value)
_UNSIGNED = cast("int", QMetaType.Type.UInt.value)

SHOWN_MS = 10_000
"""How long a notice asks to stay; most desktops decide themselves."""


class DesktopNotices(Protocol):
    """Shows one notice at a time; a new one takes the place of the last."""

    def show(self, title: str, text: str, *, open_text: str) -> None:
        """Show a notice.

        Args:
            title: its first line.
            text: the rest, plain.
            open_text: what the button that brings JLook up is called.
        """

    def end(self) -> None:
        """Show none any more."""


class NoNotices(DesktopNotices):
    """A desktop that shows no notices."""

    def show(self, title: str, text: str, *, open_text: str) -> None:
        """Show nothing."""

    def end(self) -> None:
        """Nothing is shown."""


class BusNotices(QObject):
    """Notices through the notification service of a Linux desktop.

    Args:
        bus: gives the session's bus; asked at the first notice.
        opened: called when the operator chooses a notice.
        parent: the Qt parent.
    """

    def __init__(
        self,
        bus: Callable[[], QDBusConnection],
        opened: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._ask_for_bus = bus
        self._opened = opened
        self._bus: QDBusConnection | None = None
        self._markup: bool | None = None
        """Whether the service reads the text as markup; None until it has said so."""
        self._waiting: tuple[str, str, str] | None = None
        self._shown = 0
        """The service's number of the notice that is shown; 0: none is."""

    def show(self, title: str, text: str, *, open_text: str) -> None:
        """Show a notice (``DesktopNotices``)."""
        self._waiting = (title, text, open_text)
        if self._connected():
            if self._markup is None:
                self._call("GetCapabilities", [], self._took_capabilities)
            else:
                self._send()

    def end(self) -> None:
        """Take the notice away: nobody could answer it any more (``DesktopNotices``)."""
        if self._bus is not None and self._shown:
            self._bus.send(_message("CloseNotification", [_unsigned(self._shown)]))
            self._shown = 0

    def _connected(self) -> bool:
        if self._bus is None:
            bus = self._ask_for_bus()
            if not bus.isConnected():
                return False
            bus.connect("", PLACE, NAME, "ActionInvoked", self._chosen)
            bus.connect("", PLACE, NAME, "NotificationClosed", self._closed)
            self._bus = bus
        return True

    def _call(self, name: str, words: list[Any], took: Callable[..., None]) -> None:
        assert self._bus is not None
        watcher = QDBusPendingCallWatcher(self._bus.asyncCall(_message(name, words)), self)
        watcher.finished.connect(took)

    @pyqtSlot(QDBusPendingCallWatcher)
    def _took_capabilities(self, watcher: QDBusPendingCallWatcher) -> None:
        reply = QDBusPendingReply(watcher)
        watcher.deleteLater()
        if not reply.isError():
            self._markup = "body-markup" in (reply.argumentAt(0) or [])
            self._send()

    def _send(self) -> None:
        if self._waiting is None:
            return
        (title, text, open_text), self._waiting = self._waiting, None
        body = html.escape(text, quote=False) if self._markup else text
        buttons = QDBusArgument(["default", open_text], _STRINGS)
        hints = {"desktop-entry": "net.jlook.JLook"}
        words = ["JLook", _unsigned(self._shown), "", title, body, buttons, hints, SHOWN_MS]
        self._call("Notify", words, self._took_number)

    @pyqtSlot(QDBusPendingCallWatcher)
    def _took_number(self, watcher: QDBusPendingCallWatcher) -> None:
        reply = QDBusPendingReply(watcher)
        watcher.deleteLater()
        if not reply.isError():
            self._shown = int(reply.argumentAt(0))

    @pyqtSlot("uint", "QString")
    def _chosen(self, number: int, _action: str) -> None:
        if number == self._shown:
            self._opened()

    @pyqtSlot("uint", "uint")
    def _closed(self, number: int, _why: int) -> None:
        if number == self._shown:
            self._shown = 0


class TrayNotices(QObject):
    """Notices through an icon in the notification area (Windows, macOS).

    Args:
        icon: what JLook looks like there.
        opened: called when the operator chooses a notice or the icon.
        parent: the Qt parent.
    """

    def __init__(
        self, icon: QIcon, opened: Callable[[], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._tray = QSystemTrayIcon(icon, self)
        self._tray.setToolTip("JLook")
        self._tray.messageClicked.connect(opened)
        self._tray.activated.connect(lambda _why: opened())

    def show(self, title: str, text: str, *, open_text: str) -> None:
        """Show a notice (``DesktopNotices``); the icon comes with the first one."""
        if QSystemTrayIcon.isSystemTrayAvailable():
            self._tray.setVisible(True)
            self._tray.showMessage(title, text, self._tray.icon(), SHOWN_MS)

    def end(self) -> None:
        """Take the icon away (``DesktopNotices``)."""
        self._tray.setVisible(False)


def desktop_notices(
    icon: QIcon, opened: Callable[[], None], parent: QObject | None = None
) -> DesktopNotices:
    """Give what this computer's desktop has."""
    if sys.platform != "linux":
        return TrayNotices(icon, opened, parent)
    if not has_session_bus():
        return NoNotices()
    return BusNotices(QDBusConnection.sessionBus, opened, parent)


def has_session_bus() -> bool:
    """Whether a bus of this login can be found; without one, looking for it would start one."""
    if os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return True
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    return bool(runtime) and Path(runtime, "bus").exists()


def _message(name: str, words: list[Any]) -> QDBusMessage:
    message = QDBusMessage.createMethodCall(NAME, PLACE, NAME, name)
    message.setArguments(words)
    return message


def _unsigned(number: int) -> QVariant:
    """Give a number in the type that the service expects."""
    value = QVariant(number)
    value.convert(QMetaType(_UNSIGNED))
    return value
