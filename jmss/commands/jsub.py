# SPDX-License-Identifier: GPL-3.0-or-later
"""``jsub``: put a job into a job queue (manual S8)."""

import asyncio
import shlex

import click
import msgspec

from jmss.commands.endings import DONE, REFUSED
from jmss.commands.following import ended_job, ending_words
from jmss.commands.options import Calling, command, run
from jmss.errors import NoSuchQueue
from jmss.link.caller import Caller
from jmss.model.jobs import JobState
from jmss.model.operations import Submit
from jmss.model.queues import Queue
from jmss.texts import Texts


def jsub(tr: Texts) -> click.Command:
    """Make the command."""

    @command(
        tr,
        tr(
            "Submit COMMAND as a job and print its number. A single argument is a line for"
            " the shell; several are one command and its arguments."
        ),
        operation=True,
        allow_interspersed_args=False,
    )
    @click.option("--name", help=tr("The job's name; otherwise the command's first word."))
    @click.option(
        "--queue",
        envvar="JMSS_QUEUE",
        help=tr("The job queue; otherwise $JMSS_QUEUE or the first that the server lists."),
    )
    @click.option(
        "--priority",
        type=click.IntRange(0, 99),
        default=50,
        show_default=True,
        help=tr("The higher one starts first."),
    )
    @click.option(
        "--restartable",
        is_flag=True,
        help=tr("Start it again by itself when its machine goes down under it."),
    )
    @click.option("--hold", is_flag=True, help=tr("Keep it from starting until jrelease."))
    @click.option("--machine", metavar="VCOM", help=tr("Run on this execution machine only."))
    @click.option(
        "--wait",
        is_flag=True,
        help=tr("Wait until the job has ended; exit code 1 unless it completed."),
    )
    @click.argument("words", nargs=-1, required=True, metavar="COMMAND...")
    def submit(
        *,
        calling: Calling,
        name: str | None,
        queue: str | None,
        priority: int,
        restartable: bool,
        hold: bool,
        machine: str | None,
        wait: bool,
        words: tuple[str, ...],
    ) -> int:
        line = words[0] if len(words) == 1 else shlex.join(words)
        if not line.strip():
            raise click.UsageError(tr("COMMAND is empty."))
        wish = Submit(
            name=name or line.split(maxsplit=1)[0],
            command=line,
            queue=queue or "",
            owner=calling.user,
            wanted_machine=machine,
            priority=priority,
            restartable=restartable,
            hold=hold,
        )
        return asyncio.run(_submit(calling, wish, wait=wait))

    return submit


async def _submit(calling: Calling, wish: Submit, *, wait: bool) -> int:
    async with calling.caller() as caller:
        if not wish.queue:
            wish = msgspec.structs.replace(wish, queue=await _first_queue(caller))
        answer = await caller.ask(wish, calling.operation)
        number = answer.job or 0
        told = {"job": number, "operation": calling.operation}
        calling.speaker.say(str(number), told)
        if not wait:
            return DONE
        job = await ended_job(caller, number)
    calling.speaker.say(ending_words(job, calling.tr), msgspec.structs.asdict(job))
    return DONE if job.state is JobState.ENDED_NORMALLY else REFUSED


async def _first_queue(caller: Caller) -> str:
    for fact in (await caller.listing()).facts:
        if isinstance(fact, Queue):
            return fact.name
    raise NoSuchQueue(queue="", known="")


def main() -> None:
    """Run ``jsub``."""
    run(jsub)


if __name__ == "__main__":
    main()
