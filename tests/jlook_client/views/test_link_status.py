# SPDX-License-Identifier: GPL-3.0-or-later
import pytest

from jlook_client.views.link_status import said
from jmss.link.view import Cause, LinkState, LinkView
from jmss.texts import Texts
from tests.fakes.desk_link import down, never, up


@pytest.mark.parametrize(
    ("view", "glyph", "kind", "told"),
    [
        (up(), "up", "up", "Connected to VCOM1 (on SV1)"),
        (up(LinkState.SUSPECT, heard_at=8.0), "warning", "warn", "VCOM1 — no data for 2.0 s"),
        (down(), "down", "down", "Disconnected — VCOM1 (0:04)"),
        (down(LinkState.CONNECTING), "down", "down", "Disconnected — VCOM1 (0:04)"),
        (down(LinkState.OFFLINE), "down", "down", "Disconnected — VCOM1 (0:04)"),
        (down(LinkState.SYNCING), "taking_over", "warn", "Receiving what was missed from VCOM1"),
        (
            down(LinkState.HELD, cause=Cause.NOT_ALLOWED),
            "down",
            "down",
            "Disconnected — VCOM1: The server lets in only who shows a token that it accepts.",
        ),
        (
            down(cause=Cause.MOVING, detail="SV2"),
            "down",
            "down",
            "Disconnected — VCOM1: VCOM1 is being moved to SV2.",
        ),
        (never(), "down", "off", "Not connected — VCOM1"),
        (never(server=""), "down", "off", "Not connected"),
        (never(LinkState.CONNECTING), "taking_over", "off", "Connecting to VCOM1"),
        (never(LinkState.SYNCING), "taking_over", "off", "Receiving data from VCOM1"),
        (never(LinkState.WAITING), "down", "off", "Not connected — VCOM1"),
    ],
)
def test_the_status_bar_says_how_the_link_is(
    view: LinkView, glyph: str, kind: str, told: str
) -> None:
    words = said(Texts("en"), view, 10.0)
    assert (words.glyph, words.kind, words.strong + words.rest) == (glyph, kind, told)
