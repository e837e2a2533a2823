# SPDX-License-Identifier: GPL-3.0-or-later
"""A job's output as text that cannot do anything: bytes come in pieces, harmless text goes out.

Colours are left out; every other control character becomes a visible sign, so that no
output can move a cursor, hide a line or turn the direction of writing.
"""

import codecs
import re

LONGEST_LINE = 4000
"""A longer line is broken: one endless line must not stall the window."""

_COLOUR = re.compile(r"\x1b\[[0-9;:]*m")
_UNFINISHED = re.compile(r"\x1b(\[[0-9;:]*)?$")
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069\u2028\u2029]")
_PICTURES = {code: chr(0x2400 + code) for code in range(32) if chr(code) not in "\n\t"}
_PICTURES |= {0x7F: "␡", **dict.fromkeys(range(0x80, 0xA0), "�")}


class PlainText:
    """Makes text of the pieces of one stream, in order."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._kept = ""
        self._column = 0

    def feed(self, data: bytes, *, ended: bool = False) -> str:
        """Give the text of the next piece; with ``ended`` nothing is kept back."""
        text = self._kept + self._decoder.decode(data, final=ended)
        self._kept = ""
        unfinished = None if ended else _UNFINISHED.search(text)
        if unfinished:
            text, self._kept = text[: unfinished.start()], unfinished.group()
        elif text.endswith("\r") and not ended:
            text, self._kept = text[:-1], "\r"
        text = _COLOUR.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
        return self._broken(_DIRECTIONS.sub("�", text.translate(_PICTURES)))

    def _broken(self, text: str) -> str:
        """Break lines that are too long, across pieces too."""
        out = []
        for line in re.findall(r"[^\n]*\n|[^\n]+", text):
            rest = line
            while self._column + len(rest.rstrip("\n")) > LONGEST_LINE:
                room = LONGEST_LINE - self._column
                out.append(rest[:room] + "\n")
                rest, self._column = rest[room:], 0
            out.append(rest)
            self._column = 0 if rest.endswith("\n") else self._column + len(rest)
        return "".join(out)
