# SPDX-License-Identifier: GPL-3.0-or-later
"""The environment of a JMSS server, as JEnv sets it (manual S10, S11, S13, S14).

One document for the whole server, so that it is checked as a whole and holds as a whole.
"""

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from jmss.model.named_facts import Document
from jmss.model.ranges import Count, TimeLimit, Word
from jmss.model.retention import Retention

ENVIRONMENT = "environment"
"""Its name: there is one."""


class Distribution(StrEnum):
    """How jobs are spread over the execution machines."""

    MULTIPLICITY = "machine_multiplicity"
    """マシン多重度."""
    CPU_USE = "cpu_use"
    """CPU使用率; on a cluster it becomes machine multiplicity by itself (manual S14)."""


class QueueSetting(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A job queue and whom it feeds (manual S8). Whether it is open is no setting."""

    name: Word
    virtual_computer: Word
    limit: Count = 0
    """How many of its jobs run at once at most; 0: as many as the machines take."""
    machines: tuple[Word, ...] = ()
    """The execution machines that a queue of the JMSS server feeds; none named: all."""
    time_limit: TimeLimit = 0.0
    """Seconds after which a job that runs is ended; 0: never."""


class MachineSetting(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is set for an execution machine."""

    name: Word
    multiplicity: Annotated[int, Meta(ge=0, le=100_000)] | None = None
    """マシン多重度; None: what the cluster says."""
    draining: bool = False
    """It gets no new jobs; those that run there go on."""


class Environment(Document, frozen=True, kw_only=True, omit_defaults=True, tag="environment"):
    """Everything that JEnv sets."""

    name: Word = ENVIRONMENT
    queues: tuple[QueueSetting, ...] = ()
    machines: tuple[MachineSetting, ...] = ()
    distribution: Distribution = Distribution.MULTIPLICITY
    performance_data: bool = False
    """Collect job performance data; on a cluster it has no effect (manual S13)."""
    retention: Retention | None = None
    """What stays on the board; None: what ``cluster.toml`` says."""

    @property
    def distribution_in_force(self) -> Distribution:
        """How jobs are spread really: on a cluster never by CPU use (manual S14)."""
        return Distribution.MULTIPLICITY

    @property
    def performance_data_in_force(self) -> bool:
        """Whether performance data is collected really: on a cluster never (manual S13)."""
        return False
