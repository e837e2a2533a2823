# SPDX-License-Identifier: GPL-3.0-or-later
"""``jscheduled``: the schedule service of a JMSS server. Started by a node's agent, beside it."""

import asyncio
import logging
import signal
import sys
from pathlib import Path

import click

from jmss.commands.endings import exit_code
from jmss.errors import JmssError
from jmss.logs import start_log
from jmss.schedule.service import ScheduleService, find_place
from jmss.settings import default_root

EXIT_CODES = (
    "Exit codes: 0 stopped in order; 1 refused; 2 a file or an option is wrong; 3 it cannot work,"
    " its log says why."
)

_log = logging.getLogger("jmss.schedule")


@click.command(epilog=EXIT_CODES)
@click.option("--root", type=click.Path(path_type=Path), default=default_root)
@click.option("--group", required=True, metavar="VCOM1")
@click.option("--node", required=True, metavar="SV1")
def main(root: Path, group: str, node: str) -> None:
    """Tell the JMSS server when its schedules are due, on the node that carries its group."""
    start_log()
    try:
        place = find_place(root.absolute(), group=group, node=node)
        _log_on_drive(place.log)
        _log.info("schedules of %s, on %s", place.group, place.node)
        asyncio.run(_run(ScheduleService(place)))
    except JmssError as error:
        _log.error("%s", error)
        sys.exit(exit_code(error))


def _log_on_drive(file: Path) -> None:
    """Write down what is fired where it is found on each node; if not there, where we began."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        start_log(file)
    except OSError as error:
        _log.error("%s cannot be written: %s", file, error.strerror or error)


async def _run(service: ScheduleService) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await service.run(stop)


if __name__ == "__main__":
    main()
