# SPDX-License-Identifier: GPL-3.0-or-later
"""JEnv: each of its pages, two administrators at once, and what is to be done after a change."""

import msgspec
from night import Night
from PyQt6.QtWidgets import QWidget
from tool_shoot import ToolShoot
from variant import LONGEST, Variant

from jlook_client.apps.jenv import furnished
from jlook_client.apps.programs import Program
from jlook_client.apps.tool import Tool, ToolParts
from jlook_client.apps.waiting import until
from jlook_client.views.env_page import ListPage
from jlook_client.views.env_view import EnvView
from jmss.model.changes import Fact
from jmss.model.environment import Distribution, Environment, MachineSetting
from jmss.model.machines import Machine
from jmss.model.queues import Queue
from jmss.model.retention import Bound, Retention
from jmss.rules.environment import first_environment, machine_facts

PAGES = (
    "jenv",
    "jenv-machines",
    "jenv-distribution",
    "jenv-performance",
    "jenv-retention",
    "jenv-limits",
    "jenv-users",
)
"""In the order of JEnv's list."""
LOOKED_AT = ("jenv-performance", "jenv-limits")
"""No guide shows these."""
LIMITS = {"NIGHT": (6, 14_400.0), "ACCOUNT": (2, 0.0), "REPORT": (4, 3_600.0)}
"""Of a queue: jobs at once, and seconds that a job may run."""


class EnvNight(Night):
    """The night with an environment that two administrators have worked on."""

    def facts(self) -> list[Fact]:
        """Give the board."""
        environment, facts = self.environment(), super().facts()
        machines = {
            fact.name: msgspec.structs.replace(fact, own_multiplicity=fact.multiplicity)
            for fact in facts
            if isinstance(fact, Machine)
        }
        others = [fact for fact in facts if not isinstance(fact, Machine)]
        changed = {fact.name: fact for fact in machine_facts(environment, machines)}
        return [*others, *(machines | changed).values(), environment]

    def environment(self) -> Environment:
        """Give what holds before tonight."""
        queues = [fact for fact in super().facts() if isinstance(fact, Queue)]
        retention = Retention(jobs=100_000, days=400.0, queues={"REPORT": Bound(jobs=5_000)})
        first = first_environment(queues, retention)
        limited = tuple(
            msgspec.structs.replace(queue, limit=limit, time_limit=longest)
            for queue in first.queues
            for limit, longest in [LIMITS.get(queue.name, (0, 0.0))]
        )
        return msgspec.structs.replace(
            first,
            queues=limited,
            machines=(
                MachineSetting(name="VCOM3", multiplicity=6),
                MachineSetting(name="VCOM4", draining=True),
            ),
            distribution=Distribution.CPU_USE,
            performance_data=True,
            revision=7,
        )


class EnvShoot(ToolShoot):
    """The pictures of JEnv.

    Args:
        variant: of them all.
    """

    def __init__(self, variant: Variant) -> None:
        self._night = EnvNight(variant.language)
        super().__init__(variant, Program.JENV, self._night, "suzuki")

    def furnish(self, parts: ToolParts) -> QWidget:
        """Build the view."""
        view = furnished(parts)
        assert isinstance(view, EnvView)
        self._view = view
        return view

    async def take_all(self, tool: Tool) -> None:
        """Turn the pages, then let somebody else be quicker."""
        view, take = self._view, self.variant.take
        await until(lambda: bool(view.model.mine.queues), "the environment", LONGEST)
        await until(lambda: bool(view.users.users), "the users", LONGEST)
        chosen: dict[ListPage, int] = {
            view.queues: 3,
            view.machines: 2,
            view.time_limits: 3,
            view.users: 1,
        }
        for page, line in chosen.items():
            page.choose(line)
        for at, picture in enumerate(PAGES):
            view.list.setCurrentRow(at)
            await take(picture, tool.window, in_guide=picture not in LOOKED_AT)
        view.list.setCurrentRow(0)
        view.queues.limit.setValue(8)
        await self.server.tell(self._by_another(), by="sato")
        await until(view.clash.isVisible, "what another one changed", LONGEST)
        await take("jenv-clash", tool.window)
        view.clash.keep_mine.click()
        view.apply.click()
        await until(view.updated.isVisible, "the answer", LONGEST)
        await take("jenv-updated", tool.window, in_guide=False)

    def _by_another(self) -> Environment:
        """Give what another administrator writes: the same queue's limit, and something else."""
        now = self._night.environment()
        queues = [
            msgspec.structs.replace(queue, limit=3) if queue.limit == 4 else queue
            for queue in now.queues
        ]
        return msgspec.structs.replace(
            now, queues=tuple(queues), performance_data=False, revision=now.revision + 1
        )
