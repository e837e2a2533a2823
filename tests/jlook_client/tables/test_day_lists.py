# SPDX-License-Identifier: GPL-3.0-or-later
"""Days are read as people write them; every line that is none is told."""

from jlook_client.tables.day_lists import Fault, fault_words, read_lines
from jmss.texts import Texts


def test_days_one_to_a_line_with_remarks() -> None:
    read = read_lines("2026-12-29\n2026/1/5, founding day\n\n# ours\n2026-12-29 again\n")
    assert read.days == ("2026-01-05", "2026-12-29")
    assert read.faults == ()


def test_lines_that_are_no_days_are_told_with_their_numbers() -> None:
    read = read_lines("2026-12-29\nChristmas\n2026-02-30")
    assert read.faults == (Fault(2, "Christmas"), Fault(3, "2026-02-30"))
    assert fault_words(read.faults, Texts("en")).splitlines()[1] == (
        "Line 3 is no day such as 2026-12-31: 2026-02-30"
    )
