# SPDX-License-Identifier: GPL-3.0-or-later
"""Some changes ready to send, encoded once for all who speak the same encoding."""

from collections.abc import Iterator, Sequence

from jmss.model.changes import Change, Gone
from jmss.model.jobs import Job
from jmss.server.batch import Batch
from jmss.server.outbox import binary_frame, frame
from jmss.server.packing import packed, weight
from jmss.wire.frames import COLUMNS_ZLIB, DELTA_COLUMNS, JSON, NO_JOBS, framed
from jmss.wire.messages import Delta
from jmss.wire.packed_delta import pack_delta

FEW = 16
"""Fewer changes than these travel as JSON whatever was asked for: that is quicker then."""
MOST_BYTES = 1024 * 1024
_ENVELOPE = 128
"""Bytes of a change in columns besides its texts, so that a frame's rows are few enough too."""


class Piece:
    """Changes of the journal that follow on row ``previous`` without a gap."""

    __slots__ = ("_batch", "_frames", "_payloads", "inc", "previous", "seq")

    def __init__(self, previous: int, batch: Batch) -> None:
        """Tell these changes; ``previous`` is the row before the first of them."""
        self.previous = previous
        last = batch.changes[-1]
        self.seq, self.inc = last.seq, last.inc
        self._batch = batch
        self._frames: dict[str, Sequence[bytes]] = {}
        self._payloads: list[bytes] | None = None

    def frames(self, encoding: str) -> Sequence[bytes]:
        """Give the frames for those who asked for this encoding, made when first wanted."""
        # Asked for each client: it is kept short.
        frames = self._frames.get(encoding)
        if frames is None:
            frames = self._frames[encoding] = self._made(encoding)
        return frames

    def _made(self, encoding: str) -> Sequence[bytes]:
        if encoding == JSON:
            return self._json(self._batch.changes)
        if encoding == NO_JOBS:
            # With nothing left it still says up to where one has heard all there is.
            return self._json(without_jobs(self._batch.changes)) or [frame(self._delta([]))]
        return self.frames(JSON) if len(self._batch.changes) < FEW else self._columns(encoding)

    def _json(self, changes: Sequence[Change]) -> list[bytes]:
        """Give the frames of some of the changes; none of none."""
        frames, previous = [], self.previous
        *parts, last = [*packed(changes, lambda change: weight(change.fact))] or [[]]
        for part in parts:
            end = part[-1]
            frames.append(frame(Delta(previous=previous, seq=end.seq, inc=end.inc, changes=part)))
            previous = end.seq
        return [*frames, frame(self._delta(last, previous))] if last else frames

    def _delta(self, changes: list[Change], previous: int | None = None) -> Delta:
        """Tell these as the last ones of the piece."""
        since = self.previous if previous is None else previous
        return Delta(previous=since, seq=self.seq, inc=self.inc, changes=changes)

    def _columns(self, encoding: str) -> list[bytes]:
        if self._payloads is None:
            self._payloads, previous, begin = [], self.previous, 0
            for end in _ends(self._batch):
                part = self._batch.part(begin, end)
                self._payloads.append(pack_delta(previous, part.changes, part.chunk, part.whole()))
                previous, begin = part.changes[-1].seq, end
        squeeze = encoding == COLUMNS_ZLIB
        return [
            binary_frame(framed(DELTA_COLUMNS, payload, squeeze=squeeze))
            for payload in self._payloads
        ]


def without_jobs(changes: Sequence[Change]) -> list[Change]:
    """Leave out what is about jobs."""
    return [change for change in changes if not isinstance(change.fact, Job | Gone)]


def _ends(batch: Batch) -> Iterator[int]:
    """Say where to cut, so that each part fits a frame, and no job comes in it after it has gone.

    Gives the place after each part.
    """
    if not batch.gone and _most_bytes(batch) <= MOST_BYTES:
        yield len(batch.changes)
        return
    room, gone = MOST_BYTES, set[int]()
    for place, change in enumerate(batch.changes):
        size = _bytes(change)
        comes_again = isinstance(change.fact, Job) and change.fact.number in gone
        if place and (size > room or comes_again):
            yield place
            room = MOST_BYTES
            gone.clear()
        room -= size
        if isinstance(change.fact, Gone):
            gone.add(change.fact.number)
    yield len(batch.changes)


def _most_bytes(batch: Batch) -> int:
    """Give no fewer bytes than those of all changes; that is much quicker than adding them up."""
    chunk = batch.chunk
    details = sum(map(len, chunk.details.values()))
    texts = int(chunk.names.lengths().sum() + chunk.commands.lengths().sum()) + details
    return _ENVELOPE * len(batch.changes) + 4 * texts


def _bytes(change: Change) -> int:
    fact = change.fact
    if isinstance(fact, Job):
        return _ENVELOPE + 4 * (len(fact.command) + len(fact.name) + len(fact.detail))
    return _ENVELOPE
