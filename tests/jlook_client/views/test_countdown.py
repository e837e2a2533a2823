# SPDX-License-Identifier: GPL-3.0-or-later
import pytest

from jlook_client.views.countdown import next_step
from jmss.link.view import LinkState, LinkView
from jmss.texts import Texts
from tests.fakes.desk_link import down, never, up


@pytest.mark.parametrize(
    ("view", "told"),
    [
        (down(), "Retry in 4 s (attempt 3)"),
        (down(next_at=10.0), "Retry in 0 s (attempt 3)"),
        (down(next_at=9.0), "Retry in 0 s (attempt 3)"),
        (down(next_at=10.01), "Retry in 1 s (attempt 3)"),
        (down(next_at=None), "Automatic retry is off."),
        (down(LinkState.OFFLINE), "Automatic retry is off."),
        (down(LinkState.HELD), "Automatic retry is off."),
        (down(LinkState.HELD, next_at=34.2), "Retry in 25 s (attempt 3)"),
        (down(LinkState.CONNECTING), "Connecting (attempt 3)…"),
        (never(LinkState.CONNECTING), "Connecting (attempt 1)…"),
        (down(LinkState.SYNCING), "Receiving what was missed…"),
        (never(LinkState.SYNCING), "Receiving data…"),
        (up(), ""),
        (up(LinkState.SUSPECT), ""),
    ],
)
def test_the_next_step_is_counted_from_its_time(view: LinkView, told: str) -> None:
    assert next_step(Texts("en"), view, 10.0) == told
