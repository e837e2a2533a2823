# SPDX-License-Identifier: GPL-3.0-or-later
"""The environment takes effect (manual S8, S11, S13, S14).

Whatever JEnv writes is checked as a whole; the queues and machines that it changes are facts
of the same transaction, so a failover finds both or neither.
"""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from jmss.access.own_file import write_own
from jmss.errors import BadEnvironment
from jmss.model.changes import Change, Fact
from jmss.model.documents import AnyDocument, key_of
from jmss.model.environment import Environment
from jmss.model.environment_faults import Fault, FaultKind, as_fields, environment_faults
from jmss.model.environment_uses import stranded
from jmss.model.machines import ServerType
from jmss.model.prepared_jobs import prepared_jobs
from jmss.model.retention import Retention
from jmss.rules.environment import first_environment, machine_facts, queue_facts
from jmss.server.facts import Facts

MOST_JOBS = 10
"""Jobs that are named of a queue that cannot go."""
REVISION_FILE = "environment_revision"
"""On the switching drive; JClusterEnv compares it with what the nodes were updated for."""

_KEY = key_of(Environment())
_log = logging.getLogger(__name__)


def environment_on(facts: Facts) -> Environment:
    """Give the environment that holds."""
    held = facts.named.get(_KEY)
    return held if isinstance(held, Environment) else Environment()


def check_environment(document: AnyDocument, facts: Facts, _now: float) -> AnyDocument:
    """See that an environment may hold.

    Raises:
        BadEnvironment: it may not; every fault is in its fields.
    """
    assert isinstance(document, Environment)
    machines = [
        name
        for name, machine in facts.machines.items()
        if machine.server_type is ServerType.EXECUTION_MACHINE
    ]
    found = environment_faults(document, list(facts.machines), machines)
    found += _in_use(document, facts)
    found += stranded(document, facts.queues, machines, prepared_jobs(facts.named.values()))
    if found:
        raise BadEnvironment(n=len(found), **as_fields(found))
    return document


def consequences(document: AnyDocument, facts: Facts) -> tuple[Fact, ...]:
    """Give what else changes on the board with a document."""
    if not isinstance(document, Environment):
        return ()
    return *queue_facts(document, facts.queues), *machine_facts(document, facts.machines)


class EnvironmentInForce:
    """What the environment is for the parts of the server that do not read the board.

    Args:
        facts: the board's.
        retention: what ``cluster.toml`` says.
        drive: the switching drive.
        later: runs something that takes a moment, in a thread.
    """

    def __init__(
        self,
        facts: Facts,
        retention: Retention,
        drive: Path,
        later: Callable[[Callable[[], None]], object],
    ) -> None:
        self._facts = facts
        self._retention = retention
        self._file = drive / REVISION_FILE
        self._later = later

    def retention(self) -> Retention:
        """Say what stays on the board."""
        return environment_on(self._facts).retention or self._retention

    def first(self) -> Sequence[Environment]:
        """Give what holds where nobody has written an environment yet, if it is not shown so."""
        shown = self._facts.named.get(_KEY)
        if isinstance(shown, Environment) and shown.revision:
            return ()
        first = first_environment(self._facts.queues.values(), self._retention)
        return () if first == shown else (first,)

    def published(self, changes: Sequence[Change]) -> None:
        """See whether an environment is among what was stored, and write down its revision."""
        for change in changes:
            if type(change.fact) is Environment:
                self.write_revision(change.fact.revision)

    def write_revision(self, revision: int) -> None:
        """Write the revision down on the drive, durably; it does not hold anybody up."""

        def write() -> None:
            try:
                if self._read() != revision:
                    write_own(self._file, f"{revision}\n".encode())
            except OSError as error:
                _log.error("%s cannot be written: %s", self._file, error)

        self._later(write)

    def settle_in(self) -> None:
        """Make up for a predecessor that was killed before it could write the revision down."""
        self.write_revision(environment_on(self._facts).revision)

    def _read(self) -> int | None:
        try:
            return int(self._file.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None


def _in_use(environment: Environment, facts: Facts) -> list[Fault]:
    """List the queues that are to go although jobs are in them."""
    stay = {setting.name for setting in environment.queues}
    found = []
    for name in facts.queues:
        jobs = [] if name in stay else facts.jobs.live_in(name)
        if jobs:
            named = ", ".join(map(str, jobs[:MOST_JOBS]))
            more = f", … (+{len(jobs) - MOST_JOBS})" if len(jobs) > MOST_JOBS else ""
            why = FaultKind.IN_USE
            found.append(Fault(field="queues", why=why, value=named + more, known=name))
    return found
