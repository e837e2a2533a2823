# SPDX-License-Identifier: GPL-3.0-or-later
"""``jmssd`` as it is, but it listens anywhere: in the network namespaces of the tests."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from jmss.commands.jmssd import main


def nothing_to_guard(*_: object, **__: object) -> None:
    """Nobody but the test is on that network."""


if __name__ == "__main__":
    main(guard=nothing_to_guard)
