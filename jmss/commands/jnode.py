# SPDX-License-Identifier: GPL-3.0-or-later
"""``jnode``: the agent of one node of a local cluster. ``jcluster`` starts it."""

import asyncio
import logging
import os
import sys
from pathlib import Path

import click

from jmss.cluster.fence import BOOT, NODE, new_marks
from jmss.cluster.node import NodeAgent
from jmss.errors import JmssError
from jmss.logs import start_log


@click.command()
@click.option("--root", type=click.Path(path_type=Path), required=True)
@click.option("--node", required=True)
def main(root: Path, node: str) -> None:
    """Run one node of the local cluster in the folder ROOT."""
    start_log()
    if os.environ.get(NODE) != node or not os.environ.get(BOOT):
        _begin_again_marked(root, node)
    try:
        asyncio.run(_run(root.absolute(), node, os.environ[BOOT]))
    except* JmssError as errors:
        for error in errors.exceptions:
            logging.getLogger(__name__).error("%s", error)
        sys.exit(1)


async def _run(root: Path, node: str, boot: str) -> None:
    await NodeAgent(root, node, boot).run()


def _begin_again_marked(root: Path, node: str) -> None:
    """Replace this process by one whose environment names the node and its start.

    Others find the processes of a node by the environment with which they were started.
    """
    words = [sys.executable, "-m", "jmss.commands.jnode", "--root", str(root), "--node", node]
    marked = {**os.environ, **new_marks(node, root.absolute())}
    os.execve(sys.executable, words, marked)  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main()
