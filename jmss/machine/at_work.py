# SPDX-License-Identifier: GPL-3.0-or-later
"""What runs on an execution machine's drive at this moment, for those who only look.

The keepers' locks tell it, so it holds whether the service, its server and its link are
there or not.
"""

from pathlib import Path

from jmss.machine.claims import Claim, Claims
from jmss.machine.keepers import is_kept


def at_work(drive: Path) -> list[Claim]:
    """List the attempts that run, by number; none where no execution machine ever was."""
    claims = Claims(drive)
    found = []
    for key in claims.keys():  # noqa: SIM118 - a method of ours, no dictionary
        if is_kept(claims.folder(key)):
            try:
                found.append(claims.read(key))
            except FileNotFoundError:
                continue  # it has just ended and was filed as done
    return found
