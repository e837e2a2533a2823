# SPDX-License-Identifier: GPL-3.0-or-later
from collections.abc import Callable

from PyQt6.QtWidgets import QApplication, QWidget

from jlook_client.looks import Looks
from jlook_client.views.elided_label import LEAST, ElidedLabel

Keep = Callable[[QWidget], None]
LONG = "The link to JMSS server VCOM1 is down, and this goes on and on."


def shown(keep: Keep, text: str, width: int, **options: object) -> ElidedLabel:
    label = ElidedLabel(**options)  # type: ignore[arg-type]
    keep(label)
    label.set_text(text)
    label.resize(width, label.sizeHint().height())
    label.show()
    QApplication.processEvents()
    return label


def test_it_asks_for_little_and_hints_at_all(looks: Looks, keep: Keep) -> None:
    label = shown(keep, LONG, 800)
    assert label.minimumSizeHint().width() == LEAST
    assert label.sizeHint().width() > 200
    assert shown(keep, LONG, 800, least=120).minimumSizeHint().width() == 120
    assert shown(keep, "", 800).minimumSizeHint().width() < LEAST


def test_what_does_not_fit_is_in_the_tooltip(looks: Looks, keep: Keep) -> None:
    label = shown(keep, LONG, 800)
    assert label.toolTip() == ""
    label.resize(100, label.height())
    assert label.toolTip() == LONG
    label.set_text("Short")
    assert label.toolTip() == ""
    assert label.accessibleName() == "Short"


def test_a_cut_text_is_drawn_within_its_width(looks: Looks, keep: Keep) -> None:
    cut = shown(keep, LONG, 100).grab().toImage()
    whole = shown(keep, LONG, 800).grab().toImage()
    assert cut.width() == 100
    assert cut != whole.copy(0, 0, 100, whole.height()), "it ends in an ellipsis"
