# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading what a job wrote, while it runs and afterwards."""

import asyncio
import os
from pathlib import Path

from jmss.errors import BadValue, JmssError, OutputAway
from jmss.machine.claims import Claims, Key
from jmss.machine.keeper import STATUS
from jmss.wire.messages import Answer, Output, ReadOutput

MOST = 64 * 1024
"""Bytes in one piece, at most."""
LONGEST_WAIT = 10.0
"""Seconds that a reader may wait for more, at most."""
STREAMS = ("stdout", "stderr")

_LOOK = 0.2
"""Seconds between two looks at a file that a reader waits for."""


class Outputs:
    """The standard output and error of the attempts on a drive."""

    def __init__(self, claims: Claims) -> None:
        self._claims = claims

    async def answer(self, request: ReadOutput) -> Output | Answer:
        """Give the piece that was asked for, or the error that speaks against it."""
        try:
            return await self._read(request)
        except JmssError as error:
            return Answer(
                id=request.id,
                job=request.job,
                error=error.code,
                fields=error.fields,
                text=str(error),
            )

    async def _read(self, request: ReadOutput) -> Output:
        _check(request)
        loop = asyncio.get_running_loop()
        deadline = loop.time() + min(request.wait, LONGEST_WAIT)
        while True:
            output = self._piece(request)
            if output.data or output.ended or loop.time() >= deadline:
                return output
            await asyncio.sleep(_LOOK)

    def _piece(self, request: ReadOutput) -> Output:
        key, folder = self._find(request)
        # First whether it ended, then what there is: the other way round, what was written
        # in between would be taken for nothing.
        over = (folder / STATUS).exists()
        data, size = _read_file(folder / request.stream, request.offset, request.limit)
        return Output(
            id=request.id,
            job=request.job,
            attempt=key[1],
            offset=request.offset,
            data=data,
            ended=over and request.offset + len(data) >= size,
            size=size,
        )

    def _find(self, request: ReadOutput) -> tuple[Key, Path]:
        key = (
            (request.job, request.attempt) if request.attempt else self._claims.latest(request.job)
        )
        folder = None if key is None else self._claims.find(key)
        if key is None or folder is None:
            raise OutputAway(job=request.job)
        return key, folder


def _check(request: ReadOutput) -> None:
    if request.stream not in STREAMS:
        raise BadValue(field="stream", value=request.stream, rule="it must be stdout or stderr")
    if request.offset < 0:
        raise BadValue(field="offset", value=request.offset, rule="it must be 0 or more")
    if request.limit < 1:
        raise BadValue(field="limit", value=request.limit, rule="it must be 1 or more")


def _read_file(path: Path, offset: int, limit: int) -> tuple[bytes, int]:
    """Give the bytes from ``offset`` on and the size of the file; a missing file is empty."""
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if offset >= size:
                return b"", size  # also where no file system could seek to
            file.seek(offset)
            return file.read(min(limit, MOST)), size
    except FileNotFoundError:
        return b"", 0
