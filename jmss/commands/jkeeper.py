# SPDX-License-Identifier: GPL-3.0-or-later
"""``jkeeper``: stand beside one attempt of a job. Started by jexecd, never by hand.

It is run as a file by an isolated interpreter without ``site``, which starts in half the
time of ``python -m``; therefore it puts the packages on the path by itself.
"""

import sys


def main(arguments: list[str]) -> None:
    """Read ``FOLDER COMMAND GRACE LOCK ORDERS READY`` and keep the attempt."""
    sys.path.insert(0, __file__.rsplit("/", 3)[0])
    from jmss.machine.keeper import keep  # noqa: PLC0415 - only now can it be found

    folder, command, grace, lock, orders, ready = arguments
    keep(
        folder,
        command,
        grace=float(grace),
        lock=int(lock),
        orders=int(orders),
        ready=int(ready),
    )


if __name__ == "__main__":
    main(sys.argv[1:])
