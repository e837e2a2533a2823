# SPDX-License-Identifier: GPL-3.0-or-later
"""One operation for each of several jobs, and what came of each."""

import asyncio
import uuid
from collections.abc import Callable, Sequence

from jmss.commands.endings import DONE, error_as_data, exit_code
from jmss.commands.options import Calling
from jmss.errors import N_, JmssError, OutcomeUnknown, Refused, ServerAway
from jmss.link.caller import Caller
from jmss.model.operations import JobOperation
from jmss.texts import Texts


def ask_for_each(
    calling: Calling, jobs: Sequence[int], make: Callable[[int], JobOperation], done: str
) -> int:
    """Ask for each job in turn, tell the result of each, give the exit code.

    A refusal does not keep the other jobs from being asked for. A server that is away
    does: the rest is reported as not asked.

    Args:
        calling: how to reach the server.
        jobs: their numbers; a number given twice counts once.
        make: makes the operation.
        done: a template with ``{job}`` for a job where it was done.
    """
    numbers = list(dict.fromkeys(jobs))
    outcomes = asyncio.run(_ask(calling, numbers, make, done))
    if calling.speaker.as_json:
        results = [_as_data(number, outcomes[number], calling.tr) for number in numbers]
        calling.speaker.say("", {"operation": calling.operation, "results": results})
    return max((exit_code(error) for error in outcomes.values() if error), default=DONE)


async def _ask(
    calling: Calling, numbers: Sequence[int], make: Callable[[int], JobOperation], done: str
) -> dict[int, JmssError | None]:
    outcomes: dict[int, JmssError | None] = {}
    away: ServerAway | None = None
    async with calling.caller() as caller:
        for number in numbers:
            op = _own_operation(calling.operation, number, len(numbers))
            outcome = away or await _ask_one(caller, make(number), op)
            if isinstance(outcome, ServerAway):
                away = outcome
            elif isinstance(outcome, OutcomeUnknown):
                away = ServerAway(server=caller.server, why=N_("the link was cut"))
                outcome = OutcomeUnknown(id=calling.operation)  # what --operation takes
            outcomes[number] = outcome
            if not calling.speaker.as_json:
                _tell(calling, number, outcome, done)
    return outcomes


async def _ask_one(caller: Caller, operation: JobOperation, op: str) -> JmssError | None:
    try:
        await caller.ask(operation, op)
    except JmssError as error:
        return error
    return None


def _own_operation(operation: str, job: int, jobs: int) -> str:
    """Give each of several jobs a UUID of its own, the same one when the command is repeated."""
    return operation if jobs == 1 else str(uuid.uuid5(uuid.UUID(operation), str(job)))


def _tell(calling: Calling, number: int, error: JmssError | None, done: str) -> None:
    if error is None:
        calling.speaker.say(calling.tr(done, job=number), None)
    elif isinstance(error, Refused):
        calling.speaker.note(calling.tr.error(error))  # it names the job by itself
    else:
        text = calling.tr.error(error)
        calling.speaker.note(calling.tr("Job {job}: {text}", job=number, text=text))


def _as_data(number: int, error: JmssError | None, tr: Texts) -> dict[str, object]:
    if error is None:
        return {"job": number, "done": True}
    return {"job": number, "done": False, "error": error_as_data(error, tr)}
