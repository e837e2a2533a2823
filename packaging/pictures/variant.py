# SPDX-License-Identifier: GPL-3.0-or-later
"""One variant of the pictures, such as Japanese and dark, and how a widget becomes one of them."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import QApplication, QWidget

from jlook_client.apps.linked_program import Wishes
from jlook_client.settings import Theme

LONGEST = 20.0
"""Seconds after which something does not come any more."""

COLOURS = 256
"""A picture keeps so many; what is lost is in the edges of letters."""
SHADE = 0xC0E0C0
"""The bits of red, green and blue that make a shade: the few pixels of a glyph keep theirs."""


class NotSeen(Exception):
    """What was to be photographed did not come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """In which language and which colours, and where its pictures go."""

    app: QApplication
    language: str
    """``ja`` or ``en``."""
    theme: str
    """``light`` or ``dark``."""
    size: tuple[int, int]
    """Of the main window, in logical pixels."""
    settings: Path
    """A file that is not there yet."""
    to: Path
    """The folder of the pictures."""
    only: str = ""
    """How the names begin of those that are wanted."""
    every: bool = False
    """Whether those are wanted too that no guide shows."""

    @property
    def wishes(self) -> Wishes:
        """What a program is asked for."""
        return Wishes(language=self.language, theme=Theme(self.theme))

    async def take(self, name: str, widget: QWidget, *, in_guide: bool = True) -> None:
        """Photograph a widget once it has come to rest, if its picture is wanted.

        Args:
            name: of the picture, without language and theme.
            widget: what is to be seen.
            in_guide: whether a guide shows it.

        Raises:
            NotSeen: it does not come to rest.
            OSError: the picture cannot be written.
        """
        if not name.startswith(self.only) or not (in_guide or self.every):
            return
        path = self.to / f"{name}-{self.language}-{self.theme}.png"
        image = with_palette(await settled(widget))
        if not image.save(str(path), "PNG", 0):
            raise OSError(f"{path} cannot be written")


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
