# SPDX-License-Identifier: GPL-3.0-or-later
"""``jout``: show a job's output, and follow it through failovers.

The place in the output is a byte offset within one attempt. It is kept here, so a server
or a machine that changes its node on the way neither repeats nor loses a byte.
"""

import asyncio
import base64

import click

from jmss.commands.endings import DONE, write
from jmss.commands.following import find_job
from jmss.commands.options import Calling, command, run
from jmss.errors import JmssError, MachineAway, OutputAway
from jmss.link.caller import Caller
from jmss.model.jobs import ENDED
from jmss.texts import Texts
from jmss.wire.messages import Output

WAIT = 5.0
"""Seconds that one question waits for more output."""
PAUSE = 1.0
"""Seconds between two looks at a job that has no output yet."""


def jout(tr: Texts) -> click.Command:
    """Make the command."""

    @command(tr, tr("Write a job's output, as it is, to standard output."))
    @click.option("--stderr", is_flag=True, help=tr("Its standard error instead."))
    @click.option("--attempt", type=click.IntRange(1), help=tr("Of this attempt, not the last."))
    @click.option("--follow", is_flag=True, help=tr("Go on until the job has ended."))
    @click.option(
        "--from", "start", type=click.IntRange(0), default=0, help=tr("Begin at this byte.")
    )
    @click.argument("job", type=click.IntRange(1), metavar="JOB")
    def show(
        *, calling: Calling, stderr: bool, attempt: int | None, follow: bool, start: int, job: int
    ) -> int:
        reading = Reading(calling, job, "stderr" if stderr else "stdout", attempt or 0, start)
        asyncio.run(reading.follow() if follow else reading.once())
        return DONE

    return show


class Reading:
    """A place in a job's output, and how to go on from there."""

    def __init__(self, calling: Calling, job: int, stream: str, attempt: int, offset: int) -> None:
        self._calling = calling
        self._job = job
        self._stream = stream
        self._only = attempt
        self._attempt = attempt
        self._offset = offset
        self._told: type[JmssError] | None = None

    async def once(self) -> None:
        """Write what there is."""
        async with self._calling.caller() as caller:
            while True:
                piece = await self._piece(caller, wait=0)
                if piece.ended or not piece.data:
                    return

    async def follow(self) -> None:
        """Write what there is and what comes, until the job has ended."""
        over = False
        async with self._calling.caller() as caller:
            while True:
                try:
                    piece = await self._piece(caller, wait=WAIT)
                except (OutputAway, MachineAway) as error:
                    if over and isinstance(error, OutputAway):
                        return
                    self._tell_away(error)
                    over = (await find_job(caller, self._job)).state in ENDED
                    await asyncio.sleep(PAUSE)
                    continue
                if piece.ended and await self._all_read(caller):
                    return

    def _tell_away(self, error: JmssError) -> None:
        """Say once that the output has to be waited for, and why."""
        if type(error) is not self._told:
            self._told = type(error)
            self._calling.speaker.note(self._calling.tr.error(error))

    async def _piece(self, caller: Caller, *, wait: float) -> Output:
        piece = await caller.read_output(
            self._job,
            attempt=self._attempt,
            stream=self._stream,
            offset=self._offset,
            wait=wait,
        )
        self._attempt = piece.attempt
        self._offset = piece.offset + len(piece.data)
        self._write(piece)
        return piece

    def _write(self, piece: Output) -> None:
        if not piece.data:
            return
        if self._calling.speaker.as_json:
            data = base64.b64encode(piece.data).decode()
            place = {"job": piece.job, "attempt": piece.attempt, "offset": piece.offset}
            self._calling.speaker.say("", {**place, "stream": self._stream, "data": data})
        else:
            meant = self._calling.tr("the output of job {job}", job=self._job)
            write(piece.data, meant=meant)

    async def _all_read(self, caller: Caller) -> bool:
        """Whether the job as a whole has ended; a further attempt is followed from its start."""
        job = await find_job(caller, self._job)
        if self._only or (job.state in ENDED and job.attempt <= self._attempt):
            return True
        if job.attempt > self._attempt:
            tr = self._calling.tr
            self._calling.speaker.note(
                tr("Job {job} was started again: attempt {n}.", job=job.number, n=job.attempt)
            )
            self._attempt, self._offset = job.attempt, 0
        else:
            await asyncio.sleep(PAUSE)  # it waits to be started again
        return False


def main() -> None:
    """Run ``jout``."""
    run(jout)


if __name__ == "__main__":
    main()
