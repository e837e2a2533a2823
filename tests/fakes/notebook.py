# SPDX-License-Identifier: GPL-3.0-or-later
"""An audit log in a list, and somebody who asks."""

from jmss.access.asker import Asker
from jmss.access.roles import AccessRole
from jmss.server.audit import ACCEPTED
from jmss.wire.messages import Answer, Ask

UEDA = Asker(token="ueda", user="ueda", role=AccessRole.ADMINISTRATOR)


class FakeNotebook:
    """Keeps what is noted: who, operation id, outcome, whether it was repeated."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str, str, bool]] = []

    async def accept(self, asker: Asker, ask: Ask) -> None:
        self.lines.append((asker.user, ask.id, ACCEPTED, False))

    def settle(self, asker: Asker, ask: Ask, answer: Answer) -> None:
        self.lines.append((asker.user, ask.id, answer.error, False))

    async def note(self, asker: Asker, ask: Ask, answer: Answer, *, repeated: bool = False) -> None:
        self.lines.append((asker.user, ask.id, answer.error, repeated))
