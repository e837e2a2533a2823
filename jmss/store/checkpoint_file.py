# SPDX-License-Identifier: GPL-3.0-or-later
"""The checkpoint: the jobs of the board in a file that is mapped, not read.

::

    the columns one after the other, then the texts' blocks     little-endian, as in memory
    the head                                                    JSON, ``Head``
    its length (8 bytes), its CRC-32 (4), ``JMSSCKP3``          the last 20 bytes

It is written beside its final name and renamed when it is on the disk, so a reader finds
the old one or the new one. It speeds a start up and is nothing else: whatever is wrong
with it, the database has everything.
"""

import mmap
import os
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

from jmss.columns.image import Array, Image, IndexImage, TextsImage
from jmss.columns.jobs import JobColumns
from jmss.columns.words import Words
from jmss.store.summed_file import BLOCK, SummedFile, sum_of_sums

_MARK = b"JMSSCKP3"
_FOOT = struct.Struct("<QI8s")
_ALIGNED = 64
_SPARE = 16
"""One row in so many is left free, and ``_ROOM`` more, for the jobs that come next."""
_ROOM = 4096


class Unusable(Exception):
    """Why a checkpoint is not used; for the log."""


class NoCheckpoint(Unusable):
    """None was ever made."""

    def __init__(self) -> None:
        super().__init__("there is none")


class Position(msgspec.Struct, frozen=True):
    """A row of the journal and who wrote it."""

    seq: int
    inc: int


class Section(msgspec.Struct, frozen=True):
    """Where an array lies."""

    type: str
    at: int
    count: int


class Texts(msgspec.Struct, frozen=True):
    """Where the blocks of some texts lie, one after the other."""

    at: int
    blocks: list[tuple[int, int, int]]
    """Number, bytes, and how many of these are pointed at."""


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What a checkpoint is, and of what."""

    epoch: str
    """Of the journal."""
    since: Position
    """Every job is in here as it was then, or newer."""
    until: Position
    """No job is in here newer than it was then."""
    size: int
    sections: dict[str, Section]
    texts: dict[str, Texts]
    first: int
    far: dict[int, int]
    count: int
    details: dict[int, str]
    now: int
    """Of the stamps in the records."""
    words: list[str | None]
    sum: int
    """Of all before the head (``summed_file.py``)."""


class CheckpointFile:
    """A checkpoint that is being written. All its methods block."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._beside = path.with_name(f"{path.name}.{os.getpid()}")
        self._sections: dict[str, Section] = {}
        self._texts: dict[str, Texts] = {}

    def write(self, image: Image) -> None:
        """Write the image beside the last checkpoint, which still holds.

        Raises:
            OSError: it cannot be written.
        """
        with self._beside.open("wb") as file:
            summed = SummedFile(file)
            rows = image.size + image.size // _SPARE + _ROOM
            for name, column in image.columns.items():
                self._add(summed, name, column[: image.size], rows)
            for name, texts in (("names", image.names), ("commands", image.commands)):
                self._add(summed, f"{name}.place", texts.place[: image.size], rows)
                self._add(summed, f"{name}.size", texts.size[: image.size], rows)
                self._add_blocks(summed, name, texts)
            self._add(summed, "index", image.index.rows, len(image.index.rows))
            free = np.array(image.free, np.int64)
            self._add(summed, "free", free, len(free))
            self._sum = summed.end()

    def finish(self, image: Image, epoch: str, since: Position, until: Position) -> None:
        """Put the head on it and let it hold, once it is on the disk.

        Raises:
            OSError: it cannot be written.
        """
        head = Head(
            epoch=epoch,
            since=since,
            until=until,
            size=image.size,
            sections=self._sections,
            texts=self._texts,
            first=image.index.first,
            far=image.index.far,
            count=image.index.count,
            details=image.details,
            now=image.now,
            words=image.words.texts(),
            sum=self._sum,
        )
        data = msgspec.json.encode(head)
        with self._beside.open("ab") as file:
            file.write(data + _FOOT.pack(len(data), zlib.crc32(data), _MARK))
            file.flush()
            os.fsync(file.fileno())
        self._beside.replace(self._path)
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    @staticmethod
    def sweep(path: Path) -> None:
        """Remove what processes that were killed while they wrote left beside it."""
        for left in path.parent.glob(f"{path.name}.*"):
            left.unlink(missing_ok=True)

    def give_up(self) -> None:
        """Leave nothing behind of one that did not come to its end."""
        self._beside.unlink(missing_ok=True)

    def _add(self, file: SummedFile, name: str, array: Array, count: int) -> None:
        file.pad(_ALIGNED)
        kind = array.dtype.newbyteorder("<")
        self._sections[name] = Section(type=kind.str, at=file.at, count=count)
        file.write(np.ascontiguousarray(array, kind).view(np.uint8).data)
        file.write(bytes((count - len(array)) * kind.itemsize))

    def _add_blocks(self, file: SummedFile, name: str, texts: TextsImage) -> None:
        begin = file.at
        blocks = [(at, len(block), texts.live[at]) for at, block in texts.blocks.items()]
        for block in texts.blocks.values():
            file.write(block)
        self._texts[name] = Texts(at=begin, blocks=blocks)


@dataclass(frozen=True, slots=True)
class Mapped:
    """A checkpoint in memory."""

    head: Head
    jobs: JobColumns


def no_checkpoint() -> Mapped:
    """Stand for a checkpoint that was never made.

    Raises:
        NoCheckpoint: always.
    """
    raise NoCheckpoint


def map_checkpoint(path: Path) -> Mapped:
    """Map a checkpoint into memory; what is changed in it stays ours alone.

    Raises:
        Unusable: there is none, or it is damaged.
    """
    try:
        with path.open("rb") as file:
            whole = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
    except FileNotFoundError as error:
        raise NoCheckpoint from error
    except (OSError, ValueError) as error:
        raise Unusable(str(error)) from error
    data = memoryview(whole)
    try:
        head, end = _head(data)
        if end % BLOCK or sum_of_sums(data[:end]) != head.sum:
            raise Unusable("it is damaged")
        return Mapped(head, JobColumns.of_image(_image(data, head)))
    except (msgspec.MsgspecError, struct.error, ValueError, KeyError) as error:
        raise Unusable(f"it is damaged: {error}") from error


def _head(data: memoryview) -> tuple[Head, int]:
    length, crc, mark = _FOOT.unpack(data[-_FOOT.size :])
    end = len(data) - _FOOT.size - length
    if mark != _MARK and mark[:-1] == _MARK[:-1]:
        raise Unusable("it is of another version")
    if mark != _MARK or end < 0:
        raise Unusable("it does not end as one")
    text = data[end : end + length]
    if zlib.crc32(text) != crc:
        raise Unusable("its head is damaged")
    return msgspec.json.decode(text, type=Head), end


def _image(data: memoryview, head: Head) -> Image:
    arrays: dict[str, Array] = {
        name: np.frombuffer(data, section.type, section.count, section.at)
        for name, section in head.sections.items()
    }
    words = Words()
    for word in head.words:
        words.code(word)
    return Image(
        size=head.size,
        columns=arrays,
        index=IndexImage(
            first=head.first,
            rows=arrays["index"].view(np.int32),
            far=head.far,
            count=head.count,
        ),
        free=arrays["free"].tolist(),
        names=_texts(data, head.texts["names"], arrays, "names"),
        commands=_texts(data, head.texts["commands"], arrays, "commands"),
        details=head.details,
        now=head.now,
        words=words,
    )


def _texts(data: memoryview, texts: Texts, arrays: Mapping[str, Array], name: str) -> TextsImage:
    at = texts.at
    blocks: dict[int, bytes | bytearray | memoryview] = {}
    for number, size, _ in texts.blocks:
        blocks[number] = data[at : at + size]
        at += size
    return TextsImage(
        place=arrays[f"{name}.place"].view(np.int64),
        size=arrays[f"{name}.size"].view(np.uint32),
        blocks=blocks,
        live={number: live for number, _, live in texts.blocks},
    )
