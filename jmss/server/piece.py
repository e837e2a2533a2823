# SPDX-License-Identifier: GPL-3.0-or-later
"""Some changes ready to send, encoded once for all who speak the same encoding."""

from collections.abc import Container, Iterator, Sequence

from jmss.model.changes import Change, Gone
from jmss.model.jobs import Job
from jmss.server.outbox import binary_frame, frame
from jmss.server.packing import packed, weight
from jmss.wire.frames import COLUMNS_ZLIB, DELTA_COLUMNS, JSON, framed
from jmss.wire.messages import Delta
from jmss.wire.packed_delta import pack_delta

FEW = 16
"""Fewer changes than these travel as JSON whatever was asked for: that is quicker then."""
MOST_BYTES = 1024 * 1024
_ENVELOPE = 128
"""Bytes of a change in columns besides its texts, so that a frame's rows are few enough too."""


class Piece:
    """Changes of the journal that follow on row ``previous`` without a gap."""

    __slots__ = ("_changes", "_frames", "_known", "_payloads", "previous", "seq")

    def __init__(
        self, previous: int, changes: Sequence[Change], known: Container[int] = ()
    ) -> None:
        """Tell these changes.

        Args:
            previous: the row before the first of them.
            changes: at least one.
            known: the rows whose jobs whoever stands at ``previous`` has, but for what changes.
        """
        self.previous = previous
        self.seq = changes[-1].seq
        self._changes = changes
        self._known = known
        self._frames: dict[str, list[bytes]] = {}
        self._payloads: list[bytes] | None = None

    def frames(self, encoding: str) -> Sequence[bytes]:
        """Give the frames for those who asked for this encoding, made when first wanted."""
        if len(self._changes) < FEW:
            encoding = JSON
        frames = self._frames.get(encoding)
        if frames is None:
            frames = self._json() if encoding == JSON else self._columns(encoding)
            self._frames[encoding] = frames
        return frames

    def _json(self) -> list[bytes]:
        frames, previous = [], self.previous
        for part in packed(self._changes, lambda change: weight(change.fact)):
            last = part[-1]
            delta = Delta(previous=previous, seq=last.seq, inc=last.inc, changes=part)
            frames.append(frame(delta))
            previous = last.seq
        return frames

    def _columns(self, encoding: str) -> list[bytes]:
        if self._payloads is None:
            self._payloads, previous = [], self.previous
            for part in _parts(self._changes):
                self._payloads.append(pack_delta(previous, part, self._lasting_in(part)))
                previous = part[-1].seq
        squeeze = encoding == COLUMNS_ZLIB
        return [
            binary_frame(framed(DELTA_COLUMNS, payload, squeeze=squeeze))
            for payload in self._payloads
        ]

    def _lasting_in(self, part: Sequence[Change]) -> Container[int]:
        """Give the rows that may leave something out.

        Not those of a job that is gone at the end of the frame, as nobody could look it up any
        more, nor of one that is in it whole: what the others leave out would be of then.
        """
        known = self._known
        if not known:
            return known
        whole = {
            change.fact.number
            for change in part
            if isinstance(change.fact, Gone)
            or (isinstance(change.fact, Job) and change.seq not in known)
        }
        return {
            change.seq
            for change in part
            if isinstance(change.fact, Job) and change.fact.number not in whole
        }


def _parts(changes: Sequence[Change]) -> Iterator[list[Change]]:
    """Cut changes so that each part fits a frame, and no job comes in it after it has gone."""
    for part in packed(changes, _bytes, MOST_BYTES):
        gone: set[int] = set()
        begin = 0
        for place, change in enumerate(part):
            if isinstance(change.fact, Gone):
                gone.add(change.fact.number)
            elif gone and isinstance(change.fact, Job) and change.fact.number in gone:
                yield part[begin:place]
                begin = place
                gone.clear()
        yield part[begin:]


def _bytes(change: Change) -> int:
    fact = change.fact
    if isinstance(fact, Job):
        return _ENVELOPE + 4 * (len(fact.command) + len(fact.name) + len(fact.detail))
    return _ENVELOPE
