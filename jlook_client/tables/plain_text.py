# SPDX-License-Identifier: GPL-3.0-or-later
"""A job's output as text that cannot do anything: bytes come in pieces, harmless text goes out.

Colours are left out. Every other control character becomes its name, and what has no shape of its
own (marks of the direction of writing, spaces of no width) its number, so that no output can
move a cursor, hide a line or turn the direction of writing.
"""

import codecs
import re
from dataclasses import dataclass

LONGEST_LINE = 1000
"""A longer line is broken: one endless line must not stall the window."""
BROKEN = "‹…›"
"""Stands where a line was broken."""
OVERWRITTEN = "‹CR›"
"""Stands before what a carriage return put in place of something else."""

_COLOUR = re.compile(r"\x1b\[[0-9;:]*m")
_UNFINISHED = re.compile(r"(\r+|\x1b(\[[0-9;:]*)?)\Z")
_SHAPELESS = re.compile(
    "[\x80-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufdd0-\ufdef\ufeff\ufff9-\ufffc\ufffe\uffff\U000e0000-\U000e007f]"
)
"""Among them what Qt takes for the end of a paragraph or of a frame; not the mark that stands
for bytes that are no text, which has a shape."""
_NAMES = (
    "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL",
    "BS", "HT", "LF", "VT", "FF", "CR", "SO", "SI",
    "DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB",
    "CAN", "EM", "SUB", "ESC", "FS", "GS", "RS", "US",
)  # fmt: skip
_SIGNS = {at: f"‹{name}›" for at, name in enumerate(_NAMES) if chr(at) not in "\n\t\r"}
_SIGNS |= {0x7F: "‹DEL›"}
"""Names, not the pictures that Unicode has for them: few fonts have those."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a piece adds to the text."""

    text: str
    anew: bool = False
    """The last line, as far as it is there, is to be taken away first."""


class PlainText:
    """Makes text of the pieces of one stream, in order.

    Args:
        encoding: what the bytes are in; bytes that do not fit become marks.
        every_state: whether each state of a line that is overwritten (a progress bar) becomes a
            line of its own; else only the last one is shown.
    """

    def __init__(self, encoding: str = "utf-8", *, every_state: bool = False) -> None:
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        self._every_state = every_state
        self._kept = ""
        self._column = 0

    def feed(self, data: bytes, *, ended: bool = False) -> Written:
        """Give the text of the next piece; with ``ended`` nothing is kept back."""
        text = self._kept + self._decoder.decode(data, final=ended)
        self._kept = ""
        unfinished = _UNFINISHED.search(text)
        if unfinished:
            text, rest = text[: unfinished.start()], unfinished.group()
            if not ended:
                self._kept = rest
            elif "\r" not in rest:
                text += rest
        text = re.sub("\r+\n", "\n", _COLOUR.sub("", text))
        anew = False
        if "\r" in text:
            if self._every_state:
                text = re.sub("\r+", "\n", text)
            else:
                text, anew = _last_states(text)
        if anew:
            self._column = 0
        return Written(self._broken(_SHAPELESS.sub(_number, text.translate(_SIGNS))), anew)

    def _broken(self, text: str) -> str:
        """Break lines that are too long, across pieces too."""
        newline = text.rfind("\n")
        if newline < 0 and self._column + len(text) <= LONGEST_LINE:
            self._column += len(text)
            return text
        out = []
        for line in text.splitlines(keepends=True) if newline >= 0 else [text]:
            rest = line
            while self._column + len(rest.rstrip("\n")) > LONGEST_LINE:
                room = LONGEST_LINE - self._column
                out.append(f"{rest[:room]}{BROKEN}\n")
                rest, self._column = rest[room:], 0
            out.append(rest)
            self._column = 0 if rest.endswith("\n") else self._column + len(rest)
        return "".join(out)


def _last_states(text: str) -> tuple[str, bool]:
    """Keep of each line what was written last, and say whether that goes for the first one."""
    lines = text.split("\n")
    kept = []
    for line in lines:
        _, turned, last = line.rpartition("\r")
        kept.append(OVERWRITTEN + last if turned else last)
    return "\n".join(kept), "\r" in lines[0]


def _number(found: re.Match[str]) -> str:
    return f"‹U+{ord(found.group()):04X}›"
