# SPDX-License-Identifier: GPL-3.0-or-later
"""A selection is of rows, whatever their order, and tells of each change."""

import numpy as np

from jlook_client.tables.row_selection import RowSelection


def test_rows_are_selected_toggled_and_forgotten() -> None:
    told: list[int] = []
    selection = RowSelection()
    selection.changed = lambda: told.append(selection.count)
    selection.reserve(10)
    selection.only(np.array([2, 3, 4]), anchor=2)
    selection.toggle(3)
    selection.add(np.array([9]))
    assert selection.all().tolist() == [2, 4, 9]
    anchors = [selection.anchor]
    selection.forget(np.array([3, 4, 5]))
    anchors.append(selection.anchor)
    assert anchors == [3, None]
    assert selection.all().tolist() == [2, 9]
    selection.clear()
    selection.clear()
    assert told == [3, 2, 3, 2, 0]


def test_a_million_cost_no_more_than_one() -> None:
    selection = RowSelection()
    selection.reserve(1_000_000)
    selection.only(np.arange(1_000_000))
    assert selection.count == 1_000_000
    assert selection.has(999_999)
    assert not selection.has(1_000_000)
