# SPDX-License-Identifier: GPL-3.0-or-later
"""Is it flat? What became of a figure that was taken again and again over a long run."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

MOST_POINTS = 300
"""Samples that a slope is taken from; more are thinned out."""
FEWEST = 4


@dataclass(frozen=True, slots=True)
class Sample:
    """One look at a figure."""

    at: float
    """Seconds, on any clock that goes evenly."""
    value: float


@dataclass(frozen=True, slots=True)
class Course:
    """How a figure went: its slope, and its last quarter against its first."""

    per_minute: float
    """The median of the slopes between all pairs of samples: single peaks do not count."""
    first: float
    last: float
    """The medians of the first and of the last quarter of the samples."""

    @property
    def growth(self) -> float:
        """The last quarter as a multiple of the first."""
        return self.last / self.first


def course(samples: Sequence[Sample]) -> Course:
    """Judge samples, in the order of their times.

    Raises:
        ValueError: fewer than ``FEWEST`` of them.
    """
    if len(samples) < FEWEST:
        raise ValueError(f"a course needs {FEWEST} samples at least")
    quarter = len(samples) // 4
    thin = samples[:: max(1, len(samples) // MOST_POINTS)]
    slopes = [
        (later.value - sooner.value) / (later.at - sooner.at) * 60
        for at, sooner in enumerate(thin)
        for later in thin[at + 1 :]
        if later.at > sooner.at
    ]
    return Course(
        per_minute=median(slopes),
        first=median(sample.value for sample in samples[:quarter]),
        last=median(sample.value for sample in samples[-quarter:]),
    )
