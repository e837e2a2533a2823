# SPDX-License-Identifier: GPL-3.0-or-later
"""JEnv's view without a server: a test says what holds, and what becomes of what is asked."""

from collections.abc import Callable, Sequence

import msgspec

from jlook_client.acts import Part, Stage
from jlook_client.looks import Looks
from jlook_client.tables.env_model import EnvModel
from jlook_client.views.env_view import EnvCalls, EnvView
from jmss.errors import JmssError
from jmss.model.environment import Environment
from jmss.model.operations import Operation, PutDocument
from jmss.model.queues import Queue
from jmss.model.retention import Retention
from jmss.model.users import User
from jmss.rules.environment import first_environment, queue_facts
from jmss.texts import Texts
from tests.fakes.facts import machine

QUEUES = [
    Queue(name="NIGHT", virtual_computer="VCOM1"),
    Queue(name="STOCK", virtual_computer="VCOM1"),
    Queue(name="VCOM2", virtual_computer="VCOM2"),
]
FIRST = first_environment(QUEUES, Retention(jobs=500, days=30.0))


class FakeAsks:
    """Remembers what was asked; the test says how far it comes."""

    def __init__(self) -> None:
        self.role = "administrator"
        self.is_live = True
        self.asked: list[tuple[Operation, Callable[[Part], None]]] = []

    def ask(self, operation: Operation, told: Callable[[Part], None]) -> None:
        self.asked.append((operation, told))
        told(Part(operation, Stage.SENT))

    @property
    def document(self) -> Environment:
        """The environment that was asked for last."""
        operation, _ = self.asked[-1]
        assert isinstance(operation, PutDocument)
        assert isinstance(operation.document, Environment)
        return operation.document

    def becomes(self, stage: Stage, error: JmssError | None = None) -> None:
        """The last one comes so far."""
        operation, told = self.asked[-1]
        told(Part(operation, stage, told=error))


class FakeUsers:
    """The users of a server, in a list."""

    def __init__(self) -> None:
        self.users = [
            User(name="site", role="administrator", made=1.0, of_cluster=True),
            User(name="suzuki", role="administrator", made=1.0, own=True),
            User(name="ueda", role="operator", made=1.0),
        ]
        self.asked: list[tuple[str, ...]] = []
        self.trouble = ""

    def read(self, told: Callable[[Sequence[User] | str], None]) -> None:
        told(self.trouble or list(self.users))

    def make(
        self, user: str, role: str, *, instead: bool, told: Callable[[str, str], None]
    ) -> None:
        self.asked.append(("make", user, role, str(instead)))
        told("", "Sent")
        if self.trouble:
            told("", self.trouble)
            return
        self.users = [one for one in self.users if one.name != user]
        self.users.append(User(name=user, role=role, made=2.0))
        told("jmss_secret", "")

    def revoke(self, user: str, told: Callable[[bool, str], None]) -> None:
        self.asked.append(("revoke", user))
        if self.trouble:
            told(False, self.trouble)
            return
        self.users = [one for one in self.users if one.name != user]
        told(True, "")


class EnvStage:
    """The view, what it asks, and what holds at the server."""

    def __init__(self, looks: Looks, language: str = "en") -> None:
        self.asks, self.users = FakeAsks(), FakeUsers()
        self.opened = 0
        self.model = EnvModel()
        calls = EnvCalls(asks=self.asks, users=self.users, open_cluster_env=self._open)
        self.view = EnvView(tr=Texts(language), looks=looks, model=self.model, calls=calls)
        self.machines = {name: machine(name) for name in ("VCOM1", "VCOM2", "VCOM3")}
        self.queues = {queue.name: queue for queue in QUEUES}
        self.holds(FIRST)
        self.view.show_stale(None)

    def holds(self, environment: Environment) -> None:
        """This environment holds at the server from now on."""
        for fact in queue_facts(environment, self.queues):
            if isinstance(fact, Queue):
                self.queues[fact.name] = fact
            else:
                del self.queues[fact.name]
        self.model.take(environment, self.machines, self.queues)

    def applied(self) -> None:
        """What was asked for last holds, and the answer comes."""
        document = self.asks.document
        self.holds(msgspec.structs.replace(document, revision=document.revision + 1))
        self.asks.becomes(Stage.DONE)

    def _open(self) -> None:
        self.opened += 1
