# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts of rows as they are compared, collected a slice at a time, each text once for a slice."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jlook_client.tables.folding import folded
from jmss.columns.jobs import Ints
from jmss.columns.long_texts import LongTexts

Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class TextPart:
    """The folded texts of some rows."""

    rows: Ints
    which: Ints
    """Which of the texts a row has; shape of ``rows``."""
    data: bytes
    """The texts one after the other, UTF-8."""
    sizes: Ints
    """The bytes of each."""

    def texts(self) -> list[bytes]:
        """Give each text by itself."""
        ends = np.cumsum(self.sizes)
        pairs = zip((ends - self.sizes).tolist(), ends.tolist(), strict=True)
        return [self.data[begin:end] for begin, end in pairs]

    def table(self, width: int) -> Bytes:
        """Give the texts as rows of bytes, filled up with zeros; shape (texts, width)."""
        table = np.zeros((len(self.sizes), width), np.uint8)
        table[np.arange(width) < self.sizes[:, None]] = np.frombuffer(self.data, np.uint8)
        return table


def part_of(texts: LongTexts, rows: Ints) -> TextPart:
    """Collect the texts of some rows."""
    rows = rows[np.argsort(texts.place[rows], kind="stable")]
    # Equal texts mostly lie in one place.
    first = np.diff(texts.place[rows], prepend=-1) != 0
    data, sizes = texts.joined(rows[first])
    part = TextPart(rows, np.cumsum(first) - 1, data.lower(), sizes.astype(np.int64))
    if data.isascii():
        return part
    said = [text if text.isascii() else folded(text.decode()).encode() for text in part.texts()]
    return TextPart(rows, part.which, b"".join(said), np.array([len(one) for one in said]))
