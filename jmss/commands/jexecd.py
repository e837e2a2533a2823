# SPDX-License-Identifier: GPL-3.0-or-later
"""``jexecd``: an execution machine. Started by a node's agent, one per failover group."""

import asyncio
import logging
import signal
import sys
from functools import partial
from pathlib import Path

import click

from jmss.cluster.ownership import Ownership
from jmss.cluster.stop_mark import grace_left
from jmss.commands.endings import exit_code
from jmss.errors import DriveMissing, Fenced, JmssError
from jmss.logs import start_log
from jmss.machine.service import MachinePlace, MachineService, find_place
from jmss.settings import default_root

FENCED = 5
"""The exit code of a service whose drive got another owner."""

EXIT_CODES = (
    "Exit codes: 0 stopped in order; 1 refused; 2 a file or an option is wrong; 3 it cannot work,"
    " its log says why; 5 another node has taken its drive."
)

_log = logging.getLogger("jmss.machine")


@click.command(epilog=EXIT_CODES)
@click.option("--root", type=click.Path(path_type=Path), default=default_root)
@click.option("--group", required=True, metavar="VCOM2")
@click.option("--node", required=True, metavar="SV2")
@click.option("--keep-jobs", is_flag=True, help="Let the jobs run on when told to stop.")
def main(root: Path, group: str, node: str, *, keep_jobs: bool) -> None:
    """Run jobs as an execution machine, on the node that carries its failover group."""
    start_log()
    try:
        # Resolved: attempts and what they left running are known by their folder's name.
        place = find_place(root.resolve(), group=group, node=node)
        ownership = Ownership.acquire(place.drive, virtual_computer=group, node=node)
        try:
            sys.exit(_work(place, ownership, keep_jobs=keep_jobs))
        finally:
            ownership.release()
    except JmssError as error:
        _log.error("%s", error)
        sys.exit(exit_code(error))


def _work(place: MachinePlace, ownership: Ownership, *, keep_jobs: bool) -> int:
    try:
        place.log.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DriveMissing(drive=place.drive, why=error.strerror or error) from error
    start_log(place.log / "jexecd.log")
    _log.info("%s on %s, incarnation %d", place.group, place.node, ownership.incarnation)
    code = 0
    try:
        grace = partial(grace_left, place.drive)
        asyncio.run(_run(MachineService(place, ownership, keep_jobs=keep_jobs, grace=grace)))
    except* Fenced as fenced:
        _log.error("%s", fenced.exceptions[0])
        code = FENCED
    return code


async def _run(service: MachineService) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await service.run(stop)


if __name__ == "__main__":
    main()
