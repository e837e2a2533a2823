# SPDX-License-Identifier: GPL-3.0-or-later
"""A process that changes a stored board and writes checkpoints of it, until it is killed."""

import random
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from jmss.model.changes import Fact, Gone
from jmss.store.checkpoint_file import CheckpointFile
from tests.fakes.facts import job
from tests.fakes.stored_board import CheckpointInSteps, StoredBoard

AT_MOST = 20.0
"""Seconds after which it ends by itself."""


def main() -> None:
    folder = Path(sys.argv[1])
    ends = threading.Event()
    threading.Timer(AT_MOST, ends.set).start()
    board = StoredBoard(folder)
    CheckpointFile.sweep(board.path)
    chance = random.Random(board.head)
    numbers = [each.number for each in board.published.jobs.jobs()]
    last = board.connection.execute("SELECT coalesce(max(number), 0) FROM jobs").fetchone()[0]
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    while not ends.is_set():
        making = CheckpointInSteps(board) if board.head else None
        while True:
            facts: list[Fact] = []
            for _ in range(chance.randrange(1, 9)):
                if len(numbers) > 400:
                    facts.append(Gone(number=numbers.pop(chance.randrange(len(numbers)))))
                last += 1
                numbers.append(last)
                facts.append(job(last, command=f"run {last}"))
                facts.append(job(chance.choice(numbers), name=f"turn {board.head}"))
            board.write(*facts)
            if making is None or not making.step():
                break


if __name__ == "__main__":
    main()
