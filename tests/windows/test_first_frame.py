# SPDX-License-Identifier: GPL-3.0-or-later
"""The first frame is where the finished window is: nothing jumps when the rest comes."""

from collections.abc import Callable

import pytest
from PyQt6.QtCore import QCoreApplication, QEvent, QRect
from PyQt6.QtWidgets import QApplication, QFrame, QLabel, QMdiSubWindow, QWidget

from jlook_client.looks import Looks
from jlook_client.settings import Settings
from jlook_client.views.first_frame import FirstFrameOfCard, FirstFrames, frame_window
from jlook_client.views.main_window import MainWindow
from jmss.link.view import LinkState, LinkView
from jmss.texts import Texts
from tests.fakes.desk_window import DeskWindow

Keep = Callable[[QWidget], None]
Box = tuple[int, int, int, int]
SIZES = [(1440, 900), (1024, 700)]
HIDES_THE_LOG = Settings(hidden=("log",), places={"jobs": (0.0, 0.0, 0.5, 1.0)})


def framed(looks: Looks, keep: Keep, settings: Settings, page: QFrame, language: str) -> MainWindow:
    """Give a window with its first frame, without the style that comes later."""
    tr = Texts(language)
    window = MainWindow(tr, settings, server="VCOM1")
    keep(window)
    frame_window(window, tr, looks, page, server="VCOM1")
    window.show()
    QApplication.processEvents()
    return window


def furnished(looks: Looks, keep: Keep, settings: Settings, state: LinkState) -> DeskWindow:
    desk = DeskWindow(looks, settings)
    keep(desk.window)
    desk.link.view = LinkView(state=state, server="VCOM1", heard_at=1.0)
    desk.window.show()
    QApplication.processEvents()
    return desk


def boxes(window: QWidget, kind: type[QWidget], name: str = "") -> set[Box]:
    found = window.findChildren(kind, name) if name else window.findChildren(kind)
    return {
        QRect(one.mapTo(window, one.rect().topLeft()), one.size()).getRect()  # type: ignore[misc]
        for one in found
        if one.isVisible()
    }


@pytest.mark.parametrize("size", SIZES)
def test_frames_lie_where_the_subwindows_will(
    size: tuple[int, int], looks: Looks, keep: Keep
) -> None:
    settings = Settings(size=size)
    first = framed(looks, keep, settings, FirstFrames(Texts("en"), settings), "en")
    then = furnished(looks, keep, settings, LinkState.LIVE)
    assert first.size() == then.window.size()
    found = boxes(first, QFrame, "frame")
    for left, top, width, height in boxes(then.window, QMdiSubWindow):
        [near] = [box for box in found if abs(box[0] - left) < 3 and abs(box[1] - top) < 4]
        assert abs(near[2] - width) < 3
        assert abs(near[3] - height) < 4


def test_what_was_hidden_or_moved_is_so_in_the_first_frame(looks: Looks, keep: Keep) -> None:
    page = FirstFrames(Texts("en"), HIDES_THE_LOG)
    window = framed(looks, keep, HIDES_THE_LOG, page, "en")
    [(left, _, width, _)] = boxes(window, QFrame, "frame")
    assert (left, width) == (0, window.width() // 2)


@pytest.mark.parametrize("size", SIZES)
def test_the_card_lies_where_it_will(size: tuple[int, int], looks: Looks, keep: Keep) -> None:
    settings = Settings(size=size)
    first = framed(looks, keep, settings, FirstFrameOfCard(Texts("en"), "VCOM1"), "en")
    then = furnished(looks, keep, settings, LinkState.CONNECTING)
    [early], [late] = boxes(first, QFrame, "card"), boxes(then.window, QFrame, "card")
    assert all(abs(a - b) < 8 for a, b in zip(early, late, strict=True)), (early, late)
    headline = first.findChild(QLabel, "headline")
    assert headline is not None
    assert headline.text() == then.window.first_card.headline.text()


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_menus_have_the_same_titles_in_the_same_places(
    language: str, looks: Looks, keep: Keep
) -> None:
    page = FirstFrameOfCard(Texts(language), "VCOM1")
    window = framed(looks, keep, Settings(), page, language)
    bar = window.menu_bar
    early = [(action.text(), bar.actionGeometry(action)) for action in bar.actions()]
    height = bar.height()
    desk = DeskWindow(looks, window=window)
    desk.show(LinkView(state=LinkState.CONNECTING, server="VCOM1"))
    QApplication.processEvents()
    late = [(action.text(), bar.actionGeometry(action)) for action in bar.actions()]
    assert [text for text, _ in early] == [text for text, _ in late]
    for (_, a), (_, b) in zip(early, late, strict=True):
        assert abs(a.left() - b.left()) < 3
        assert abs(a.width() - b.width()) < 3
    assert abs(bar.height() - height) < 3


def test_nothing_of_the_frame_stays(looks: Looks, keep: Keep) -> None:
    window = framed(looks, keep, Settings(), FirstFrameOfCard(Texts("en"), "VCOM1"), "en")
    DeskWindow(looks, window=window)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert window.styleSheet() == ""
    assert window.findChild(QLabel, "coming") is None
    assert window.findChild(QFrame, "page") is None
