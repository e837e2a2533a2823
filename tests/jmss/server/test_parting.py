# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said at the end, by the mark on the drive and the number of clients."""

from pathlib import Path

from jmss.cluster.wish import wish
from jmss.server.parting import MOVE_TAKES, parting, wish_on
from jmss.wire.messages import Goaway


def test_without_a_wish_it_is_a_stop() -> None:
    assert parting(None, "SV1", 3) == Goaway(why="stop")
    assert parting("", "SV1", 3) == Goaway(why="stop")


def test_a_wish_for_another_node_makes_it_a_move() -> None:
    assert parting("SV2", "SV1", 3) == Goaway(why="move", node="SV2", retry_after=MOVE_TAKES)


def test_a_wish_for_this_node_is_fulfilled() -> None:
    assert parting("SV1", "SV1", 3).why == "stop"


def test_many_clients_are_spread_out() -> None:
    assert parting("SV2", "SV1", 3000).spread == 3.0
    assert parting(None, "SV1", 5000).spread == 5.0


def test_a_mark_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    assert wish_on(tmp_path) is None
    wish(tmp_path, "SV2")
    assert wish_on(tmp_path) == "SV2"
    (tmp_path / "wanted").write_bytes(b"\xff\xfe")
    assert wish_on(tmp_path) is None
