# SPDX-License-Identifier: GPL-3.0-or-later
"""Output as a server would give it: asked for by place, answered at once, later or never."""

from collections.abc import Callable

from jlook_client.views.output_stream import OutputPlace
from jmss.errors import JmssError
from jmss.wire.messages import Output

Told = Callable[[Output | JmssError], None]


class DeskOutput:
    """What jobs wrote, by attempt and stream; answers when a test says so."""

    def __init__(self) -> None:
        self.written: dict[tuple[int, str], bytearray] = {}
        self.over: set[int] = set()
        """Attempts that have ended."""
        self.latest = 1
        self.live = True
        """Whether anybody can be asked."""
        self.refuse: JmssError | None = None
        self.asked: list[OutputPlace] = []
        self.open: list[tuple[OutputPlace, Told]] = []
        """Questions without an answer."""
        self.says_size = True

    def __call__(self, place: OutputPlace, told: Told) -> bool:
        if not self.live:
            return False
        self.asked.append(place)
        self.open.append((place, told))
        return True

    def write(self, data: bytes, stream: str = "stdout", attempt: int = 1) -> None:
        """The job writes."""
        self.written.setdefault((attempt, stream), bytearray()).extend(data)

    def cut(self) -> None:
        """The link is cut: no question gets an answer."""
        self.open.clear()
        self.live = False

    def answer(self, *, empty: bool = True) -> int:
        """Answer every open question, and give how many; without ``empty``, those with news."""
        waiting, self.open = self.open, []
        answered = 0
        for place, told in waiting:
            reply = self._reply(place)
            news = isinstance(reply, JmssError) or reply.data or reply.ended
            if news or empty:
                told(reply)
                answered += 1
            else:
                self.open.append((place, told))
        return answered

    def answer_all(self) -> None:
        """Answer until there is nothing new."""
        while self.answer(empty=False):
            pass

    def _reply(self, place: OutputPlace) -> Output | JmssError:
        if self.refuse is not None:
            return self.refuse
        attempt = place.attempt or self.latest
        whole = self.written.get((attempt, place.stream), bytearray())
        data = bytes(whole[place.offset : place.offset + 65536])
        return Output(
            id="",
            job=place.job,
            attempt=attempt,
            offset=place.offset,
            data=data,
            ended=attempt in self.over and place.offset + len(data) >= len(whole),
            size=len(whole) if self.says_size else 0,
        )
