# SPDX-License-Identifier: GPL-3.0-or-later
"""A line of Japanese in an output is written in one font, whichever the fixed one is."""

import pytest
from PyQt6.QtGui import QFontInfo, QFontMetrics, QTextLayout

from jlook_client.looks import Looks, fixed_font, small_font, ui_font

LINES = ("部門別に集計します", "差異を照合します", "明細を読み込みます")


@pytest.mark.parametrize("line", LINES)
def test_japanese_in_an_output_has_one_font(looks: Looks, line: str) -> None:
    layout = QTextLayout(line, fixed_font(10.0))
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    assert len({run.rawFont().familyName() for run in layout.glyphRuns()}) == 1


def test_letters_and_digits_stay_as_wide_as_each_other(looks: Looks) -> None:
    metrics = QFontMetrics(fixed_font(10.0))
    assert metrics.horizontalAdvance("iii") == metrics.horizontalAdvance("WWW")
    assert QFontInfo(fixed_font(10.0)).fixedPitch()


def test_what_is_written_into_pictures_is_a_little_smaller(looks: Looks) -> None:
    assert 0.85 < small_font(ui_font(12.0)).pointSizeF() / 12.0 < 1.0
