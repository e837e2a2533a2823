# SPDX-License-Identifier: GPL-3.0-or-later
"""How wide a text is: added up from its letters where that is the same, asked of Qt elsewhere."""

import pytest
from PyQt6.QtGui import QFont, QFontMetrics

from jlook_client.looks import Looks, ui_font
from jlook_client.views.text_widths import TextWidths


@pytest.mark.parametrize(
    "text", ["", "00:00:00", "23 Nov 05:45", "12345", "−", "夜間バッチ", "実行中"]
)
def test_what_a_cell_says_is_as_wide_as_qt_says(looks: Looks, text: str) -> None:
    font = ui_font(10.0)
    assert abs(TextWidths(font).of(text) - QFontMetrics(font).horizontalAdvance(text)) <= 1


@pytest.mark.parametrize("text", ["AVATAR To WAVE", "nightly-batch-07", "operator"])
def test_what_is_kerned_has_room_enough(looks: Looks, text: str) -> None:
    font = ui_font(10.0)
    font.setBold(True)
    assert TextWidths(font).of(text) >= QFontMetrics(font).horizontalAdvance(text) - 1


def test_a_font_is_measured_whose_first_family_is_not_installed(looks: Looks) -> None:
    first, second = (QFont([*before, "DejaVu Sans Mono"]) for before in (["None such"], []))
    assert TextWidths(first).of("iiii") == TextWidths(second).of("iiii")


def test_only_ascii_is_added_up(looks: Looks) -> None:
    assert TextWidths(ui_font(10.0)).plain("夜間 batch") is None
