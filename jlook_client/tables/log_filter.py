# SPDX-License-Identifier: GPL-3.0-or-later
"""Which lines of the event log are shown. No Qt."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jlook_client.lines import Line, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFilter:
    """What the operator filters the event log by; as it comes, everything is shown."""

    text: str = ""
    """Words that all stand in a line, in whichever case."""
    without: frozenset[Severity] = frozenset()
    """Severities that are left out."""
    sources: frozenset[str] | None = None
    """The only sources that are shown; None: all."""

    @property
    def words(self) -> tuple[str, ...]:
        """Give the words that are looked for, as they are compared."""
        return tuple(self.text.casefold().split())

    def takes(self, line: Line) -> bool:
        """Tell whether severity and source are among those shown; the text is another matter."""
        return line.severity not in self.without and (
            self.sources is None or line.source in self.sources
        )

    def remembered(self) -> dict[str, Any]:
        """Give it as the settings keep it."""
        sources = None if self.sources is None else sorted(self.sources)
        return {"text": self.text, "without": sorted(self.without), "sources": sources}


def log_filter_of(left: Mapping[str, Any]) -> LogFilter:
    """Read a filter as the settings keep it; a severity of a newer JLook is passed over.

    Raises:
        TypeError: it was not written by ``LogFilter.remembered``.
    """
    text, without, sources = left.get("text", ""), left.get("without", []), left.get("sources")
    lists = [without] if sources is None else [without, sources]
    names = [name for each in lists if isinstance(each, list) for name in each]
    if not all(isinstance(each, list) for each in lists) or not isinstance(text, str):
        raise TypeError
    if not all(isinstance(name, str) for name in names):
        raise TypeError
    known = frozenset(Severity) & frozenset(without)
    return LogFilter(
        text=text,
        without=frozenset(Severity(name) for name in known),
        sources=None if sources is None else frozenset(sources),
    )
