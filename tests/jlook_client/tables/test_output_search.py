# SPDX-License-Identifier: GPL-3.0-or-later
from jlook_client.tables.output_search import MOST_HITS, Hit, OutputSearch


def a_search(lines: list[str], word: str, *, case: bool = False) -> OutputSearch:
    search = OutputSearch(lines.__getitem__)
    search.look_for(word, case=case, first=0)
    assert search.go_on(len(lines), 10.0)
    return search


def test_hits_with_and_without_case() -> None:
    lines = ["Error: an error", "fine", "ERROR"]
    assert a_search(lines, "error").hits == [Hit(0, 0, 5), Hit(0, 10, 5), Hit(2, 0, 5)]
    assert a_search(lines, "error", case=True).hits == [Hit(0, 10, 5)]
    assert a_search(lines, "[").hits == []
    assert a_search(lines, "").hits == []


def test_columns_count_as_qt_does() -> None:
    assert a_search(["👍 失敗 👍 失敗"], "失敗").hits == [Hit(0, 3, 2), Hit(0, 9, 2)]


def test_the_next_and_the_one_before_go_round() -> None:
    search = a_search(["x x", "", "x"], "x")
    assert [search.after(*place) for place in ((0, -1), (0, 0), (1, 0), (2, 0))] == [0, 1, 2, 0]
    assert [search.before(*place) for place in ((0, 0), (0, 2), (2, 0), (9, 9))] == [2, 0, 1, 2]
    assert a_search(["y"], "x").after(0, 0) is None
    assert a_search(["y"], "x").before(0, 0) is None
    assert search.within(1, 2) == [Hit(2, 0, 1)]


def test_a_text_that_grows_and_is_cut() -> None:
    lines = ["x", "x", "no"]
    search = a_search(lines, "x")
    lines[2] = "no x"
    lines.append("x")
    search.changed_from(2)
    search.go_on(4, 10.0)
    assert [hit.line for hit in search.hits] == [0, 1, 2, 3]
    search.cut(2)
    assert [hit.line for hit in search.hits] == [2, 3]
    search.changed_from(3)
    assert [hit.line for hit in search.hits] == [2]


def test_it_goes_a_slice_at_a_time_and_counts_no_more_than_so_many() -> None:
    lines = ["xx"] * MOST_HITS
    search = OutputSearch(lines.__getitem__)
    search.look_for("x", case=False, first=0)
    turns = 0
    while not search.go_on(len(lines), 0.0):
        turns += 1
    assert turns > 10
    assert search.is_capped
    assert len(search.hits) == MOST_HITS
