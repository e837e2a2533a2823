# SPDX-License-Identifier: GPL-3.0-or-later
"""A token is asked for on the card or in the banner: nothing stops, and a keyboard is enough."""

from collections.abc import Callable

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget

from jlook_client.looks import Looks
from jlook_client.token_question import KeyringState, Reason, TokenQuestion
from jlook_client.views.placed_window import LEAST_SIZE
from jlook_client.views.token_field import TokenField
from jmss.link.view import Cause, LinkState
from tests.fakes.desk_link import down, never, up
from tests.fakes.desk_window import DeskWindow

HELD = never(LinkState.HELD, cause=Cause.NOT_ALLOWED)
LOST = down(LinkState.HELD, cause=Cause.NOT_ALLOWED)


def question(
    reason: Reason = Reason.NEEDED, keyring: KeyringState = KeyringState.READY, why: str = ""
) -> TokenQuestion:
    return TokenQuestion(reason=reason, server="VCOM1", keyring=keyring, why=why)


@pytest.fixture
def desk(looks: Looks, keep: Callable[[QWidget], None]) -> DeskWindow:
    """A window that was never live."""
    desk = DeskWindow(looks)
    keep(desk.window)
    desk.link.view = never(LinkState.CONNECTING)
    desk.window.show()
    desk.window.activateWindow()
    QApplication.processEvents()
    return desk


def asked(desk: DeskWindow, what: TokenQuestion | None, *, lost: bool = False) -> TokenField:
    """Let the window ask, on the card or in the banner, and give the place where it does."""
    if lost:
        desk.show(up())
    desk.link.question = what
    desk.show(LOST if lost else HELD, now=10.0)
    QApplication.processEvents()
    field = desk.window.banner.token if lost else desk.window.first_card.token
    assert field is not None
    return field


def test_the_card_asks_and_return_tries(desk: DeskWindow) -> None:
    assert desk.window.first_card.token is None, "the first paint does without it"
    field = asked(desk, question())
    assert field.isVisible()
    assert desk.window.focusWidget() is field.token
    assert field.token.echoMode() is QLineEdit.EchoMode.Password
    assert "asks for a token" in desk.window.first_card.message.text()
    QTest.keyClicks(field.token, "jmss_secret")
    QTest.keyClick(field.token, Qt.Key.Key_Return)
    assert desk.link.tokens == [("jmss_secret", False)]
    assert QApplication.activeModalWidget() is None


def test_it_is_kept_only_if_that_is_ticked_and_can_be(desk: DeskWindow) -> None:
    field = asked(desk, question())
    QTest.keyClick(field.token, Qt.Key.Key_Tab)
    assert desk.window.focusWidget() is field.keep
    QTest.keyClick(field.keep, Qt.Key.Key_Space)
    desk.window.first_card.button.click()
    asked(desk, question(keyring=KeyringState.ABSENT))
    assert not field.keep.isVisible()
    assert "no keyring" in field.hint.text()
    desk.window.first_card.button.click()
    assert desk.link.tokens == [("", True), ("", False)]


def test_who_had_it_kept_has_the_tick_set(desk: DeskWindow) -> None:
    field = asked(desk, question(Reason.KEPT_REFUSED))
    assert field.keep.isChecked()
    assert "any more" in desk.window.first_card.message.text()


def test_the_token_of_one_server_is_not_tried_at_another(desk: DeskWindow) -> None:
    card = desk.window.first_card
    field = asked(desk, question())
    QTest.keyClicks(field.token, "jmss_secret")
    card.name.selectAll()
    QTest.keyClicks(card.name, "VCOM9")
    assert not field.isVisible()
    assert field.token.text() == ""
    QTest.keyClick(card.name, Qt.Key.Key_Return)
    assert (desk.connected_to, desk.link.tokens) == (["VCOM9"], [])
    desk.window.look_again()
    assert not field.isVisible()


def test_while_the_keyring_is_asked_nothing_is_to_be_entered(desk: DeskWindow) -> None:
    field = asked(desk, question(Reason.LOOKING))
    assert not field.isVisible()
    assert "Looking for the token" in desk.window.first_card.message.text()
    asked(desk, question(Reason.WITHHELD))
    assert not field.isVisible()
    assert "others could read it" in desk.window.first_card.message.text()


def test_the_line_is_emptied_as_soon_as_nobody_asks(desk: DeskWindow) -> None:
    field = asked(desk, question())
    QTest.keyClicks(field.token, "jmss_secret")
    desk.link.question = None
    desk.show(never(LinkState.CONNECTING))
    assert (field.isVisible(), field.token.text()) == (False, "")
    QTest.keyClick(field.token, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert field.token.text() == ""


def test_what_can_be_no_token_stays_to_be_mended(desk: DeskWindow) -> None:
    field = asked(desk, question())
    QTest.keyClicks(field.token, "two words")
    asked(desk, question(Reason.MALFORMED))
    assert field.token.selectedText() != ""
    assert field.isVisible()


def test_the_banner_asks_without_taking_the_focus(desk: DeskWindow) -> None:
    desk.show(up())
    view = desk.views["jobs"].field
    view.setFocus()
    field = asked(desk, question(keyring=KeyringState.SILENT), lost=True)
    banner = desk.window.banner
    assert field.isVisible()
    assert desk.window.focusWidget() is view
    assert "asks for a token" in banner.story.text()
    assert "may be waiting to be unlocked" in banner.second_line.text()
    assert banner.second_line.isVisible()
    assert not banner.primary.isVisible(), "one button connects"
    assert not field.keep.isVisible()
    assert QApplication.activeModalWidget() is None


def test_a_keyboard_alone_is_enough_in_the_banner(desk: DeskWindow) -> None:
    field = asked(desk, question(), lost=True)
    QTest.keyClick(desk.window, Qt.Key.Key_C, Qt.KeyboardModifier.AltModifier)
    menu = desk.window.connect_menu
    assert menu.isVisible()
    QTest.keyClick(menu, Qt.Key.Key_E)
    QApplication.processEvents()
    assert desk.window.focusWidget() is field.token
    QTest.keyClicks(field.token, "jmss_wrong")
    QTest.keyClick(field.token, Qt.Key.Key_Return)
    desk.link.question = None
    desk.show(down(LinkState.CONNECTING), now=10.1)
    asked_again = question(Reason.ENTERED_REFUSED)
    desk.link.question = asked_again
    desk.show(LOST, now=10.2)
    assert desk.window.focusWidget() is field.token, "where it was when it went"
    for widget in (field.keep, desk.window.banner.try_token):
        QTest.keyClick(desk.window.focusWidget(), Qt.Key.Key_Tab)
        assert desk.window.focusWidget() is widget
    QTest.keyClick(desk.window.banner.try_token, Qt.Key.Key_Space)
    assert desk.link.tokens == [("jmss_wrong", False), ("", False)]


def test_a_live_link_takes_the_question_away(desk: DeskWindow) -> None:
    field = asked(desk, question(), lost=True)
    QTest.keyClicks(field.token, "jmss_secret")
    desk.link.question = None
    desk.show(up(heard_at=11.0), now=11.0)
    assert not desk.window.banner.isVisible()
    assert field.token.text() == ""
    entry = desk.window.connect_menu.token
    assert not entry.isVisible()


@pytest.mark.parametrize("lost", [False, True])
def test_a_reader_of_the_screen_is_told_what_the_line_is(desk: DeskWindow, lost: bool) -> None:
    field = asked(desk, question(Reason.ENTERED_REFUSED), lost=lost)
    assert field.token.accessibleName() == "Token for VCOM1"
    assert "does not accept" in field.token.accessibleDescription()
    assert field.keep.text().replace("&", "") == "Keep it in this computer's keyring"
    for widget in (field.token, field.keep):
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_the_question_fits_into_the_smallest_window(desk: DeskWindow) -> None:
    field = asked(desk, question(keyring=KeyringState.REFUSED, why="x" * 200), lost=True)
    desk.window.resize(LEAST_SIZE)
    QApplication.processEvents()
    assert desk.window.size() == LEAST_SIZE
    banner = desk.window.banner
    for button in banner.findChildren(QPushButton):
        if button.isVisible():
            assert button.width() >= button.sizeHint().width()
            at = button.mapTo(banner, button.rect().topLeft())
            assert banner.rect().contains(button.rect().translated(at))
    assert field.token.width() >= 150
