# SPDX-License-Identifier: GPL-3.0-or-later
"""The queues of a new board."""

from jmss.server.first_queues import SHARED, first_queues
from tests.fakes.facts import machine


def test_shared_ones_and_one_for_each_execution_machine() -> None:
    queues = first_queues("VCOM1", [machine("VCOM1"), machine("VCOM2"), machine("VCOM3")])
    assert {queue.name: queue.virtual_computer for queue in queues} == {
        **dict.fromkeys(SHARED, "VCOM1"),
        "VCOM2": "VCOM2",
        "VCOM3": "VCOM3",
    }
