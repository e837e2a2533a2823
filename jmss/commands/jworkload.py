# SPDX-License-Identifier: GPL-3.0-or-later
"""``jworkload``: submit a night of batch at a gentle rate, with an operator's hand now and then.

It is what the JMSS server of the out-of-the-box cluster has to do, so that there is
something to watch. A failover makes it wait; no job is submitted twice or left out.
"""

import asyncio
import math
import os
import random
import signal
import threading
import uuid
from collections import deque
from collections.abc import Coroutine, Iterable
from contextlib import suppress
from dataclasses import replace
from itertools import islice

import click

from jmss.commands.endings import DONE
from jmss.commands.night import load_night, submissions
from jmss.commands.options import Calling, command, run
from jmss.errors import Refused
from jmss.link.caller import Caller
from jmss.model.operations import Hold, Release, Submit
from jmss.resources import resource_folder
from jmss.texts import LANGUAGES, Texts

FIRST = 25
"""Jobs submitted at once at the start, so that the window is full."""
RECENT = 8
"""How many of the latest jobs the operator picks one from to hold."""
HELD = 3
"""Jobs that stay held; of more, the one held longest is released."""
OPERATOR_ACTS = 0.15
"""How often, per submission, the operator holds a job."""


def jworkload(tr: Texts) -> click.Command:
    """Make the command."""

    @command(
        tr, tr("Submit sample jobs, a night of batch. Waits for its server without --timeout.")
    )
    @click.option("--language", type=click.Choice(LANGUAGES), help=tr("Of the jobs' names."))
    @click.option("--seed", type=int, default=1, show_default=True, help=tr("Of the mixture."))
    @click.option("--count", type=click.IntRange(1), help=tr("End after so many jobs."))
    @click.option(
        "--rate",
        type=click.FloatRange(min=0.1),
        default=20.0,
        show_default=True,
        help=tr("Jobs per minute."),
    )
    @click.option("--lifeline", is_flag=True, help=tr("End when standard input is closed."))
    def work(
        *,
        calling: Calling,
        language: str | None,
        seed: int,
        count: int | None,
        rate: float,
        lifeline: bool,
    ) -> int:
        folder = resource_folder() / "samples"
        chance = random.Random(seed)  # noqa: S311 - it mixes jobs, it guards nothing
        jobs = submissions(load_night(folder), folder, language or tr.language, chance)
        wishes = islice(jobs, count)
        # Whatever happens to the server, the night goes on when it is back.
        steady = replace(calling, timeout=math.inf)
        workload = Workload(steady, chance, 60 / rate)
        asyncio.run(_until_told(workload.run(wishes), lifeline=lifeline))
        return DONE

    return work


class Workload:
    """Submits jobs one by one, and plays the operator."""

    def __init__(self, calling: Calling, chance: random.Random, pause: float) -> None:
        self._calling = calling
        self._chance = chance
        self._pause = pause
        self._recent: deque[int] = deque(maxlen=RECENT)
        self._held: deque[int] = deque()

    async def run(self, wishes: Iterable[Submit]) -> None:
        """Submit the jobs, the first ones at once, the others each after a pause."""
        async with self._calling.caller() as caller:
            for index, wish in enumerate(wishes):
                if index >= FIRST:
                    await asyncio.sleep(self._pause * self._chance.uniform(0.67, 1.33))
                await self._submit(caller, wish)
                await self._operate(caller)

    async def _submit(self, caller: Caller, wish: Submit) -> None:
        op = str(uuid.uuid4())  # never from the seed: the server knows it for ever
        number = (await caller.ask(wish, op)).job or 0
        (self._held if wish.hold else self._recent).append(number)
        text = self._calling.tr("Job {job} {name}", job=number, name=wish.name)
        self._calling.speaker.say(text, {"job": number, "name": wish.name, "operation": op})

    async def _operate(self, caller: Caller) -> None:
        """Hold a job now and then, and release the one that was held longest."""
        if self._recent and self._chance.random() < OPERATOR_ACTS:
            number = self._chance.choice(self._recent)
            if await _done(caller, Hold(job=number)):
                self._recent.remove(number)
                self._held.append(number)
        if len(self._held) > HELD:
            await _done(caller, Release(job=self._held.popleft()))


async def _done(caller: Caller, operation: Hold | Release) -> bool:
    """Ask for something that is often too late: the job may run by now, or be gone."""
    try:
        await caller.ask(operation, str(uuid.uuid4()))
    except Refused:
        return False
    return True


async def _until_told(work: Coroutine[None, None, None], *, lifeline: bool) -> None:
    """Carry the work out until it is done, SIGTERM comes or the lifeline is cut."""
    loop = asyncio.get_running_loop()
    working = loop.create_task(work)
    with suppress(NotImplementedError):  # not on every system
        loop.add_signal_handler(signal.SIGTERM, working.cancel)
    if lifeline:
        threading.Thread(target=_watch_lifeline, args=(loop, working), daemon=True).start()
    await asyncio.wait([working])
    if not working.cancelled():
        working.result()


def _watch_lifeline(loop: asyncio.AbstractEventLoop, working: asyncio.Task[None]) -> None:
    """Cancel the work when whoever started us has closed our standard input, or is gone."""
    while os.read(0, 4096):
        pass
    with suppress(RuntimeError):  # the loop has ended by itself
        loop.call_soon_threadsafe(working.cancel)


def main() -> None:
    """Run ``jworkload``."""
    run(jworkload)


if __name__ == "__main__":
    main()
