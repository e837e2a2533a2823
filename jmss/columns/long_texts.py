# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts of any length, one to a row, in a few big blocks: job names and commands.

Equal texts that come close together share their bytes, as a night's thousand runs of one
command do. A block that nobody points into is let go; one that is mostly waste is emptied
first, one block at a time, so that tidying never takes longer than a few milliseconds.
"""

from collections.abc import Iterable, Sequence
from typing import Self

import numpy as np
import numpy.typing as npt

from jmss.columns.image import Block, TextsImage
from jmss.columns.longer import longer

Ints = npt.NDArray[np.int64]
Sizes = npt.NDArray[np.uint32]

BLOCK = 1 << 16
"""Bytes after which a block that is filled text by text is full."""
_SHIFT = 32
"""A place is ``block << 32 | offset``."""
_OFFSET = (1 << _SHIFT) - 1
_REMEMBERED = 4096
"""Texts whose place is remembered, for others that are equal."""
_LEAST_WASTE = 1 << 20
_FIRST = 1
"""Block 0 stays empty: the empty text of a fresh row lies there."""


class LongTexts:
    """A text for each row; a row that was never given one has the empty text."""

    def __init__(self, rows: int = 0) -> None:
        self.place: Ints = np.zeros(rows, np.int64)
        """Where a row's text lies."""
        self.size: Sizes = np.zeros(rows, np.uint32)
        """How many bytes of UTF-8 it has."""
        self._blocks: dict[int, Block] = {0: b""}
        self._live: dict[int, int] = {0: 0}
        self._open = _FIRST
        self._next = _FIRST
        self._held = 0
        self._pointed = 0
        self._known: dict[bytes, int] = {}
        self._new_block(bytearray())

    @property
    def held(self) -> int:
        """How many bytes the blocks take up."""
        return self._held

    def reserve(self, rows: int) -> None:
        """Make room for this many rows."""
        if rows > len(self.place):
            self.place = longer(self.place, rows)
            self.size = longer(self.size, rows)

    def raw(self, row: int) -> bytes:
        """Give the text of a row as UTF-8."""
        return self._bytes(int(self.place[row]), int(self.size[row]))

    def get(self, row: int) -> str:
        """Give the text of a row."""
        return self.raw(row).decode()

    def raws(self, rows: Ints) -> list[bytes]:
        """Give the texts of many rows as UTF-8."""
        return self._at(self.place[rows], self.size[rows])

    def few(self, rows: Ints) -> tuple[list[bytes], Ints] | None:
        """Give the texts of some rows, each once where it lies once, if they share much.

        Returns:
            the texts, UTF-8, and for each row which of them it has, shape (n,); None if
            there are not at least twice as many rows as texts.
        """
        places = self.place[rows]
        if (np.diff(places) > 0).all():
            return None
        apart, first, which = np.unique(places, return_index=True, return_inverse=True)
        if len(apart) * 2 > len(rows):
            return None
        return self._at(apart, self.size[rows[first]]), which.reshape(-1)

    def joined(self, rows: Ints) -> tuple[bytes, Sizes]:
        """Give the texts of some rows one after the other, UTF-8, and their sizes, shape (n,)."""
        places, sizes = self.place[rows], self.size[rows]
        full = np.flatnonzero(sizes)
        places, lengths = places[full], sizes[full].astype(np.int64)
        # What lies side by side is taken in one piece.
        begins = np.flatnonzero(np.diff(places, prepend=-1) != np.concatenate([[0], lengths[:-1]]))
        runs = np.add.reduceat(lengths, begins) if len(begins) else lengths
        return b"".join(self._pieces(places[begins], runs)), sizes

    def put(self, row: int, text: str) -> None:
        """Give a row a text."""
        data = text.encode()
        if self.size[row] == len(data) and self.raw(row) == data:
            return
        self.drop(row)
        place = self._place_of(data)
        self.place[row] = place
        self.size[row] = len(data)
        self._point(place >> _SHIFT, len(data))
        self.tidy()

    def drop(self, row: int) -> None:
        """Take a row's text away."""
        block, size = int(self.place[row]) >> _SHIFT, int(self.size[row])
        self.place[row] = 0
        self.size[row] = 0
        self._point(block, -size)
        self._let_go([block])

    def put_many(self, rows: Ints, data: bytes, sizes: Sizes) -> None:
        """Give many rows, each named once, their texts, which lie in ``data`` one by one.

        Args:
            rows: shape (n,).
            data: UTF-8.
            sizes: the bytes of each text, shape (n,); their sum is the length of ``data``.
        """
        # Most changes of a job leave its texts alone; such bytes are not stored again.
        if (self.size[rows] == sizes).all() and self.joined(rows)[0] == data:
            return
        block, begin = self._append(data)
        starts = np.cumsum(sizes, dtype=np.int64) - sizes
        self._take(rows, starts + ((block << _SHIFT) + begin), sizes.astype(np.uint32))

    def put_shared(
        self, rows: Ints, texts: Sequence[bytes], codes: npt.NDArray[np.integer]
    ) -> None:
        """Give many rows, each named once, a text out of a few.

        Args:
            rows: shape (n,).
            texts: the few texts, UTF-8.
            codes: which of them each row gets, shape (n,).
        """
        places = np.array([self._place_of(text) for text in texts], np.int64)
        sizes = np.array([len(text) for text in texts], np.uint32)
        moved = (self.place[rows] != places[codes]) | (self.size[rows] != sizes[codes])
        if moved.any():
            self._take(rows[moved], places[codes[moved]], sizes[codes[moved]])

    def tidy(self) -> None:
        """Empty the block with the most waste, if there is much waste in all."""
        waste = self._held - self._pointed
        if waste < _LEAST_WASTE or waste < self._pointed:
            return
        worst = max(
            (block for block in self._blocks if block not in {0, self._open}),
            key=lambda block: len(self._blocks[block]) - self._live[block],
            default=0,
        )
        if worst:
            self._empty(worst)

    def image(self) -> TextsImage:
        """Give the texts as they are now, to be written down."""
        blocks = dict(self._blocks)
        # The only one that still grows.
        blocks[self._open] = bytes(blocks[self._open])
        return TextsImage(self.place.copy(), self.size.copy(), blocks, dict(self._live))

    @classmethod
    def of_image(cls, image: TextsImage) -> Self:
        """Give the texts that an image is of."""
        texts = cls()
        texts.place, texts.size = image.place, image.size
        texts._next = max(image.blocks) + 1
        texts._blocks = dict(image.blocks)
        texts._live = dict(image.live)
        texts._held = sum(map(len, image.blocks.values()))
        texts._pointed = sum(image.live.values())
        texts._open = texts._new_block(bytearray())
        return texts

    def _take(self, rows: Ints, places: Ints, sizes: Sizes) -> None:
        left: list[int] = []
        if self.size[rows].any():
            self._count(self.place[rows], self.size[rows], -1)
            left = np.unique(self.place[rows] >> _SHIFT).tolist()
        # An empty text lies nowhere, so that it keeps no block.
        places = np.where(sizes == 0, 0, places)
        self.place[rows] = places
        self.size[rows] = sizes
        self._count(places, sizes, 1)
        self._let_go(left)
        self.tidy()

    def _empty(self, block: int) -> None:
        rows = np.flatnonzero((self.place >> _SHIFT) == block)
        rows = rows[self.size[rows] > 0]
        texts = self.raws(rows)
        self._known = {text: at for text, at in self._known.items() if at >> _SHIFT != block}
        places = np.array([self._place_of(text) for text in texts], np.int64)
        sizes = self.size[rows]
        self._count(self.place[rows], sizes, -1)
        self.place[rows] = places
        self._count(places, sizes, 1)
        self._let_go([block])

    def _at(self, places: Ints, sizes: npt.NDArray[np.integer]) -> list[bytes]:
        return [bytes(piece) for piece in self._pieces(places, sizes)]

    def _pieces(self, places: Ints, sizes: npt.NDArray[np.integer]) -> list[Block]:
        blocks = self._blocks
        begins = places & _OFFSET
        numbers, ends = places >> _SHIFT, begins + sizes
        triples = zip(numbers.tolist(), begins.tolist(), ends.tolist(), strict=True)
        return [blocks[number][begin:end] for number, begin, end in triples]

    def _bytes(self, place: int, size: int) -> bytes:
        begin = place & _OFFSET
        return bytes(self._blocks[place >> _SHIFT][begin : begin + size])

    def _place_of(self, data: bytes) -> int:
        if not data:
            return 0
        place = self._known.get(data)
        if place is None:
            block, begin = self._append(data)
            place = (block << _SHIFT) + begin
            if len(self._known) >= _REMEMBERED:
                self._known.pop(next(iter(self._known)))
            self._known[data] = place
        return place

    def _append(self, data: bytes) -> tuple[int, int]:
        """Store bytes that nobody points at yet; give the block and the offset."""
        if len(data) >= BLOCK:
            return self._new_block(data), 0
        block = self._blocks[self._open]
        if len(block) + len(data) > BLOCK:
            self._open = self._new_block(bytearray())
            block = self._blocks[self._open]
        assert isinstance(block, bytearray)
        begin = len(block)
        block += data
        self._held += len(data)
        return self._open, begin

    def _new_block(self, data: Block) -> int:
        number = self._next
        self._next += 1
        self._blocks[number] = data
        self._live[number] = 0
        self._held += len(data)
        return number

    def _count(self, places: Ints, sizes: Sizes, sign: int) -> None:
        into = places >> _SHIFT
        if not len(into):
            return
        first = int(into[0])
        if (into == first).all():
            self._point(first, sign * int(sizes.sum()))
            return
        blocks, which = np.unique(into, return_inverse=True)
        sums = np.bincount(which.reshape(-1), weights=sizes, minlength=len(blocks))
        for block, total in zip(blocks.tolist(), sums.tolist(), strict=True):
            self._point(block, sign * int(total))

    def _point(self, block: int, size: int) -> None:
        self._live[block] += size
        self._pointed += size

    def _let_go(self, blocks: Iterable[int]) -> None:
        """Forget those of the blocks that nobody points into."""
        gone = {
            block
            for block in blocks
            if block not in {self._open, 0} and not self._live.get(block, 1)
        }
        if not gone:
            return
        for block in gone:
            self._held -= len(self._blocks.pop(block))
            del self._live[block]
        self._known = {text: at for text, at in self._known.items() if at >> _SHIFT not in gone}
