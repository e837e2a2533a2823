# SPDX-License-Identifier: GPL-3.0-or-later
"""One incarnation at a time."""

from contextlib import closing
from pathlib import Path

import pytest

from jmss.errors import Fenced
from jmss.store.activation import activate, check
from jmss.store.database import open_database


def test_each_activation_is_higher_and_fences_the_one_before(tmp_path: Path) -> None:
    with (
        closing(open_database(tmp_path / "j")) as one,
        closing(open_database(tmp_path / "j")) as two,
    ):
        assert activate(one, 4) == 4
        check(one, 4, "VCOM1")
        # The drive's record was lost and counts from 1 again: ours still rises.
        assert activate(two, 1) == 5
        with pytest.raises(Fenced, match="Incarnation 4 of VCOM1 was replaced by incarnation 5"):
            check(one, 4, "VCOM1")
