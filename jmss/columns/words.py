# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that many jobs share, each kept once: queues, machines, nodes, owners."""

from collections.abc import Iterable

NOTHING = 0
"""The code of None: a job without a machine has no name there."""


class _Codes(dict[str | None, int]):
    """The code of each word, given in the order in which they are first asked for."""

    def __init__(self) -> None:
        super().__init__({None: NOTHING})
        self.texts: list[str | None] = [None]
        """Each word at its code."""

    def __missing__(self, word: str | None) -> int:
        code = self[word] = len(self.texts)
        self.texts.append(word)
        return code


class Words:
    """Gives each word a code, ascending from 1; a word once in here stays."""

    def __init__(self) -> None:
        self._codes = _Codes()

    def __len__(self) -> int:
        """Give how many codes there are, that of None included."""
        return len(self._codes)

    def code(self, word: str | None) -> int:
        """Give the code of a word, a new one if it was never seen."""
        return self._codes[word]

    def find(self, word: str | None) -> int | None:
        """Give the code of a word, or None if it was never seen."""
        return self._codes.get(word)

    def codes(self, words: Iterable[str | None]) -> list[int]:
        """Give the code of each word."""
        return list(map(self._codes.__getitem__, words))

    def text(self, code: int) -> str | None:
        """Give the word of a code."""
        return self._codes.texts[code]

    def texts(self) -> list[str | None]:
        """Give all words, each at its code."""
        return list(self._codes.texts)
