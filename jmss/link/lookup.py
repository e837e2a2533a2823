# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking a virtual computer name up, without ever waiting for a silent name service.

The system's resolver can block for ten seconds and more and cannot be interrupted. So it
runs in one daemon thread at a time, nobody joins it, and while it is out the last good
addresses serve (``docs/link.md``, measured in the design's section 2.5).
"""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Mapping, Sequence

from jmss.errors import JmssError

Resolve = Callable[[str], Sequence[str]]
"""Gives the addresses of a name; may block; raises OSError when there are none."""


class NameUnknown(JmssError):
    """The name service says that there is no such name."""

    template = "{name}"


class NameSilent(JmssError):
    """The name service does not answer, and nothing is known from before."""

    template = "{name}"


def system_resolve(name: str) -> list[str]:
    """Ask the system: hosts file, DNS, whatever it is set up for."""
    found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Lookup:
    """Finds addresses for names, one thread at most, the last good answer at hand.

    Args:
        hosts: names this site resolves by itself.
        resolve: asks for all other names.
        patience: seconds to wait when an earlier answer can serve.
        first_patience: seconds to wait when nothing is known yet.
    """

    def __init__(
        self,
        hosts: Mapping[str, str],
        resolve: Resolve = system_resolve,
        *,
        patience: float = 0.3,
        first_patience: float = 5.0,
    ) -> None:
        self._hosts = {name.lower(): address for name, address in hosts.items()}
        self._resolve = resolve
        self._patience = patience
        self._first_patience = first_patience
        self._known: dict[str, tuple[str, ...]] = {}
        self._asking: dict[str, asyncio.Future[tuple[str, ...]]] = {}

    def remember(self, name: str, address: str) -> None:
        """Note an address that has answered: it is tried after the fresh ones."""
        others = [known for known in self._known.get(name, ()) if known != address]
        self._known[name] = (address, *others)

    async def addresses(self, name: str) -> tuple[str, ...]:
        """Give the addresses to try, fresh ones first.

        Raises:
            NameUnknown: there is no such name, now or before.
            NameSilent: no answer in time, and none from before.
        """
        own = self._hosts.get(name.lower())
        if own is not None:
            return (own,)
        known = self._known.get(name, ())
        asking = self._ask(name)
        await asyncio.wait([asking], timeout=self._patience if known else self._first_patience)
        if not asking.done():
            if known:
                return known
            raise NameSilent(name=name)
        fresh = () if asking.exception() else asking.result()
        if not fresh and not known:
            raise NameUnknown(name=name) from asking.exception()
        return (*fresh, *(address for address in known if address not in fresh))

    def _ask(self, name: str) -> asyncio.Future[tuple[str, ...]]:
        asking = self._asking.get(name)
        if asking is None or asking.done():
            loop = asyncio.get_running_loop()
            asking = self._asking[name] = loop.create_future()
            threading.Thread(
                target=self._ask_in_thread, args=(name, loop, asking), name="lookup", daemon=True
            ).start()
        return asking

    def _ask_in_thread(
        self, name: str, loop: asyncio.AbstractEventLoop, asking: asyncio.Future[tuple[str, ...]]
    ) -> None:
        answer: tuple[str, ...] | Exception
        try:
            answer = tuple(self._resolve(name))
        except (OSError, UnicodeError) as error:
            answer = error
        # The loop may be closed by the time a slow name service answers.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(_settle, asking, answer)


def _settle(asking: asyncio.Future[tuple[str, ...]], answer: tuple[str, ...] | Exception) -> None:
    if asking.done():
        return
    if isinstance(answer, Exception):
        asking.set_exception(answer)
        asking.exception()
    else:
        asking.set_result(answer)
