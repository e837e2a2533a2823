# SPDX-License-Identifier: GPL-3.0-or-later
"""The columns as they lie in memory, to be written to a file and mapped from it again.

Taking an image of a million jobs copies what must fit together, some 30 MB in a few
milliseconds; the rest is only pointed at and may go on changing. So an image is right for
every job that has not changed since it was taken, and for the others when their changes
since then are put on top of it.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jmss.columns.words import Words

Array = npt.NDArray[np.generic]
Block = bytes | bytearray | memoryview


@dataclass(frozen=True, slots=True)
class IndexImage:
    """A ``NumberIndex``."""

    first: int
    rows: npt.NDArray[np.int32]
    far: dict[int, int]
    count: int


@dataclass(frozen=True, slots=True)
class TextsImage:
    """``LongTexts``."""

    place: npt.NDArray[np.int64]
    size: npt.NDArray[np.uint32]
    blocks: dict[int, Block]
    live: dict[int, int]
    """How many bytes of each block are pointed at."""


@dataclass(frozen=True, slots=True)
class Image:
    """``JobColumns``."""

    size: int
    columns: dict[str, Array]
    """Each as long as there is room, and at least ``size``."""
    index: IndexImage
    free: list[int]
    names: TextsImage
    commands: TextsImage
    details: dict[int, str]
    now: int
    """When it was taken, as the stamps of the records count."""
    words: Words
    """Those of the columns themselves; they only grow, so they are to be written last."""
