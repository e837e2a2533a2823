# SPDX-License-Identifier: GPL-3.0-or-later
"""Chips that are pressed in."""

from PyQt6.QtGui import QFont, QFontMetrics
from pytestqt.qtbot import QtBot

from jlook_client.looks import Looks
from jlook_client.views.chip import chip


def test_bold_words_have_room_in_a_wide_face(looks: Looks, qtbot: QtBot) -> None:
    button = chip("Information 12,345 of many")
    qtbot.addWidget(button)
    wide = QFont(button.font())
    wide.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 140.0)
    wide.setFamily("DejaVu Sans")
    button.setFont(wide)
    wide.setBold(True)
    button.setChecked(True)
    words = QFontMetrics(wide).horizontalAdvance(button.text())
    assert button.sizeHint().width() >= words
    assert button.minimumSizeHint() == button.sizeHint()
