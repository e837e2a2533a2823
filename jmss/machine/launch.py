# SPDX-License-Identifier: GPL-3.0-or-later
"""From an order to a running keeper: claim the attempt, then start it, once for all time."""

import logging
import os
import time
from collections.abc import Callable, Container, Mapping

from jmss.errors import N_
from jmss.machine.claims import Claim, Claims, Key
from jmss.machine.keepers import Keeper
from jmss.machine.status import Outcome, Status, write_status
from jmss.wire.messages import StartOrder

STOPPED_EARLY = N_("It was stopped before it started.")

_log = logging.getLogger(__name__)


class Launcher:
    """Claims attempts and starts their keepers. It waits for the disk: for a thread.

    Args:
        claims: the attempts on the drive.
        machine: the virtual computer name.
        incarnation: this stay of the machine on its node.
        check: raises ``Fenced`` when the drive is no longer ours; asked before every claim.
        environment: what jobs find in their environment besides our own variables.
        grace: seconds between SIGTERM and SIGKILL for a job that is to end.
    """

    def __init__(
        self,
        *,
        claims: Claims,
        machine: str,
        incarnation: int,
        check: Callable[[], None],
        environment: Mapping[str, str],
        grace: float = 10.0,
    ) -> None:
        self._claims = claims
        self._machine = machine
        self._incarnation = incarnation
        self._check = check
        self._environment = dict(environment)
        self._grace = grace

    def launch(self, order: StartOrder, stopped: Container[Key]) -> Keeper | Status | None:
        """Start an attempt; one of those ``stopped`` is claimed and never started.

        Gives its keeper, or why it did not start; None when it was claimed before.

        Raises:
            Fenced: the drive has another owner; nothing was claimed.
        """
        self._check()
        claim = Claim(
            job=order.job,
            attempt=order.attempt,
            name=order.name,
            owner=order.owner,
            command=order.command,
            machine=self._machine,
            incarnation=self._incarnation,
            at=time.time(),
        )
        try:
            lock = self._claims.claim(claim)
        except OSError as error:
            _log.warning("attempt %s cannot be claimed: %s", claim.key, error)
            return _not_started(error)
        if lock is None:
            return None
        if claim.key in stopped:
            os.close(lock)
            return self._settle(claim, _never(STOPPED_EARLY))
        return self._keep(claim, lock)

    def _keep(self, claim: Claim, lock: int) -> Keeper | Status:
        folder = self._claims.folder(claim.key)
        try:
            return Keeper.start(
                folder, claim, lock=lock, environment=self._environment, grace=self._grace
            )
        except (OSError, ValueError) as error:
            _log.warning("attempt %s cannot be started: %s", claim.key, error)
            return self._settle(claim, _not_started(error))

    def _settle(self, claim: Claim, status: Status) -> Status:
        try:
            write_status(self._claims.folder(claim.key), status)
        except OSError:
            # The report goes out all the same; a restart would make "interrupted" of it.
            _log.exception("attempt %s: the drive does not take its status", claim.key)
        return status


def _never(why: str) -> Status:
    return Status(outcome=Outcome.NOT_STARTED, why=why, ended=time.time())


def _not_started(error: OSError | ValueError) -> Status:
    number = error.errno if isinstance(error, OSError) else None
    if not number:
        return _never(str(error))
    return Status(outcome=Outcome.NOT_STARTED, error=number, ended=time.time())
