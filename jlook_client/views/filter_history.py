# SPDX-License-Identifier: GPL-3.0-or-later
"""The filters that were used last, newest first; every filter box offers them."""

from collections.abc import Callable, Iterable

MOST = 20


class FilterHistory:
    """Remembers filter texts.

    Args:
        texts: those of the last time.
        keep: is given all of them when there is another.
    """

    def __init__(
        self,
        texts: Iterable[str] = (),
        keep: Callable[[tuple[str, ...]], None] = lambda _texts: None,
    ) -> None:
        self.texts = tuple(texts)[:MOST]
        self._keep = keep

    def remember(self, text: str) -> None:
        """Put a text first, once."""
        text = text.strip()
        if text and self.texts[:1] != (text,):
            others = (other for other in self.texts if other != text)
            self.texts = (text, *others)[:MOST]
            self._keep(self.texts)
