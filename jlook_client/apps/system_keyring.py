# SPDX-License-Identifier: GPL-3.0-or-later
"""The computer's keyring, which may take for ever to answer and is never waited for.

It can stand behind a window that asks for its password, or behind a service that hangs. So
each call has a daemon thread of its own, says so when it takes long, and ends with the
program whatever it is doing. The library is loaded in that thread, and not before a server
asks for a token.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from PyQt6.QtCore import QObject, QTimer, pyqtSignal, pyqtSlot

from jlook_client.token_question import KeyringState

PATIENCE = 1.5
"""Seconds after which somebody who waits is told that there is no answer yet."""
MOST_CALLS = 4
"""Calls that may hang at a time; a further one is told at once that nobody answers."""

SAFE = frozenset({"SecretService", "libsecret", "kwallet", "macOS", "Windows"})
"""The library's backends that encrypt what they keep. No other one is used, whatever the
library is set up for: some write plain text, some forget or refuse everything."""
_BACKENDS = "keyring.backends."


class Backend(Protocol):
    """What is needed of one of the library's keyrings; each call may block or raise."""

    def get_password(self, service: str, username: str) -> str | None:
        """Give a secret; None: there is none."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a secret in place of an older one."""

    def delete_password(self, service: str, username: str) -> None:
        """Keep a secret no more."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose token is meant: one entry for each server and user."""

    server: str
    port: int
    user: str

    @property
    def entry(self) -> tuple[str, str]:
        """The entry in the keyring; the same one for a name in other letters."""
        return (self.service, self.user)

    @property
    def service(self) -> str:
        """The name of the entry, as it stands in the keyring's own window."""
        return f"JLook jmss://{self.server.lower()}:{self.port}"


@dataclass(frozen=True, slots=True)
class Reply:
    """What the keyring said."""

    state: KeyringState
    token: str = field(default="", repr=False)
    why: str = ""


Told = Callable[[Reply], None]
"""Hears of the reply: at once, or first SILENT and the reply when it comes after all."""


def usable_backend() -> Backend | None:
    """Give the keyring that the library would take, if it is one that encrypts."""
    # It takes a tenth of a second to load, which a start without it does not have to pay.
    from keyring import get_keyring  # noqa: PLC0415
    from keyring.backends.chainer import ChainerBackend  # noqa: PLC0415

    found = get_keyring()
    every = found.backends if isinstance(found, ChainerBackend) else (found,)
    return next((one for one in every if _is_safe(type(one))), None)


def _is_safe(kind: type) -> bool:
    of_library = kind.__module__.startswith(_BACKENDS)
    return of_library and kind.__module__.removeprefix(_BACKENDS).split(".")[0] in SAFE


@dataclass(slots=True)
class _Call:
    """One call, in the window's thread."""

    told: Told
    answered: bool = False


class SystemKeyring(QObject):
    """Asks the keyring from the window's thread, and hears of it there.

    Args:
        open_backend: gives the keyring; may block; None: there is none.
        patience: seconds after which it counts as silent.
    """

    _over = pyqtSignal(object)

    def __init__(
        self,
        open_backend: Callable[[], Backend | None] = usable_backend,
        patience: float = PATIENCE,
    ) -> None:
        super().__init__()
        self._open = open_backend
        self._patience = patience
        self._calls = 0
        self._ended = False
        self._over.connect(self._deliver)

    def read(self, owner: Owner, told: Told) -> None:
        """Ask for a token; an empty one: none is kept."""
        self._call(lambda ring: ring.get_password(owner.service, owner.user) or "", told)

    def keep(self, owner: Owner, token: str, told: Told) -> None:
        """Keep a token in place of an older one."""

        def kept(ring: Backend) -> str:
            ring.set_password(owner.service, owner.user, token)
            return ""

        self._call(kept, told, secret=token)

    def forget(self, owner: Owner, told: Told) -> None:
        """Keep no token any more; the reply has the one that was kept."""

        def forgotten(ring: Backend) -> str:
            old = ring.get_password(owner.service, owner.user) or ""
            if old:
                ring.delete_password(owner.service, owner.user)
            return old

        self._call(forgotten, told)

    def end(self) -> None:
        """Tell nobody anything any more: the windows are gone. Calls that hang are left alone."""
        self._ended = True

    def _call(self, work: Callable[[Backend], str], told: Told, *, secret: str = "") -> None:
        call = _Call(told)

        def grow_impatient() -> None:
            if not call.answered and not self._ended:
                told(Reply(KeyringState.SILENT))

        if self._calls >= MOST_CALLS:
            QTimer.singleShot(0, grow_impatient)
            return
        self._calls += 1
        QTimer.singleShot(round(self._patience * 1000), grow_impatient)
        threading.Thread(
            target=self._work, args=(work, call, secret), name="keyring", daemon=True
        ).start()

    def _work(self, work: Callable[[Backend], str], call: "_Call", secret: str) -> None:
        """Carry out one call, in its own thread."""
        try:
            ring = self._open()
            if ring is None:
                reply = Reply(KeyringState.ABSENT)
            else:
                reply = Reply(KeyringState.READY, work(ring))
        except Exception as error:  # noqa: BLE001 - whatever a keyring raises is a refusal
            reply = _refusal(error, secret)
        with suppress(RuntimeError):  # the program may be over by now
            self._over.emit((call, reply))

    @pyqtSlot(object)
    def _deliver(self, answered: tuple["_Call", Reply]) -> None:
        self._calls -= 1
        call, reply = answered
        call.answered = True
        if not self._ended:
            call.told(reply)


def _refusal(error: Exception, secret: str) -> Reply:
    """Put a keyring's refusal into a reply; nothing that it repeats may hold the secret."""
    if type(error).__name__ == "KeyringLocked":
        return Reply(KeyringState.LOCKED)
    said = " ".join(str(error).split()).rstrip(".")[:200]
    if not said or (secret and secret in said):
        said = type(error).__name__
    return Reply(KeyringState.REFUSED, why=said)
