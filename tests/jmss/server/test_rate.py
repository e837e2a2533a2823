# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jmss.server.rate import Rate


def test_a_burst_is_free_and_then_it_is_the_rate() -> None:
    rate = Rate(per_second=10.0, burst=5.0)
    assert [rate.wait(100.0, 1.0) for _ in range(5)] == pytest.approx([0.0] * 5, abs=1e-9)
    assert rate.wait(100.0, 1.0) == pytest.approx(0.1)
    assert rate.wait(100.1, 1.0) == pytest.approx(0.1)


def test_who_was_quiet_for_long_has_one_burst_and_no_more() -> None:
    rate = Rate(per_second=10.0, burst=5.0)
    rate.wait(0.0, 1.0)
    assert rate.wait(1e6, 5.0) == pytest.approx(0.0, abs=1e-6)
    assert rate.wait(1e6, 1.0) == pytest.approx(0.1)


@given(st.lists(st.tuples(st.floats(0.0, 2.0), st.floats(0.1, 50.0)), max_size=50))
def test_whoever_waits_as_told_stays_within_the_rate(steps: list[tuple[float, float]]) -> None:
    rate = Rate(per_second=10.0, burst=5.0)
    now = spent = 0.0
    for pause, cost in steps:
        now += pause
        spent += cost
        now += rate.wait(now, cost)
        assert spent <= 5.0 + 10.0 * now + 1e-6
