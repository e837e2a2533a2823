# SPDX-License-Identifier: GPL-3.0-or-later
"""What a window may ask about its link: callables, handed in by the program."""

from collections.abc import Callable
from dataclasses import dataclass

from jlook_client.token_question import TokenQuestion
from jmss.link.view import LinkState, LinkView


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkCalls:
    """The link as windows know it. None of these may block."""

    view: Callable[[], LinkView]
    """Gives the link as it is at this moment."""
    connect_now: Callable[[], None]
    """Dial at once (manual S10)."""
    stop_retrying: Callable[[], None]
    resume_retrying: Callable[[], None]
    offline: Callable[[], bool] = lambda: False
    """Whether this workstation says that it has no network; asked only while it is down."""
    question: Callable[[], TokenQuestion | None] = lambda: None
    """Gives what the operator is asked because the server wants a token."""
    enter_token: Callable[[str, bool], None] = lambda _token, _keep: None
    """Tries a token, an empty one: what is at hand; and has it kept if that is wished."""


def is_paused(view: LinkView) -> bool:
    """Whether the link is down and nobody will dial before the operator says so."""
    return view.state is LinkState.OFFLINE or (
        view.state is LinkState.WAITING and view.next_at is None
    )


def is_stoppable(view: LinkView) -> bool:
    """Whether the link is down and dials again by itself, so that it can be told not to."""
    if view.state is LinkState.HELD:
        return view.next_at is not None
    return view.state in {LinkState.WAITING, LinkState.CONNECTING} and not is_paused(view)
