# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be chosen is seen in both themes: radio buttons, and the chosen line of a list."""

from collections.abc import Callable

import pytest
from PyQt6.QtCore import QPoint, QRect, Qt
from PyQt6.QtGui import QColor, QImage
from PyQt6.QtWidgets import (
    QApplication,
    QListWidget,
    QRadioButton,
    QStyle,
    QStyleOptionButton,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from jlook_client.looks import Looks
from jlook_client.views.dress import change_colours

Keep = Callable[[QWidget], None]
ENOUGH = 3.0
"""Contrast of what is no text (WCAG 1.4.11)."""


@pytest.fixture(params=[False, True], ids=["light", "dark"])
def worn(request: pytest.FixtureRequest, looks: Looks) -> Looks:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    looks.wear(dark=request.param)
    change_colours(app, looks)
    return looks


def contrast(one: QColor, other: QColor) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: QColor) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def shown(widget: QWidget, keep: Keep) -> QImage:
    keep(widget)
    widget.resize(240, 80)
    widget.show()
    QApplication.processEvents()
    return widget.grab().toImage()


def circle_of(button: QRadioButton) -> QRect:
    option = QStyleOptionButton()
    button.initStyleOption(option)
    style = button.style()
    assert style is not None
    return style.subElementRect(QStyle.SubElement.SE_RadioButtonIndicator, option, button)


@pytest.mark.parametrize("chosen", [False, True])
def test_the_circle_of_a_radio_button_is_seen(worn: Looks, keep: Keep, chosen: bool) -> None:
    button = QRadioButton("CPU use")
    button.setChecked(chosen)
    image, circle = shown(button, keep), circle_of(button)
    edge = [image.pixelColor(x, circle.center().y()) for x in range(circle.left(), circle.right())]
    window = worn.colour("window")
    assert max(contrast(colour, window) for colour in edge) >= ENOUGH
    middle = image.pixelColor(circle.center())
    assert (middle == worn.colour("accent")) is chosen


def test_a_radio_button_that_cannot_be_chosen_says_so(worn: Looks, keep: Keep) -> None:
    button = QRadioButton("CPU use")
    button.setChecked(True)
    button.setEnabled(False)
    image, circle = shown(button, keep), circle_of(button)
    assert image.pixelColor(circle.center()) == worn.colour("muted")


@pytest.mark.parametrize("kind", [QListWidget, QTreeWidget])
def test_the_chosen_line_is_tinted_as_in_the_tables(
    worn: Looks, keep: Keep, kind: type[QListWidget | QTreeWidget]
) -> None:
    widget = kind()
    widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its frame lies over the colour
    if isinstance(widget, QListWidget):
        widget.addItems(["one", "two"])
        widget.setCurrentRow(0)
    else:
        widget.setHeaderHidden(True)
        widget.addTopLevelItem(QTreeWidgetItem(["one"]))
        widget.setCurrentItem(widget.topLevelItem(0))
    image = shown(widget, keep)
    viewport = widget.viewport()
    assert viewport is not None
    line = widget.visualRect(widget.currentIndex())
    place = viewport.mapTo(widget, QPoint(line.right() - 20, line.center().y()))
    assert image.pixelColor(place).name() == worn.colour("sel").name()
