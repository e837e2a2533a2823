# SPDX-License-Identifier: GPL-3.0-or-later
"""When a long run's memory counts as flat."""

import pytest

from benchmarks.parts.flatness import FEWEST, Sample, course


def test_what_stays_has_no_slope_and_does_not_grow() -> None:
    flat = course([Sample(at, 100.0) for at in range(600)])
    assert flat.per_minute == 0.0
    assert flat.growth == 1.0


def test_a_steady_leak_shows_as_its_slope() -> None:
    leak = course([Sample(at, 100.0 + at / 30) for at in range(600)])
    assert leak.per_minute == pytest.approx(2.0)
    assert leak.growth > 1.1


def test_single_peaks_do_not_count() -> None:
    peaks = course([Sample(at, 150.0 if at % 50 == 49 else 100.0) for at in range(600)])
    assert peaks.per_minute == 0.0
    assert peaks.growth == 1.0


def test_a_step_shows_as_growth() -> None:
    step = course([Sample(at, 100.0 if at < 300 else 110.0) for at in range(600)])
    assert step.growth == pytest.approx(1.1)


def test_few_samples_say_nothing() -> None:
    with pytest.raises(ValueError, match="needs"):
        course([Sample(at, 1.0) for at in range(FEWEST - 1)])
