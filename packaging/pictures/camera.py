# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes pictures of a desk that watches the night; waits for what is to be seen, never for time."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import QWidget

from jlook_client.apps.desk import Desk

LONGEST = 20.0
"""Seconds after which something does not come any more."""

COLOURS = 256
"""A picture keeps so many; what is lost is in the edges of letters."""
SHADE = 0xC0E0C0
"""The bits of red, green and blue that make a shade: the few pixels of a glyph keep theirs."""


class NotSeen(Exception):
    """What was to be photographed did not come."""


class Camera:
    """Photographs one desk.

    Args:
        desk: it is running.
        folder: where the pictures go.
        variant: the end of their names, such as ``ja-light``.
    """

    def __init__(self, desk: Desk, folder: Path, variant: str) -> None:
        self._desk = desk
        self._folder = folder
        self._variant = variant
        self.taken: list[Path] = []

    async def until(self, seen: Callable[[], bool], what: str) -> None:
        """Wait until it is so.

        Raises:
            NotSeen: it does not become so.
        """
        deadline = asyncio.get_running_loop().time() + LONGEST
        while not seen():
            if asyncio.get_running_loop().time() > deadline:
                raise NotSeen(f"{what} ({self._variant})")
            await asyncio.sleep(0.02)

    async def take(self, name: str, what: QWidget | None = None, size: QSize | None = None) -> None:
        """Photograph a widget, or the whole window, once it has come to rest."""
        widget = what or self._desk.window
        if size is not None:
            widget.resize(size)
        image = await settled(widget)
        path = self._folder / f"{name}-{self._variant}.png"
        if not with_palette(image).save(str(path), "PNG", 0):
            raise OSError(f"{path} cannot be written")
        self.taken.append(path)


async def settled(widget: QWidget) -> QImage:
    """Give the picture that stays the same when it is taken twice."""
    before = widget.grab().toImage()
    for _ in range(100):
        await asyncio.sleep(0.05)
        now = widget.grab().toImage()
        if now == before:
            return now
        before = now
    raise NotSeen(f"{widget.objectName() or type(widget).__name__} does not come to rest")


def with_palette(image: QImage) -> QImage:
    """Give the picture in few colours: a third of the bytes, the same to the eye."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    bits = plain.constBits()
    assert bits is not None
    pixels = np.frombuffer(bits.asstring(plain.sizeInBytes()), np.uint32)
    colours, times = np.unique(pixels, return_counts=True)
    palette = _chosen(colours[np.argsort(-times, kind="stable")])
    return plain.convertToFormat(
        QImage.Format.Format_Indexed8, palette.tolist(), Qt.ImageConversionFlag.ThresholdDither
    )


def _chosen(colours: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """Choose from colours, the most frequent first: one of each shade, then the most frequent."""
    _, firsts = np.unique(colours & SHADE, return_index=True)
    is_first = np.zeros(len(colours), np.bool_)
    is_first[firsts] = True
    return np.concatenate([colours[is_first], colours[~is_first]])[:COLOURS]
