# SPDX-License-Identifier: GPL-3.0-or-later
"""The link's table: every cell, every timer, and a life of any length."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from jmss.link.core import TABLE, Happening, LinkCore, Order, OutOfTurn
from jmss.link.view import CERTIFICATES, OFFERS_CONNECT, UP, Cause, LinkState
from jmss.wire.messages import Timing


def middle(low: float, high: float) -> float:
    return (low + high) / 2


def core() -> LinkCore:
    return LinkCore("VCOM1", middle)


def welcome(link: LinkCore, now: float, incarnation: int = 1) -> None:
    link.welcomed(now, node="SV1", epoch="e", incarnation=incarnation, timing=Timing(), spread=0.0)


def live(now: float = 0.0) -> LinkCore:
    link = core()
    link.connect(now)
    welcome(link, now)
    link.synced(now)
    link.tick(now)
    return link


def in_state(state: LinkState, now: float = 0.0) -> LinkCore:
    """A link that came into ``state`` the ordinary way."""
    if state in UP or state is LinkState.WAITING:
        link = live(now)
        if state is LinkState.SUSPECT:
            link.tick(now + 0.6)
            link.tick(now + 1.2)
            link.tick(now + 1.7)
        if state is LinkState.WAITING:
            link.lost(now, Cause.CUT)
        return link
    link = core()
    if state is not LinkState.OFFLINE:
        link.connect(now)
    if state is LinkState.SYNCING:
        welcome(link, now)
    if state is LinkState.HELD:
        link.rejected(now, Cause.WRONG_VERSION)
    return link


CALLS = {
    Happening.CONNECT: lambda link: link.connect(10.0),
    Happening.CANCEL: lambda link: link.cancel(10.0),
    Happening.OPENED: lambda link: link.opened(10.0),
    Happening.WELCOMED: lambda link: welcome(link, 10.0, incarnation=2),
    Happening.SYNCED: lambda link: link.synced(10.0),
    Happening.FAILED: lambda link: link.failed(10.0, Cause.REFUSED),
    Happening.REJECTED: lambda link: link.rejected(10.0, Cause.NOT_ALLOWED),
    Happening.DISTRUSTED: lambda link: link.distrusted(10.0, Cause.CERTIFICATE_NAME),
    Happening.LOST: lambda link: link.lost(10.0, Cause.CUT),
}


@pytest.mark.parametrize("state", LinkState)
@pytest.mark.parametrize("happening", CALLS)
def test_each_cell_of_the_table(state: LinkState, happening: Happening) -> None:
    link = in_state(state)
    assert link.state is state

    if happening in TABLE[state]:
        CALLS[happening](link)
        assert link.state is TABLE[state][happening][0]
    else:
        with pytest.raises(OutOfTurn):
            CALLS[happening](link)
        assert link.state is state


def test_every_state_can_be_reached_and_left() -> None:
    reached = {target for row in TABLE.values() for target, _ in row.values()}
    assert reached == set(LinkState)
    assert all(any(target is not state for target, _ in TABLE[state].values()) for state in TABLE)


def test_connect_is_offered_exactly_while_the_link_is_down() -> None:
    assert set(LinkState) - OFFERS_CONNECT == {LinkState.LIVE, LinkState.SUSPECT}


def test_silence_makes_amber_after_1_6_s_and_a_drop_after_2_5_s() -> None:
    link = live(0.0)
    states = {}
    for quarter in range(1, 12):
        link.tick(quarter / 4)
        states[quarter / 4] = link.state
    assert states[1.5] is LinkState.LIVE
    assert states[1.75] is LinkState.SUSPECT
    assert states[2.25] is LinkState.SUSPECT
    assert states[2.5] is LinkState.CONNECTING, "the attempt beside it goes on"
    assert link.view.cause is Cause.SILENT
    assert link.view.lost_at == 2.5
    assert link.view.heard_at == 0.0


def test_suspicion_sends_one_ping_and_any_byte_ends_it() -> None:
    link = live(0.0)
    orders = [order for quarter in range(1, 9) for order in link.tick(quarter / 4)]
    assert orders == [Order.PING, Order.SCHEDULE, Order.DIAL]
    assert link.state is LinkState.SUSPECT

    assert link.heard(2.1) == (Order.BREAK_OFF,)

    assert link.state is LinkState.LIVE
    assert link.view.lost_at is None


def dialling_beside() -> LinkCore:
    """A link that is silent since 0.0, with an attempt beside it since 1.7."""
    link = in_state(LinkState.SUSPECT)
    assert link.view.next_at == 1.7
    assert link.tick(1.7) == (Order.DIAL,)
    return link


def test_suspicion_dials_beside_the_silent_link_and_again_after_a_failure() -> None:
    link = dialling_beside()
    assert link.tick(1.8) == ()
    assert link.failed(1.8, Cause.REFUSED) == (Order.UNMUTE, Order.SCHEDULE)
    assert link.state is LinkState.SUSPECT
    assert link.view.cause is Cause.NONE
    assert link.view.attempt == 0
    assert link.view.next_at == pytest.approx(2.3)
    assert link.deadline == pytest.approx(2.3)
    assert link.tick(2.3) == (Order.DIAL,)
    assert link.deadline == 2.5


def test_a_byte_on_the_silent_link_breaks_the_attempt_beside_it_off() -> None:
    link = dialling_beside()
    assert link.heard(1.9) == (Order.BREAK_OFF,)
    assert link.state is LinkState.LIVE
    assert link.view.next_at is None


def test_the_same_server_on_the_second_line_goes_on_as_if_nothing_had_been() -> None:
    link = dialling_beside()
    assert link.opened(1.8) == (Order.MUTE,)
    link.welcomed(1.9, node="SV1", epoch="e", incarnation=1, timing=Timing(), spread=0.0)
    assert link.state is LinkState.LIVE
    assert link.view.lost_at is None
    assert link.view.heard_at == 1.9
    assert Order.ABORT in link.gap(2.0), "what is missing now is not mended on this line"


def test_a_snapshot_on_the_second_line_is_waited_for() -> None:
    link = dialling_beside()
    orders = link.welcomed(
        1.9, node="SV1", epoch="e", incarnation=1, timing=Timing(), spread=0.0, snapshot=True
    )
    assert orders == (Order.HANG_UP,)
    assert link.state is LinkState.SYNCING
    assert link.view.lost_at is None


def test_the_view_says_how_the_connection_is_encrypted_while_there_is_one() -> None:
    link = dialling_beside()
    link.welcomed(
        1.9,
        node="SV1",
        epoch="e",
        incarnation=1,
        timing=Timing(),
        spread=0.0,
        encryption="TLS 1.3",
    )
    assert link.view.encryption == "TLS 1.3"
    link.lost(2.0, Cause.CUT)
    assert link.view.encryption == ""


def test_another_server_on_the_second_line_ends_an_absence() -> None:
    link = dialling_beside()
    orders = link.welcomed(1.9, node="SV2", epoch="e", incarnation=2, timing=Timing(), spread=0.0)
    assert orders == (Order.HANG_UP,)
    view = link.view
    assert (view.state, view.cause, view.node) == (LinkState.SYNCING, Cause.SILENT, "SV2")
    assert (view.heard_at, view.lost_at) == (0.0, 1.9), "blind since the last byte"
    link.heard(1.9)
    link.synced(2.0)
    assert link.view.lost_at is None


def test_the_verdict_leaves_the_attempt_under_way_alone() -> None:
    link = dialling_beside()
    link.tick(2.1)
    assert link.tick(2.5) == (Order.HANG_UP,)
    assert link.state is LinkState.CONNECTING
    assert (link.view.cause, link.view.lost_at) == (Cause.SILENT, 2.5)
    welcome(link, 2.6, incarnation=2)
    assert link.state is LinkState.SYNCING


def test_a_reset_while_the_attempt_waits_for_its_time_dials_soon() -> None:
    link = dialling_beside()
    link.failed(1.8, Cause.WRONG_SERVICE)
    assert link.view.next_at == pytest.approx(1.8 + 6.25)
    assert link.lost(1.9, Cause.CUT) == (Order.ABORT, Order.SCHEDULE)
    assert link.view.next_at is not None
    assert link.view.next_at <= 1.9 + 0.5


def test_a_large_site_spreads_the_attempts_beside_silent_links_too() -> None:
    link = core()
    link.connect(0.0)
    timing = Timing(retry_cap=2.0)
    link.welcomed(0.0, node="SV1", epoch="e", incarnation=1, timing=timing, spread=5.0)
    link.synced(0.0)
    link.heard(20.0)
    for moment in (20.0, 20.5, 21.0, 21.5, 21.7):
        link.tick(moment)
    assert link.state is LinkState.SUSPECT
    assert link.view.next_at == pytest.approx(21.7 + 2.5)
    link.tick(22.2)
    link.tick(22.6)
    assert link.state is LinkState.WAITING
    assert link.view.next_at == pytest.approx(21.7 + 2.5), "it keeps its place"


def test_the_time_that_tcp_took_is_part_of_the_pause() -> None:
    link = live(0.0)
    link.lost(0.0, Cause.CUT)
    link.tick(0.5)
    link.failed(2.0, Cause.TIMED_OUT)
    assert link.view.next_at == 2.0
    assert link.tick(2.0) == (Order.DIAL,)
    link.failed(2.1, Cause.REFUSED)
    assert link.view.next_at == pytest.approx(2.6)


def test_it_says_when_it_next_needs_the_clock() -> None:
    assert core().deadline is None
    assert in_state(LinkState.CONNECTING).deadline is None
    assert live(3.0).deadline == pytest.approx(4.6)
    assert in_state(LinkState.SUSPECT).deadline == 1.7
    waiting = in_state(LinkState.WAITING)
    assert waiting.deadline == waiting.view.next_at


def test_a_late_tick_blames_ourselves_and_grants_the_server_a_second() -> None:
    link = live(0.0)
    link.tick(0.25)

    assert link.tick(8.25) == (Order.PING,)
    assert link.state is LinkState.LIVE

    link.tick(8.75)
    assert link.state in UP
    link.tick(9.25)
    assert link.state is LinkState.WAITING


def test_after_suspension_the_server_is_asked_before_it_is_given_up() -> None:
    link = live(0.0)
    assert link.tick(0.25, slept=True) == (Order.PING,)
    assert link.state is LinkState.LIVE


def test_a_synchronisation_without_a_byte_for_five_seconds_is_given_up() -> None:
    link = in_state(LinkState.SYNCING)
    for quarter in range(1, 20):
        link.tick(quarter / 4)
    assert link.state is LinkState.SYNCING
    link.tick(5.0)
    assert link.state is LinkState.WAITING
    assert link.view.cause is Cause.STALLED


def test_the_first_retry_comes_at_once_and_the_pauses_stay_short() -> None:
    link = live(0.0)
    link.tick(20.0)
    link.heard(20.0)
    link.lost(20.0, Cause.CUT)
    pauses = []
    now = 20.0
    for _ in range(6):
        next_at = link.view.next_at
        assert next_at is not None
        pauses.append(next_at - now)
        now = next_at
        assert link.tick(now) == (Order.DIAL,)
        link.failed(now, Cause.REFUSED)
    assert pauses[0] == pytest.approx(0.125)
    assert all(pause == pytest.approx(0.5) for pause in pauses[1:])


def test_a_large_site_spreads_its_first_retries() -> None:
    link = core()
    link.connect(0.0)
    timing = Timing(retry_cap=2.0)
    link.welcomed(0.0, node="SV1", epoch="e", incarnation=1, timing=timing, spread=5.0)
    link.synced(0.0)
    link.tick(0.0)
    link.heard(30.0)
    link.lost(30.0, Cause.CUT)
    assert link.view.next_at == pytest.approx(32.5)


def test_a_link_keeps_the_times_of_a_site_that_has_grown() -> None:
    link = live(0.0)
    link.paced(Timing(heartbeat=1.0, suspect=1.6, dead=2.5, retry_cap=2.0), spread=5.0)
    assert link.more_patience == 5.0
    link.heard(30.0)
    link.lost(30.0, Cause.CUT)
    assert link.view.next_at == pytest.approx(32.5), "spread over the whole window"
    link.tick(32.5)
    pauses = []
    for _ in range(5):
        link.failed(32.5, Cause.REFUSED)
        pauses.append((link.view.next_at or 0.0) - 32.5)
        link.connect(32.5)
    assert pauses[0] == pytest.approx(1.25), "a quarter of the window, not half a second"


def test_a_server_that_everybody_waits_for_is_given_more_time_at_each_attempt() -> None:
    link = live(0.0)
    link.paced(Timing(retry_cap=2.0), spread=5.0)
    link.lost(0.0, Cause.CUT)
    times = []
    for _ in range(8):
        link.connect(1.0)
        times.append(link.more_patience)
        link.failed(1.0, Cause.NO_HELLO)
    assert times == [5.0, 15.0, 25.0, 35.0, 45.0, 55.0, 60.0, 60.0]
    link.connect(1.0)
    link.failed(1.0, Cause.REFUSED)
    assert link.more_patience == 5.0, "that was another trouble"


def test_the_server_s_wish_to_wait_is_honoured() -> None:
    link = live(0.0)
    link.lost(0.0, Cause.GOODBYE, "move", at_least=3.0)
    assert link.view.next_at == pytest.approx(3.75)


def test_a_link_that_never_stays_does_not_start_its_pauses_over() -> None:
    link = live(0.0)
    pauses = []
    now = 0.0
    for _ in range(4):
        link.lost(now, Cause.CUT)
        assert link.view.attempt == 0
        pauses.append((link.view.next_at or now) - now)
        now = link.view.next_at or now
        link.tick(now)
        welcome(link, now)
        link.synced(now)
    assert pauses == pytest.approx([0.5, 0.8, 1.28, 2.048])


def test_ten_good_seconds_start_the_pauses_over() -> None:
    link = live(0.0)
    link.lost(0.0, Cause.CUT)
    link.tick(1.0)
    welcome(link, 1.0)
    link.synced(1.0)
    link.lost(11.0, Cause.CUT)
    assert link.view.next_at == pytest.approx(11.125)


def test_attempts_are_counted_from_the_loss_on() -> None:
    link = core()
    link.connect(0.0)
    for second in range(1, 4):
        link.failed(float(second), Cause.REFUSED)
        link.connect(float(second))
    welcome(link, 4.0)
    link.synced(4.0)
    link.lost(5.0, Cause.CUT)
    assert link.view.attempt == 0
    link.connect(6.0)
    link.failed(6.0, Cause.REFUSED)
    assert link.view.attempt == 1


def test_connect_while_dialling_starts_no_second_dial() -> None:
    link = in_state(LinkState.CONNECTING)
    for _ in range(20):
        assert link.connect(1.0) == (Order.KICK,)
    link.failed(2.0, Cause.REFUSED)
    assert link.view.next_at == 2.0
    assert link.tick(2.0) == (Order.DIAL,)
    link.failed(2.0, Cause.REFUSED)
    assert link.view.next_at is not None
    assert link.view.next_at > 2.0


def test_connect_while_waiting_dials_at_once_and_starts_over() -> None:
    link = live(0.0)
    link.lost(0.0, Cause.GOODBYE, at_least=30.0)
    assert link.connect(1.0) == (Order.DIAL,)
    link.failed(1.0, Cause.REFUSED)
    assert link.view.next_at == pytest.approx(1.5)


def test_an_older_incarnation_of_the_same_journal_is_recognised() -> None:
    link = core()
    link.connect(0.0)
    welcome(link, 0.0, incarnation=7)
    assert link.is_older("e", 6)
    assert not link.is_older("e", 7)
    assert not link.is_older("another", 1)


def test_the_second_gap_within_a_minute_drops_the_connection() -> None:
    link = live(0.0)
    assert link.gap(1.0) == (Order.RESYNC,)
    link.synced(1.1)
    assert Order.ABORT in link.gap(30.0)
    assert link.view.cause is Cause.GAP
    assert (link.view.next_at or 99.0) - 30.0 <= 0.5, "nothing is wrong with the server"
    assert link.state is LinkState.WAITING


def test_a_lost_link_keeps_the_moment_it_was_lost_until_it_is_live_again() -> None:
    link = live(0.0)
    link.lost(5.0, Cause.CUT)
    link.tick(6.0)
    link.failed(6.5, Cause.REFUSED)
    assert link.view.lost_at == 5.0
    link.tick(10.0)
    welcome(link, 10.0)
    assert link.view.lost_at == 5.0
    link.synced(10.1)
    assert link.view.lost_at is None
    assert link.view.cause is Cause.NONE


class AnyLife(RuleBasedStateMachine):
    """Whatever happens in whatever order: the table is obeyed and the link gets back."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.core = core()
        self.connected = False
        self.calling = False
        self.muted = False

    def obey(self, orders: tuple[Order, ...]) -> None:
        for order in orders:
            match order:
                case Order.DIAL:
                    assert not self.calling, "one attempt at a time"
                    self.calling = True
                case Order.ABORT | Order.CLOSE:
                    self.calling = self.connected = self.muted = False
                case Order.BREAK_OFF:
                    assert not self.muted, "a hello that is out is not taken back"
                    self.calling = False
                case Order.HANG_UP:
                    assert self.connected
                    self.connected = self.muted = False
                case Order.MUTE:
                    assert self.connected
                    self.muted = True
                case Order.UNMUTE:
                    self.muted = False

    @rule(seconds=st.floats(0.01, 0.6))
    def tick(self, seconds: float) -> None:
        self.now += seconds
        self.obey(self.core.tick(self.now))

    @rule()
    def connect(self) -> None:
        self.obey(self.core.connect(self.now))

    @rule()
    def cancel(self) -> None:
        self.obey(self.core.cancel(self.now))

    @rule(cause=st.sampled_from([Cause.REFUSED, Cause.TIMED_OUT, Cause.WRONG_SERVICE]))
    def fail(self, cause: Cause) -> None:
        if self.calling:
            self.calling = False
            self.obey(self.core.failed(self.now, cause))

    @rule(cause=st.sampled_from([Cause.NOT_ALLOWED, Cause.CERTIFICATE_EXPIRED]))
    def hold(self, cause: Cause) -> None:
        if self.calling and self.core.state is LinkState.CONNECTING:
            self.calling = False
            told = self.core.distrusted if cause in CERTIFICATES else self.core.rejected
            self.obey(told(self.now, cause))

    @rule()
    def open(self) -> None:
        if self.calling:
            self.obey(self.core.opened(self.now))

    @rule(incarnation=st.integers(1, 2), snapshot=st.booleans())
    def welcome(self, incarnation: int, *, snapshot: bool) -> None:
        if self.calling and not self.core.is_older("e", incarnation):
            before = self.core.view
            orders = self.core.welcomed(
                self.now,
                node="SV1",
                epoch="e",
                incarnation=incarnation,
                timing=Timing(),
                spread=0.0,
                snapshot=snapshot,
            )
            self.calling, blind = False, self.core.view.lost_at is not None
            self.obey(orders)
            assert not self.connected
            self.connected = True
            if before.state in UP:
                assert blind == (before.incarnation != incarnation)
                assert not (snapshot and self.core.state in UP)
            self.core.heard(self.now)

    @rule()
    def sync(self) -> None:
        if self.core.state is LinkState.SYNCING:
            self.obey(self.core.synced(self.now))

    @rule()
    def hear(self) -> None:
        if not self.muted:
            self.obey(self.core.heard(self.now))

    @rule()
    def lose(self) -> None:
        if self.connected and not self.muted:
            self.connected = False
            self.obey(self.core.lost(self.now, Cause.CUT))

    @rule()
    def miss_something(self) -> None:
        if self.core.state in UP and not self.muted:
            self.obey(self.core.gap(self.now))

    @invariant()
    def true_on_screen_only_while_something_is_heard(self) -> None:
        view = self.core.view
        if view.state in UP:
            assert view.heard_at is not None
            assert view.lost_at is None
            assert self.now - view.heard_at < 2.5 + 0.6 + 0.01

    @invariant()
    def never_stuck(self) -> None:
        view = self.core.view
        if view.next_at is not None:
            most = 33.0 if view.cause in CERTIFICATES else 7.5
            assert view.next_at - self.now <= most
        if view.state is LinkState.SUSPECT:
            assert self.connected
            assert self.calling == (view.next_at is None), "there is always a next attempt"
        else:
            held = view.state is LinkState.HELD and view.cause in CERTIFICATES
            assert (view.next_at is not None) == (view.state is LinkState.WAITING or held)
            assert self.calling == (view.state is LinkState.CONNECTING)
            assert self.connected == (view.state in UP or view.state is LinkState.SYNCING)
        assert not self.muted or (self.connected and self.calling)


TestAnyLife = AnyLife.TestCase
TestAnyLife.settings = settings(max_examples=200, stateful_step_count=40, deadline=None)
