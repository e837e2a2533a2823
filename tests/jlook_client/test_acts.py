# SPDX-License-Identifier: GPL-3.0-or-later
"""Stages, marks, and how much is remembered."""

from collections.abc import Sequence
from itertools import product

import pytest

from jlook_client.acts import MOST_ACTS, NEXT, SETTLED, Act, Acts, ActsWatcher, Part, Stage
from jmss.errors import NotAsked
from jmss.model.operations import Hold, StopQueue


class Watcher(ActsWatcher):
    def __init__(self) -> None:
        self.forgotten: list[int] = []

    def acts_forgotten(self, jobs: Sequence[int]) -> None:
        self.forgotten += jobs


def act(*jobs: int) -> Act:
    return Act("hold", [Part(Hold(job)) for job in jobs], at=1.0)


@pytest.mark.parametrize(("before", "after"), list(product(Stage, Stage)))
def test_no_part_leaves_its_outcome_and_none_skips_it(before: Stage, after: Stage) -> None:
    acts, made = Acts(), Act("hold", [Part(Hold(1), before)], at=1.0)
    acts.begin(made)
    if after in NEXT[before]:
        acts.move(made.parts[0], after)
        assert made.counts[after] == 1
        assert made.is_settled is (after in SETTLED)
    else:
        with pytest.raises(ValueError, match="cannot become"):
            acts.move(made.parts[0], after)
        assert made.parts[0].stage is before


def test_a_job_carries_the_mark_of_its_last_act_until_that_went_well() -> None:
    acts = Acts()
    first, second = act(1, 2), act(2)
    for made in (first, second):
        acts.begin(made)
    assert acts.marked(1) is first.parts[0]
    assert acts.marked(2) is second.parts[0]
    for part in first.parts:
        acts.move(part, Stage.SENT)
        acts.move(part, Stage.DONE)
    assert acts.marked(1) is None
    assert acts.marked(2) is second.parts[0]
    acts.move(second.parts[0], Stage.NOT_ASKED, error=NotAsked())
    assert acts.marked(2) is second.parts[0]


def test_what_the_operator_saw_marks_no_job_any_more_and_what_is_open_does() -> None:
    acts, told = Acts(), Watcher()
    refused, sent = act(1), act(2)
    for made in (refused, sent):
        acts.begin(made)
        acts.move(made.parts[0], Stage.SENT)
    acts.move(refused.parts[0], Stage.REFUSED, error=NotAsked())
    acts.watchers.append(told)
    acts.unmark_settled()
    assert (acts.marked(1), acts.marked(2)) == (None, sent.parts[0])
    assert told.forgotten == [1]
    assert acts.newest_first == [sent, refused]


def test_the_oldest_settled_acts_are_forgotten_and_no_open_one() -> None:
    acts, watcher = Acts(), Watcher()
    acts.watchers.append(watcher)
    opened = act(1)
    acts.begin(opened)
    for number in range(2, MOST_ACTS + 12):
        made = act(number)
        acts.begin(made)
        acts.move(made.parts[0], Stage.NOT_ASKED)
    assert len(acts.newest_first) == MOST_ACTS
    assert acts.newest_first[-1] is opened
    assert watcher.forgotten == list(range(2, 13))
    acts.forget_settled()
    assert acts.newest_first == [opened]
    assert acts.marked(MOST_ACTS) is None


def test_a_part_may_be_about_a_queue() -> None:
    part = Part(StopQueue("NIGHT"))
    assert (part.job, part.queue) == (None, "NIGHT")
