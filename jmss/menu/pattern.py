# SPDX-License-Identifier: GPL-3.0-or-later
r"""Regular expressions that cannot run away: each character of a text is looked at once.

Python's own go back and try again, some of them for years. These are walked in step with the text
(Thompson's way), so that an administrator's pattern can stop neither the server nor a window.
They know what such checks need: literals, ``.``, ``[a-z]``, ``\d \w \s`` (ASCII), groups, ``|``,
``* + ? {m,n}``, ``^`` and ``$``; no looking around and no references back.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from jmss.errors import N_
from jmss.menu.pattern_syntax import (
    Alternatives,
    BadPattern,
    Edge,
    Node,
    Repeat,
    Run,
    Signs,
    parsed,
)

MOST_STEPS = 400
"""Steps that a pattern may have once its counted repeats are written out."""

_Step = Signs | Edge | tuple[int, ...]
"""Takes a character; holds at an edge; or leads on to other steps."""


class Pattern:
    """One pattern, ready to be matched.

    Raises:
        BadPattern: it cannot be understood, or is too long.
    """

    def __init__(self, source: str) -> None:
        self._steps: list[_Step] = []
        self._put(parsed(source))

    @property
    def steps(self) -> int:
        """How many steps it has: a text takes at most as many looks at each character."""
        return len(self._steps)

    def matches(self, text: str) -> bool:
        """Say whether the whole text is of this form."""
        now = self._reached([0], at_start=True, at_end=not text)
        last = len(text) - 1
        for index, sign in enumerate(text):
            taken = [at + 1 for at in now if self._takes(at, sign)]
            now = self._reached(taken, at_start=False, at_end=index == last)
        return len(self._steps) in now

    def _takes(self, at: int, sign: str) -> bool:
        step = self._steps[at] if at < len(self._steps) else None
        return isinstance(step, Signs) and sign in step

    def _reached(self, heads: Sequence[int], *, at_start: bool, at_end: bool) -> set[int]:
        """Follow everything that takes no character."""
        reached: set[int] = set()
        ahead = list(heads)
        while ahead:
            at = ahead.pop()
            if at in reached:
                continue
            reached.add(at)
            step = self._steps[at] if at < len(self._steps) else None
            if isinstance(step, tuple):
                ahead.extend(step)
            elif isinstance(step, Edge) and (at_start if step is Edge.START else at_end):
                ahead.append(at + 1)
        return reached

    def _add(self, step: _Step) -> int:
        if len(self._steps) >= MOST_STEPS:
            raise BadPattern(N_("its repeats make it too long"), 0)
        self._steps.append(step)
        return len(self._steps) - 1

    def _put(self, node: Node) -> None:
        match node:
            case Run(parts):
                for part in parts:
                    self._put(part)
            case Alternatives(ways):
                self._put_ways(ways)
            case Repeat():
                self._put_repeat(node)
            case _:
                self._add(node)

    def _put_ways(self, ways: Sequence[Node]) -> None:
        ends = []
        for way, is_last in _with_last(ways):
            fork = -1 if is_last else self._add(())
            self._put(way)
            if not is_last:
                ends.append(self._add(()))
                self._steps[fork] = (fork + 1, len(self._steps))
        for end in ends:
            self._steps[end] = (len(self._steps),)

    def _put_repeat(self, repeat: Repeat) -> None:
        for _ in range(repeat.least):
            self._put(repeat.what)
        if repeat.most is None:
            fork = self._add(())
            self._put(repeat.what)
            self._add((fork,))
            self._steps[fork] = (fork + 1, len(self._steps))
            return
        forks = []
        for _ in range(repeat.most - repeat.least):
            forks.append(self._add(()))
            self._put(repeat.what)
        for fork in forks:
            self._steps[fork] = (fork + 1, len(self._steps))


@lru_cache(maxsize=4096)
def pattern_of(source: str) -> Pattern:
    """Give the pattern of a source; whoever asks again gets the same one.

    Raises:
        BadPattern: as for ``Pattern``.
    """
    return Pattern(source)


def _with_last(ways: Sequence[Node]) -> Iterator[tuple[Node, bool]]:
    for index, way in enumerate(ways):
        yield way, index == len(ways) - 1
