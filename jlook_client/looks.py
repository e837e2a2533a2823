# SPDX-License-Identifier: GPL-3.0-or-later
"""How JLook looks: colours, glyphs, the words of states, palette and style sheet.

One ``Looks`` is built by the program and handed to every window. Ask it at the moment of
painting and keep no colour: ``wear`` changes between light and dark while windows are open,
and Qt then repaints them all. The first paint needs this file: it imports Qt and little else.
"""

from typing import Literal, NamedTuple

from PyQt6.QtCore import QByteArray, QRectF, QSize, Qt
from PyQt6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontInfo,
    QFontMetrics,
    QIcon,
    QPainter,
    QPalette,
    QPixmap,
)

from jmss.resources import resource_text

Token = Literal[
    "window", "mdi", "base", "alt", "line", "text", "muted", "sel", "accent", "on_accent",
    "run", "wait", "hold", "done", "warn", "fail",
    "fail_tint", "warn_tint", "done_tint", "info_tint",
]  # fmt: skip
"""The name of a colour: what it is for, not what it looks like."""

Glyph = Literal[
    "running", "queued", "held", "completed", "failed", "cancelled", "taking_over", "unknown",
    "starting", "stopping", "up", "down", "warning", "info", "link", "search", "columns", "copy",
    "bell", "bell_off", "sent", "accepted", "refused", "not_asked",
]  # fmt: skip
"""The name of a picture in ``resources/icons``."""

COLOURS: dict[Token, tuple[str, str]] = {
    "window": ("#E9ECF0", "#1E2227"),
    "mdi": ("#D3D8DF", "#14171A"),
    "base": ("#FFFFFF", "#23272D"),
    "alt": ("#F5F7F9", "#282D34"),
    "line": ("#C9CFD7", "#3A414A"),
    "text": ("#1B1F24", "#E6E9ED"),
    "muted": ("#59636F", "#A3ADB8"),
    "sel": ("#CFE3FA", "#234B75"),
    "accent": ("#0B5CAD", "#6CB2F7"),
    "on_accent": ("#FFFFFF", "#10161C"),
    "run": ("#0B5CAD", "#6CB2F7"),
    "wait": ("#5F6B78", "#9AA5B1"),
    "hold": ("#7A3E9D", "#CF9DEE"),
    "done": ("#0A7B57", "#4CC49A"),
    "warn": ("#9A5B00", "#F0B24A"),
    "fail": ("#B3261E", "#FF8A80"),
    "fail_tint": ("#FCE8E6", "#46272A"),
    "warn_tint": ("#FFF1D6", "#43351C"),
    "done_tint": ("#DDF3EA", "#1D3D33"),
    "info_tint": ("#E3EEFA", "#22364B"),
}
"""Each colour as (light, dark). Every pair that is drawn is measured by a test."""

FONT_FAMILIES = (
    "Noto Sans CJK JP",
    "IPAexGothic",
    "Yu Gothic UI",
    "Meiryo",
    "Hiragino Sans",
    "Segoe UI",
    "sans-serif",
)
"""Fonts that have Japanese come first; the first that is installed is used."""

FONT_POINTS = 9.5

_ROLES: tuple[tuple[str, Token], ...] = (
    ("Window", "window"),
    ("Base", "base"),
    ("AlternateBase", "alt"),
    ("Button", "window"),
    ("Text", "text"),
    ("WindowText", "text"),
    ("ButtonText", "text"),
    ("PlaceholderText", "muted"),
    ("Highlight", "accent"),
    ("HighlightedText", "on_accent"),
    ("Link", "accent"),
    ("Accent", "accent"),
    ("Light", "base"),
    ("Midlight", "alt"),
    ("Mid", "line"),
    ("Dark", "line"),
    ("ToolTipBase", "base"),
    ("ToolTipText", "text"),
)
"""The roles of a palette by name: the first paint needs none of them."""


class StateLook(NamedTuple):
    """How a state is shown: its shape alone tells it, colour and word say it again."""

    glyph: Glyph
    token: Token
    word: str
    """A msgid; translate it where it is shown."""
    tint: Token | None = None
    """The background of its row, where it has one."""


class Looks:
    """Gives colours, pictures, palette and style sheet, light or dark."""

    def __init__(self, *, dark: bool) -> None:
        self._dark = dark
        self._pixmaps: dict[tuple[str, str, str, int, float], QPixmap] = {}
        self._icons: dict[tuple[str, str, int], QIcon] = {}

    @property
    def dark(self) -> bool:
        """Whether the dark colours are worn."""
        return self._dark

    def wear(self, *, dark: bool) -> None:
        """Change to the light or the dark colours; give Qt the new palette and sheet after."""
        self._dark = dark
        self._icons.clear()

    def colour(self, token: Token) -> QColor:
        """Give a colour as it is worn now."""
        return QColor(self._hex(token))

    def pixmap(
        self, glyph: Glyph, ink: Token, paper: Token = "base", *, px: int = 16, dpr: float = 1.0
    ) -> QPixmap:
        """Draw a glyph ``px`` logical pixels wide; ``paper`` is what lies under it."""
        key = (glyph, self._hex(ink), self._hex(paper), px, dpr)
        if key not in self._pixmaps:
            self._pixmaps[key] = _drawn(*key)
        return self._pixmaps[key]

    def icon(self, glyph: Glyph, ink: Token, px: int = 16) -> QIcon:
        """Give a glyph as an icon, sharp at 1×, 2× and 3×."""
        key = (glyph, ink, px)
        if key not in self._icons:
            icon = QIcon()
            for dpr in (1.0, 2.0, 3.0):
                icon.addPixmap(self.pixmap(glyph, ink, px=px, dpr=dpr))
            self._icons[key] = icon
        return self._icons[key]

    def state_icon(self, look: StateLook, px: int = 16) -> QIcon:
        """Give the icon of a state in its colour."""
        return self.icon(look.glyph, look.token, px)

    def palette(self) -> QPalette:
        """Give the palette of the whole program; what the desktop proposes is not asked."""
        palette = QPalette()
        for role, token in _ROLES:
            palette.setColor(QPalette.ColorRole[role], self.colour(token))
        for text in (
            QPalette.ColorRole.Text,
            QPalette.ColorRole.ButtonText,
            QPalette.ColorRole.WindowText,
        ):
            palette.setColor(QPalette.ColorGroup.Disabled, text, self.colour("muted"))
        return palette

    def style_sheet(self, name: str = "jlook") -> str:
        """Give a style sheet, ``resources/looks/NAME.qss``; ``jlook`` is that of the program."""
        sheet = resource_text("looks", f"{name}.qss")
        for token in sorted(COLOURS, key=len, reverse=True):  # $fail is in $fail_tint
            sheet = sheet.replace(f"${token}", self._hex(token))
        return sheet

    def _hex(self, token: Token) -> str:
        return COLOURS[token][self._dark]


def ui_font(points: float = 0.0) -> QFont:
    """Give the font of the whole program, with Japanese wherever the machine has it.

    Args:
        points: its size; 0: as it is meant to be.
    """
    font = QFont(list(FONT_FAMILIES))
    font.setPointSizeF(points or FONT_POINTS)
    return font


def fixed_font(points: float) -> QFont:
    """Give the font of outputs and commands; what Japanese it lacks comes from one font."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    # By its own name: the system may know it by what it is for only.
    font.setFamilies([QFontInfo(font).family(), *FONT_FAMILIES])
    font.setPointSizeF(points)
    return font


def small_font(font: QFont) -> QFont:
    """Give a font for the words in a picture."""
    small = QFont(font)
    small.setPointSizeF(font.pointSizeF() * 0.92)
    return small


def row_height(font: QFont) -> int:
    """Give the height of a table row, in logical pixels."""
    return max(24, round(QFontMetrics(font).height() * 1.28))


def _drawn(glyph: str, ink: str, paper: str, px: int, dpr: float) -> QPixmap:
    from PyQt6.QtSvg import QSvgRenderer  # noqa: PLC0415 - the first paint has no glyphs

    svg = (
        resource_text("icons", f"{glyph}.svg").replace("currentColor", ink).replace("white", paper)
    )
    pixmap = QPixmap(QSize(px, px) * dpr)
    pixmap.setDevicePixelRatio(dpr)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, px, px))
    painter.end()
    return pixmap
