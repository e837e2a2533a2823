# SPDX-License-Identifier: GPL-3.0-or-later
"""The programs of the desk: JLook and the manual's other tools (manual S6, S9, S10)."""

from enum import Enum
from typing import NamedTuple

from jmss.errors import N_


class _Program(NamedTuple):
    name: str
    """What it is called, in every language."""
    entry: str
    """A msgid: what the [ツール] menu says."""


class Program(Enum):
    """One of them."""

    JLOOK = _Program("JLook", N_("J&Look (jobs)"))
    JSCHEDULE = _Program("JSchedule", N_("J&Schedule (schedules)"))
    JMENU = _Program("JMenu", N_("J&Menu (menu of jobs)"))
    JENV = _Program("JEnv", N_("J&Env (environment)"))
    JCLUSTERENV = _Program("JClusterEnv", N_("J&ClusterEnv (cluster)"))

    @property
    def title(self) -> str:
        """What it is called."""
        return self.value.name

    @property
    def key(self) -> str:
        """How files and locks of its own are called; its command too."""
        return self.value.name.lower()

    @property
    def entry(self) -> str:
        """A msgid: what the [ツール] menu says."""
        return self.value.entry

    @property
    def knows_jobs(self) -> bool:
        """Whether it shows jobs, so that all of them come to it."""
        return self not in {Program.JENV, Program.JCLUSTERENV}

    @property
    def module(self) -> str:
        """What Python is to run."""
        return f"jlook_client.apps.{self.key}"

    @property
    def desktop_id(self) -> str:
        """What its desktop entry is called."""
        return f"net.jlook.{self.value.name}"
