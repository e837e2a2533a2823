# SPDX-License-Identifier: GPL-3.0-or-later
"""A link as windows know it, whose state a test sets and which notes what it is asked."""

from jlook_client.token_question import TokenQuestion
from jlook_client.views.link_calls import LinkCalls
from jmss.link.view import Cause, LinkState, LinkView


def down(state: LinkState = LinkState.WAITING, **fields: object) -> LinkView:
    """Give a link that was live until 5.0 and was given up at 5.9."""
    known: dict[str, object] = {
        "server": "VCOM1",
        "node": "SV1",
        "heard_at": 5.0,
        "lost_at": 5.9,
        "cause": Cause.REFUSED,
        "detail": "127.0.0.101",
        "attempt": 2,
        "next_at": 14.0 if state is LinkState.WAITING else None,
    }
    return LinkView(state=state, **{**known, **fields})  # type: ignore[arg-type]


def up(state: LinkState = LinkState.LIVE, *, node: str = "SV1", heard_at: float = 5.0) -> LinkView:
    """Give a link that is up."""
    return LinkView(state=state, server="VCOM1", node=node, heard_at=heard_at)


def never(state: LinkState = LinkState.OFFLINE, **fields: object) -> LinkView:
    """Give a link that was never up."""
    return LinkView(state=state, **{"server": "VCOM1", **fields})  # type: ignore[arg-type]


class DeskLink:
    """Notes every call in ``asked``."""

    def __init__(self) -> None:
        self.view = up()
        self.offline = False
        self.question: TokenQuestion | None = None
        self.tokens: list[tuple[str, bool]] = []
        self.asked: list[str] = []

    def calls(self) -> LinkCalls:
        return LinkCalls(
            view=lambda: self.view,
            offline=lambda: self.offline,
            question=lambda: self.question,
            enter_token=lambda token, keep: self.tokens.append((token, keep)),
            connect_now=lambda: self.asked.append("connect_now"),
            stop_retrying=lambda: self.asked.append("stop_retrying"),
            resume_retrying=lambda: self.asked.append("resume_retrying"),
        )
