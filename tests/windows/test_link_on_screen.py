# SPDX-License-Identifier: GPL-3.0-or-later
"""A real window through every state of the link (manual S10)."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from jlook_client.causes import cause_words
from jlook_client.looks import Looks
from jlook_client.settings import Settings
from jlook_client.views.banner import GOOD_NEWS_SECONDS, Kind
from jlook_client.views.job_menu import JobEntry
from jlook_client.views.linked_window import LOOK_AGAIN_MS
from jlook_client.views.main_window import MainWindow
from jlook_client.views.placed_window import LEAST_SIZE
from jmss.link.view import OFFERS_CONNECT, UP, Cause, LinkState, LinkView
from jmss.texts import Texts
from tests.fakes.absence import absence
from tests.fakes.desk_link import down, never, up
from tests.fakes.desk_window import DeskWindow

PLAIN_BAR = ["&File", "&Edit", "&View", "&Job", "&Queue", "&Window", "&Help"]
BAR_WHEN_DOWN = [*PLAIN_BAR[:5], "&Connect", *PLAIN_BAR[5:]]


@pytest.fixture
def desk(looks: Looks, keep: Callable[[QWidget], None]) -> DeskWindow:
    desk = DeskWindow(looks)
    keep(desk.window)
    desk.window.show()
    return desk


def in_state(state: LinkState) -> LinkView:
    return up(state) if state in UP else down(state)


def hover(widget: QWidget, *, on: bool) -> None:
    """Put the mouse over the widget or take it away, wherever other tests left it."""
    widget.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, on)


@pytest.mark.parametrize("state", LinkState)
def test_connect_is_in_the_menu_bar_exactly_while_the_link_is_down(
    desk: DeskWindow, state: LinkState
) -> None:
    desk.show(in_state(state), now=10.0)
    assert desk.bar() == (BAR_WHEN_DOWN if state in OFFERS_CONNECT else PLAIN_BAR)
    entry = desk.window.connect_menu.bar_entry
    assert entry.icon().isNull()
    assert entry.isEnabled() is (state in OFFERS_CONNECT - {LinkState.SYNCING})


@pytest.mark.parametrize("state", LinkState)
def test_f9_dials_exactly_while_connect_is_offered(desk: DeskWindow, state: LinkState) -> None:
    desk.window.activateWindow()
    QApplication.processEvents()
    desk.show(in_state(state), now=10.0)
    QTest.keyClick(desk.window, Qt.Key.Key_F9)
    offered = state in OFFERS_CONNECT - {LinkState.SYNCING}
    assert desk.link.asked == (["connect_now"] if offered else [])


def test_alt_c_opens_the_menu_and_enter_connects(desk: DeskWindow) -> None:
    desk.window.activateWindow()
    desk.show(down(), now=10.0)
    QApplication.processEvents()
    QTest.keyClick(desk.window, Qt.Key.Key_C, Qt.KeyboardModifier.AltModifier)
    menu = desk.window.connect_menu
    assert menu.isVisible()
    if menu.activeAction() is not menu.now:
        QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert desk.link.asked == ["connect_now"]


def test_an_open_menu_goes_when_the_link_is_back(desk: DeskWindow) -> None:
    desk.show(down(), now=10.0)
    desk.window.connect_menu.popup(desk.window.mapToGlobal(desk.window.rect().center()))
    desk.show(up(heard_at=11.0), now=11.0)
    assert not desk.window.connect_menu.isVisible()


def test_the_connect_menu_is_filled_red(desk: DeskWindow, looks: Looks) -> None:
    def colours() -> Counter[str]:
        """The colours of the entry; what is not its own is text and round corners."""
        place = desk.window.menu_bar.actionGeometry(desk.window.connect_menu.bar_entry)
        picture = desk.window.menu_bar.grab(place).toImage()
        return Counter(
            picture.pixelColor(x, y).name()
            for x in range(picture.width())
            for y in range(picture.height())
        )

    desk.show(down(), now=10.0)
    assert colours().most_common(1)[0][0] == looks.colour("fail").name(), colours()
    desk.show(down(LinkState.SYNCING), now=10.0)
    assert colours().most_common(1)[0][0] == looks.colour("fail_tint").name(), colours()


def test_the_menu_stops_and_resumes_retrying(desk: DeskWindow) -> None:
    menu = desk.window.connect_menu
    desk.show(down(), now=10.0)
    assert [a.text() for a in menu.actions() if a.isVisible()] == ["Connect now", "&Stop retrying"]
    assert menu.now.font().bold()
    menu.stop.trigger()
    desk.show(down(LinkState.OFFLINE), now=10.0)
    assert [a.text() for a in menu.actions() if a.isVisible()] == [
        "Connect now",
        "&Resume retrying",
    ]
    menu.resume.trigger()
    assert desk.link.asked == ["stop_retrying", "resume_retrying"]


def test_the_banner_says_why_and_counts_down(desk: DeskWindow) -> None:
    banner = desk.window.banner
    assert not banner.isVisible()
    desk.show(down(), now=10.0)
    assert banner.isVisible()
    assert banner.headline.text() == "The link to JMSS server VCOM1 is down."
    assert banner.story.text() == (
        "127.0.0.101 refuses connections: the server is not up yet. Data shown as of 14:32:05."
    )
    told = []
    for now in (10.0, 10.5, 11.25, 12.5, 13.25, 13.99, 14.1):
        desk.show(down(), now=now)
        told.append(banner.step.text())
    assert told == [f"Retry in {seconds} s (attempt 3)" for seconds in (4, 4, 3, 2, 1, 1, 0)]


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("cause", [cause for cause in Cause if cause is not Cause.NONE])
def test_the_cause_can_be_read_whole_in_a_narrow_window(
    looks: Looks, keep: Callable[[QWidget], None], cause: Cause, language: str
) -> None:
    tr = Texts(language)
    desk = DeskWindow(looks, window=MainWindow(tr, Settings(size=(1024, 700))))
    keep(desk.window)
    desk.window.show()
    view = down(cause=cause, detail="127.0.0.101:7340")
    desk.show(view, now=10.0)
    QApplication.processEvents()
    banner, why = desk.window.banner, cause_words(tr, view).happened
    assert why
    if banner.story.isVisible():
        assert banner.story.width() >= banner.story.fontMetrics().horizontalAdvance(why)
    else:
        assert why in banner.second_line.text()
        assert banner.second_line.isVisible()
        assert banner.second_line.height() <= 2 * banner.second_line.fontMetrics().height() + 4
    assert desk.window.width() == 1024
    desk.show(up(), now=11.0)
    assert not banner.isVisible()


def test_the_banner_follows_the_cause(desk: DeskWindow) -> None:
    desk.show(down(cause=Cause.SILENT, detail="2.5"), now=10.0)
    assert "Nothing was heard from the server for 2.5 s." in desk.window.banner.story.text()
    desk.show(down(cause=Cause.UNREACHABLE), now=10.0)
    assert "Nobody has the address 127.0.0.101." in desk.window.banner.story.text()


def test_the_countdown_goes_on_by_itself(desk: DeskWindow, qtbot) -> None:  # type: ignore[no-untyped-def]
    desk.link.view = down()
    desk.clock.at = 10.0
    banner = desk.window.banner
    qtbot.waitUntil(lambda: banner.step.text().startswith("Retry in 4 s"), timeout=5000)
    desk.clock.at = 12.5
    qtbot.waitUntil(lambda: banner.step.text().startswith("Retry in 2 s"), timeout=5000)
    assert LOOK_AGAIN_MS <= 250


def test_the_banners_buttons_connect_stop_and_resume(desk: DeskWindow) -> None:
    banner = desk.window.banner
    desk.show(down(), now=10.0)
    assert (banner.primary.text(), banner.secondary.text()) == ("Connect now", "Stop retrying")
    banner.primary.click()
    banner.secondary.click()
    desk.show(down(LinkState.OFFLINE), now=10.0)
    assert banner.step.text() == "Automatic retry is off."
    assert banner.secondary.text() == "Resume retrying"
    banner.secondary.click()
    assert desk.link.asked == ["connect_now", "stop_retrying", "resume_retrying"]


def test_nothing_can_be_pressed_while_what_was_missed_arrives(desk: DeskWindow) -> None:
    desk.show(down(LinkState.SYNCING), now=10.0)
    banner = desk.window.banner
    assert banner.isVisible()
    assert not banner.primary.isEnabled()
    assert not banner.secondary.isVisible()
    assert banner.step.text() == "Receiving what was missed…"


def test_a_link_that_needs_a_person_says_so(desk: DeskWindow) -> None:
    desk.show(down(LinkState.HELD, cause=Cause.WRONG_VERSION, detail="9"), now=10.0)
    assert "The server is newer than this JLook" in desk.window.banner.story.text()
    assert not desk.window.banner.secondary.isVisible()
    assert "newer" in desk.window.link_status.text()
    desk.show(down(LinkState.HELD, cause=Cause.WRONG_VERSION, detail="0"), now=11.0)
    assert "The server is older than this JLook" in desk.window.banner.story.text()
    desk.window.banner.more.click()
    assert "Have the server brought up to date" in desk.window.banner.second_line.text()


def test_a_link_that_is_looked_at_again_can_be_told_not_to(desk: DeskWindow) -> None:
    looked_at = down(LinkState.HELD, cause=Cause.CERTIFICATE, next_at=30.0)
    desk.show(looked_at, now=10.0)
    banner, menu = desk.window.banner, desk.window.connect_menu
    assert banner.step.text() == "Retry in 20 s (attempt 3)"
    assert banner.secondary.text() == "Stop retrying"
    assert banner.secondary.isVisible()
    assert menu.stop.isVisible()
    banner.secondary.click()
    assert desk.link.asked == ["stop_retrying"]


def test_the_status_bar_says_how_the_link_is_encrypted_while_it_is_up(desk: DeskWindow) -> None:
    label = desk.window.encryption
    assert not label.isVisible()
    desk.show(replace(up(), encryption="TLS 1.3"), now=5.3)
    assert (label.isVisible(), label.text()) == (True, "TLS 1.3")
    assert label.accessibleName() == "The link is encrypted (TLS 1.3)."
    desk.show(down(), now=10.0)
    assert not label.isVisible()


def test_a_gap_mended_on_the_same_connection_raises_no_banner(desk: DeskWindow) -> None:
    desk.show(up(), now=5.3)
    desk.show(down(LinkState.SYNCING, lost_at=None, cause=Cause.NONE, attempt=0), now=5.4)
    assert not desk.window.banner.isVisible()
    assert desk.titles()["jobs"] == "Job information — as of 14:32:05"


def test_titles_and_status_bar_say_how_old_the_screen_is(desk: DeskWindow, looks: Looks) -> None:
    plain = desk.titles()
    assert plain["jobs"] == "Job information"
    assert desk.window.as_of.text() == "Data as of 14:32:05"
    assert desk.window.as_of.label.property("kind") == "fresh"
    desk.show(down(), now=10.0)
    assert desk.titles() == {
        **plain,
        "jobs": "Job information — as of 14:32:05",
        "machines": "Execution machines — as of 14:32:05",
    }
    assert desk.window.as_of.label.property("kind") == "stale"
    label = desk.window.as_of
    tint = label.grab().toImage().pixelColor(6, 3)
    assert tint == looks.colour("fail_tint")
    assert all(view.told == ["14:32:05"] for view in desk.views.values())
    desk.show(up(node="SV2", heard_at=20.0), now=20.0)
    assert desk.titles() == plain
    assert all(view.told == ["14:32:05", None] for view in desk.views.values())
    assert desk.window.as_of.text() == "Data as of 14:32:20"


def test_silence_is_amber_before_it_is_red(desk: DeskWindow) -> None:
    desk.show(up(LinkState.SUSPECT), now=6.9)
    assert desk.window.link_status.text() == "VCOM1 — no data for 1.9 s"
    assert not desk.window.banner.isVisible()
    assert desk.titles()["jobs"] == "Job information"


def test_the_return_is_told_and_leads_to_the_changed_jobs(desk: DeskWindow) -> None:
    desk.show(down(), now=10.0)
    desk.show(up(node="SV2", heard_at=47.0), now=47.0)
    desk.window.show_away(absence(ended_normally={1, 2}, ended_abnormally={3}, taken_over={4}))
    banner = desk.window.banner
    assert banner.kind is Kind.BACK
    assert banner.headline.text() == "Reconnected to VCOM1 (SV1 → SV2, down 42 s)."
    assert banner.story.text() == "While away:"
    counts = [button.text() for button in banner.counts.buttons]
    assert counts == ["1 failed", "2 completed", "1 taken over"]
    assert banner.secondary.text() == "Dismiss"
    desk.show(up(node="SV2", heard_at=60.0), now=47.0 + 10 * GOOD_NEWS_SECONDS)
    assert banner.isVisible(), "a failure must not scroll by unseen"
    banner.primary.click()
    assert desk.shown_jobs == [frozenset({1, 2, 3, 4})]
    assert not banner.isVisible()


def test_a_count_shows_exactly_its_jobs_by_mouse_or_keyboard(desk: DeskWindow) -> None:
    desk.show(up(node="SV2", heard_at=47.0), now=47.0)
    desk.window.show_away(absence(ended_normally={1, 2}, ended_abnormally={3, 5}))
    QApplication.processEvents()
    banner = desk.window.banner
    failed, completed = banner.counts.buttons
    failed.click()
    completed.setFocus()
    QTest.keyClick(completed, Qt.Key.Key_Space)
    assert desk.shown_jobs == [frozenset({3, 5}), frozenset({1, 2})]
    assert banner.isVisible(), "the other counts are still of interest"
    assert completed.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_counts_without_room_are_in_a_menu(desk: DeskWindow) -> None:
    kinds = ("ended_abnormally", "interrupted", "ended_normally", "cancelled", "submitted")
    jobs = {kind: {number} for number, kind in enumerate(kinds)}
    desk.show(up(node="SV2", heard_at=47.0), now=47.0)
    desk.window.show_away(absence(**jobs))  # type: ignore[arg-type] # kinds of jobs only
    desk.window.resize(LEAST_SIZE)
    QApplication.processEvents()
    assert desk.window.size() == LEAST_SIZE
    counts = desk.window.banner.counts
    hidden = [not button.isVisible() for button in counts.buttons]
    assert hidden[-1]
    assert counts.rest.isVisible()
    assert [action.isVisible() for action in counts.menu.actions()] == hidden
    counts.menu.actions()[-1].trigger()
    assert desk.shown_jobs == [frozenset({4})]
    desk.window.resize(1900, 900)
    QApplication.processEvents()
    assert all(button.isVisible() for button in counts.buttons)
    assert not counts.rest.isVisible()


def test_a_gap_is_told_on_a_line_of_its_own(desk: DeskWindow) -> None:
    desk.show(up(node="SV2", heard_at=47.0), now=47.0)
    desk.window.show_away(absence(ended_normally={1}))
    assert not desk.window.banner.second_line.isVisible()
    desk.window.show_away(absence(ended_normally={1}, complete=False))
    assert desk.window.banner.second_line.isVisible()
    assert "could not be replayed" in desk.window.banner.second_line.text()


def test_what_can_be_done_is_told_when_it_is_asked_for(desk: DeskWindow) -> None:
    desk.show(down(cause=Cause.NAME_UNKNOWN), now=10.0)
    banner = desk.window.banner
    assert not banner.second_line.isVisible()
    assert "misprint" in banner.toolTip()
    assert "misprint" in desk.window.link_status.toolTip()
    banner.more.click()
    assert banner.second_line.isVisible()
    assert "again at every attempt. Check the name" in banner.second_line.text()
    assert banner.more.focusPolicy() & Qt.FocusPolicy.TabFocus
    desk.show(up(), now=11.0)
    assert desk.window.link_status.toolTip() == ""


def test_a_workstation_without_a_network_is_told_as_such(desk: DeskWindow) -> None:
    desk.link.offline = True
    desk.show(down(cause=Cause.UNREACHABLE), now=10.0)
    assert "This workstation is not connected" in desk.window.banner.story.text()
    desk.show(down(cause=Cause.REFUSED), now=10.0)
    assert "refuses connections" in desk.window.banner.story.text(), "somebody has answered"


def test_good_news_goes_by_itself_and_bad_news_by_hand(desk: DeskWindow) -> None:
    banner = desk.window.banner
    desk.show(up(node="SV2"), now=47.0)
    desk.window.show_away(absence(ended_normally={1}))
    desk.show(up(), now=47.0 + GOOD_NEWS_SECONDS - 0.1)
    assert banner.isVisible()
    hover(banner, on=True)
    desk.show(up(), now=47.0 + 3 * GOOD_NEWS_SECONDS)
    assert banner.isVisible(), "somebody is reading it"
    hover(banner, on=False)
    desk.show(up(), now=47.0 + 3 * GOOD_NEWS_SECONDS)
    assert not banner.isVisible()
    desk.window.show_away(absence(complete=False))
    desk.show(up(), now=500.0)
    assert banner.isVisible()
    assert not banner.primary.isVisible(), "no job changed: there is nothing to show"
    banner.secondary.click()
    assert not banner.isVisible()


def test_a_summary_that_comes_early_waits_for_the_link(desk: DeskWindow) -> None:
    desk.show(down(LinkState.SYNCING), now=46.0)
    desk.window.show_away(absence(ended_abnormally={3}))
    assert desk.window.banner.kind is Kind.LOST
    desk.show(up(node="SV2", heard_at=47.0), now=47.0)
    assert desk.window.banner.kind is Kind.BACK


def test_a_blink_is_left_to_the_event_log(desk: DeskWindow) -> None:
    desk.window.show_away(absence(seconds=0.8, to_node="SV1", ended_normally={1}))
    assert not desk.window.banner.isVisible()
    desk.window.show_away(absence(seconds=0.8, to_node="SV1", ended_abnormally={1}))
    assert desk.window.banner.isVisible()


def test_a_new_loss_takes_the_place_of_the_summary(desk: DeskWindow) -> None:
    desk.window.show_away(absence(ended_abnormally={3}))
    desk.show(down(), now=60.0)
    banner = desk.window.banner
    assert banner.kind is Kind.LOST
    assert (banner.primary.text(), banner.primary.isVisible()) == ("Connect now", True)


def test_operations_are_open_only_while_the_link_is_live(desk: DeskWindow) -> None:
    entries = desk.window.job_menu.entries
    desk.show(up())
    assert not any(action.isEnabled() for action in entries.values())
    desk.window.allow_jobs(dict.fromkeys((JobEntry.HOLD, JobEntry.OUTPUT), ""))
    opened = {entry for entry, action in entries.items() if action.isEnabled()}
    assert opened == {JobEntry.HOLD, JobEntry.OUTPUT}
    entries[JobEntry.HOLD].trigger()
    assert desk.job_calls == [JobEntry.HOLD]
    for view in (up(LinkState.SUSPECT), down(), down(LinkState.SYNCING)):
        desk.show(view)
        assert not any(action.isEnabled() for action in entries.values())


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_first_card_asks_in_one_line(
    looks: Looks, keep: Callable[[QWidget], None], language: str
) -> None:
    desk = DeskWindow(looks, window=MainWindow(Texts(language), Settings()))
    keep(desk.window)
    desk.link.view = never()
    desk.window.show()
    desk.window.look_again()
    QApplication.processEvents()
    message = desk.window.first_card.message
    assert message.text()
    assert message.width() >= message.fontMetrics().horizontalAdvance(message.text())


def test_no_key_gets_beneath_the_first_card(
    looks: Looks, keep: Callable[[QWidget], None], qtbot: QtBot
) -> None:
    desk = DeskWindow(looks)
    keep(desk.window)
    desk.link.view = never(LinkState.CONNECTING)
    with qtbot.waitExposed(desk.window):
        desk.window.show()
    desk.show(never(LinkState.CONNECTING))
    assert desk.window.first_card.isVisible()
    assert desk.window.area.isVisible(), "it stands ready"
    been = set()
    for key in [Qt.Key.Key_Tab] * 30 + [Qt.Key.Key_Backtab] * 30:
        QTest.keyClick(desk.window.focusWidget() or desk.window, key)
        focus = desk.window.focusWidget()
        assert focus is not None
        assert not desk.window.area.isAncestorOf(focus)
        been.add(focus)
    assert desk.window.first_card.name in been
    desk.show(never(LinkState.HELD, cause=Cause.CERTIFICATE))
    assert not desk.window.area.isVisible()


def test_before_the_first_link_there_is_only_a_card(
    looks: Looks, keep: Callable[[QWidget], None]
) -> None:
    desk = DeskWindow(looks)
    keep(desk.window)
    desk.link.view = never(server="")
    desk.window.show()
    card = desk.window.first_card
    assert card.isVisible()
    assert not desk.window.area.isVisible()
    assert not desk.window.banner.isVisible()
    assert not desk.window.job_counts.isVisible()
    assert desk.window.as_of.text() == ""
    assert desk.window.link_status.text() == "Not connected"
    card.button.click()
    assert desk.connected_to == []
    QTest.keyClicks(card.name, "VCOM1")
    QTest.keyClick(card.name, Qt.Key.Key_Return)
    assert desk.connected_to == ["VCOM1"]
    desk.show(never(LinkState.CONNECTING))
    assert card.headline.text() == "Connecting to VCOM1"
    desk.show(never(LinkState.WAITING, cause=Cause.NAME_UNKNOWN, attempt=1, next_at=7.0), now=5.5)
    happened, step, advice = card.message.text().split("\n")
    assert (happened, step) == ("The name VCOM1 does not resolve.", "Retry in 2 s (attempt 2)")
    assert advice.startswith("Check the name for a misprint")
    assert not desk.window.banner.isVisible()
    desk.show(up())
    assert not card.isVisible()
    assert desk.window.area.isVisible()


def test_nothing_modal_ever_opens(desk: DeskWindow) -> None:
    for state in LinkState:
        desk.show(in_state(state), now=10.0)
        assert QApplication.activeModalWidget() is None
    desk.window.show_away(absence(ended_abnormally={1}))
    assert QApplication.activeModalWidget() is None
