# SPDX-License-Identifier: GPL-3.0-or-later
"""Joins a subwindow that follows a job's output to the connection."""

from jlook_client.connection import Connection
from jlook_client.looks import Looks
from jlook_client.views.job_output import JobOutput
from jmss.errors import JmssError
from jmss.texts import Texts
from jmss.wire.messages import Output

OUTPUT_WAIT = 5.0
"""Seconds that the server keeps a question for output open when there is none yet."""


def followed_output(number: int, connection: Connection, tr: Texts, looks: Looks) -> JobOutput:
    """Build the view that follows the output of the job of that number, and let it begin.

    Args:
        number: the job's.
        connection: reads it.
        tr: the words.
        looks: colours and glyphs.
    """

    def read(job: int, stream: str, offset: int) -> bool:
        def told(answer: Output | JmssError) -> None:
            if isinstance(answer, Output):
                view.append(stream, answer.offset, answer.data, ended=answer.ended)
            else:
                view.fail(stream, tr.error(answer))

        return connection.read_output(job, told, stream=stream, offset=offset, wait=OUTPUT_WAIT)

    view = JobOutput(number, read=read, tr=tr, looks=looks)
    view.ask()
    return view
