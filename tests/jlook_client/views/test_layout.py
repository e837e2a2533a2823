# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PyQt6.QtCore import QRect, QSize

from jlook_client.views.layout import (
    NARROW,
    NARROW_PLACES,
    WIDE_PLACES,
    cascaded,
    default_places,
    place_elsewhere,
    place_of,
    rect_of,
)


@pytest.mark.parametrize("places", [WIDE_PLACES, NARROW_PLACES])
@given(width=st.integers(300, 4000), height=st.integers(200, 3000))
def test_the_default_layout_covers_the_area_without_overlap(
    places: dict[str, tuple[float, float, float, float]], width: int, height: int
) -> None:
    rects = [rect_of(place, QSize(width, height)) for place in places.values()]
    assert sum(rect.width() * rect.height() for rect in rects) == width * height
    for index, one in enumerate(rects):
        assert not any(one.intersects(other) for other in rects[index + 1 :])


def test_a_narrow_window_has_no_history() -> None:
    assert "history" in default_places(NARROW)
    assert "history" not in default_places(NARROW - 1)


@given(
    x=st.integers(0, 500), y=st.integers(0, 300), w=st.integers(150, 500), h=st.integers(80, 300)
)
def test_pixels_and_fractions_agree(x: int, y: int, w: int, h: int) -> None:
    area = QSize(1000, 600)
    assert rect_of(place_of(QRect(x, y, w, h), area), area) == QRect(x, y, w, h)


@given(st.tuples(*[st.floats(-1e6, 1e6)] * 4))
def test_no_setting_can_put_a_subwindow_out_of_sight(
    place: tuple[float, float, float, float],
) -> None:
    area = QSize(1000, 600)
    rect = rect_of(place, area)
    assert rect.intersects(QRect(0, 0, 1000, 600))
    assert rect.width() >= 40
    assert rect.height() >= 20


def test_further_subwindows_of_a_kind_do_not_cover_each_other() -> None:
    keys = ("jobs", *(f"jobs-{number}" for number in range(3, 10)))
    places = {place_elsewhere(key) for key in keys}
    assert len(places) == len(keys)
    assert all(left > 0 and left + width < 1 for left, _, width, _ in places)
    assert place_elsewhere("queues")[2] < place_elsewhere("output-7")[2]


@given(width=st.integers(300, 4000), height=st.integers(200, 3000), at=st.integers(0, 30))
def test_cascaded_subwindows_stay_inside_and_show_their_titles(
    width: int, height: int, at: int
) -> None:
    area = QSize(width, height)
    one, following = cascaded(at, area, 28), cascaded(at + 1, area, 28)
    assert QRect(0, 0, width, height).contains(one)
    assert one.size() == following.size()
    assert one.topLeft() != following.topLeft()
