# SPDX-License-Identifier: GPL-3.0-or-later
"""``jmssd`` as it is, but once it is killed after it has held a job and before it says so."""

import os
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from jmss.access.asker import Asker
from jmss.commands.jmssd import main
from jmss.model.operations import Hold
from jmss.server.requests import Requests
from jmss.wire.messages import Answer, Ask

MARK = "it-died-once"
"""A file in the folder that it is started with as ``--root``."""

answered = Requests._carry_out


async def dies(self: Requests, ask: Ask, asker: Asker) -> Answer:
    answer = await answered(self, ask, asker)
    mark = Path(sys.argv[sys.argv.index("--root") + 1], MARK)
    if isinstance(ask.operation, Hold) and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return answer


if __name__ == "__main__":
    Requests._carry_out = dies  # type: ignore[method-assign] # nothing else can place the kill
    main()
