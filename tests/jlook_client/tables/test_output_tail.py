# SPDX-License-Identifier: GPL-3.0-or-later
from jlook_client.tables.output_tail import KEPT, PIECE, OutputTail
from jlook_client.tables.sizes import size_text


def test_small_bits_become_pieces_and_nothing_is_lost() -> None:
    tail = OutputTail()
    for _ in range(1000):
        assert tail.add(b"0123456789") == [b"0123456789"]
    assert len(tail.pieces()) == 2
    assert b"".join(tail.pieces()) == b"0123456789" * 1000
    assert (tail.first, tail.end) == (0, 10_000)
    assert tail.newest(4) == tail.pieces()[-1]


def test_an_endless_output_keeps_its_newest_bytes() -> None:
    tail = OutputTail()
    data = bytes(range(256)) * 256
    for _ in range(100):
        pieces = tail.add(data)
        assert all(len(piece) <= PIECE for piece in pieces)
    assert tail.end == 100 * len(data)
    kept = b"".join(tail.pieces())
    assert len(kept) == tail.end - tail.first
    assert KEPT - PIECE <= len(kept) <= KEPT
    assert kept == (data * 100)[tail.first :]


def test_it_goes_on_from_a_later_place() -> None:
    tail = OutputTail()
    tail.add(b"old")
    tail.skip_to(1 << 40)
    tail.add(b"new")
    assert (tail.first, tail.end, tail.pieces()) == (1 << 40, (1 << 40) + 3, [b"new"])


def test_sizes_in_words() -> None:
    assert [size_text(n) for n in (0, 1023, 1024, 4 << 20, 5_000_000_000)] == [
        "0 B",
        "1023 B",
        "1.0 KB",
        "4.0 MB",
        "4.7 GB",
    ]
