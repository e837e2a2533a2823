# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from PyQt6.QtGui import QPalette
from PyQt6.QtWidgets import QApplication

from jlook_client.looks import (
    COLOURS,
    Looks,
    Token,
    row_height,
    ui_font,
)
from jlook_client.state_looks import JOB_LOOKS, MACHINE_LOOKS, UNKNOWN
from jmss.model.jobs import JobState
from jmss.model.machines import MachineState
from jmss.resources import resource_folder

TEXT_PAIRS: list[tuple[Token, Token]] = [
    *(
        ("text", under)
        for under in (
            "window", "base", "alt", "sel", "fail_tint", "warn_tint", "done_tint", "info_tint",
        )
    ),
    *(("muted", under) for under in ("window", "base", "alt", "fail_tint", "warn_tint")),
    ("fail", "window"),
    ("on_accent", "accent"),
    ("on_accent", "fail"),
    ("accent", "base"),
]  # fmt: skip
GLYPH_PAIRS: list[tuple[Token, Token]] = [
    *(
        (ink, under)
        for ink in ("run", "wait", "hold", "done", "warn", "fail")
        for under in ("base", "alt", "sel", "window")
    ),
    ("fail", "fail_tint"),
    ("warn", "warn_tint"),
    ("done", "done_tint"),
    ("accent", "base"),
    ("muted", "window"),
]  # fmt: skip


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#59636F", "#E9ECF0") == pytest.approx(5.15, abs=0.01)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "under"), TEXT_PAIRS, ids="-".join)
def test_text_can_be_read(ink: Token, under: Token, dark: bool) -> None:
    assert contrast(COLOURS[ink][dark], COLOURS[under][dark]) >= 4.5


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "under"), GLYPH_PAIRS, ids="-".join)
def test_glyphs_can_be_seen(ink: Token, under: Token, dark: bool) -> None:
    assert contrast(COLOURS[ink][dark], COLOURS[under][dark]) >= 3.0


def test_every_state_has_a_shape_of_its_own() -> None:
    assert set(JOB_LOOKS) == set(JobState)
    assert set(MACHINE_LOOKS) == set(MachineState)
    for looks in (list(JOB_LOOKS.values()), [*MACHINE_LOOKS.values(), UNKNOWN]):
        glyphs = [look.glyph for look in looks]
        assert len(set(glyphs)) == len(glyphs)
        assert len({look.word for look in looks}) == len(glyphs)


def test_every_picture_is_drawn_in_the_ink_asked_for(qapp: QApplication) -> None:
    looks = Looks(dark=False)
    fail = looks.colour("fail")
    for file in sorted((resource_folder() / "icons").glob("*.svg")):
        image = looks.pixmap(file.stem, "fail", px=16, dpr=2.0).toImage()  # type: ignore[arg-type]
        assert (image.width(), image.devicePixelRatio()) == (32, 2.0)
        inked = sum(image.pixelColor(x, y) == fail for x in range(image.width()) for y in range(32))
        assert inked > 20, file.stem


def test_dark_is_worn_by_all_that_is_asked_for_afterwards(qapp: QApplication) -> None:
    looks = Looks(dark=False)
    light = looks.icon("link", "accent").pixmap(16).toImage()
    looks.wear(dark=True)
    assert looks.colour("base").name().upper() == "#23272D"
    assert looks.icon("link", "accent").pixmap(16).toImage() != light
    assert looks.palette().color(QPalette.ColorRole.Window) == looks.colour("window")
    assert COLOURS["fail_tint"][1] in looks.style_sheet()
    assert "$" not in looks.style_sheet().split("*/", 1)[1]


def test_rows_are_never_lower_than_24_pixels(qapp: QApplication) -> None:
    font = ui_font()
    assert row_height(font) >= 24
    font.setPointSizeF(30)
    assert row_height(font) > 40
