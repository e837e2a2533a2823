# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that many jobs share, each kept once: queues, machines, nodes, owners."""

from collections.abc import Iterable

NOTHING = 0
"""The code of None: a job without a machine has no name there."""


class Words:
    """Gives each word a code, ascending from 1; a word once in here stays."""

    def __init__(self) -> None:
        self._texts: list[str | None] = [None]
        self._codes: dict[str | None, int] = {None: NOTHING}

    def __len__(self) -> int:
        """Give how many codes there are, that of None included."""
        return len(self._texts)

    def code(self, word: str | None) -> int:
        """Give the code of a word, a new one if it was never seen."""
        code = self._codes.get(word)
        if code is None:
            code = self._codes[word] = len(self._texts)
            self._texts.append(word)
        return code

    def find(self, word: str | None) -> int | None:
        """Give the code of a word, or None if it was never seen."""
        return self._codes.get(word)

    def codes(self, words: Iterable[str | None]) -> list[int]:
        """Give the code of each word."""
        known, code = self._codes.get, self.code
        # Code 0, that of None, is looked up once more; that is right, and rare enough.
        return [known(word) or code(word) for word in words]

    def text(self, code: int) -> str | None:
        """Give the word of a code."""
        return self._texts[code]

    def texts(self) -> list[str | None]:
        """Give all words, each at its code."""
        return list(self._texts)
