# SPDX-License-Identifier: GPL-3.0-or-later
"""Moving a failover group from the desk (manual S12), by ``jcluster move`` as anybody could.

First it asks what runs there (``--check``); then it waits, with the steps that the command
tells (``--progress``), or it asks whether those jobs are to be interrupted (``--now``).
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol

from PyQt6.QtWidgets import QWidget

from jlook_client.apps.machine_room import CommandFailed
from jlook_client.clock import Clock
from jlook_client.views.move_window import MoveCalls, MoveShown, MoveWindow, Stage
from jmss.texts import Texts

INTERRUPTED = "130"
"""The exit code of a command that was told to give up."""


class Room(Protocol):
    """As much of the machine room as is needed here."""

    def order(
        self,
        *words: str,
        done: Callable[[Any], None] | None = None,
        step: Callable[[Any], None] | None = None,
    ) -> Callable[[], None]:
        """Run ``jcluster`` with these words; give what gives it up."""
        ...


class GroupMoving:
    """Owns the window of a move and the command that is under way, if any.

    Args:
        room: carries the orders out.
        tr: the words.
        clock: the desk's.
        tell: shows what came of it, also to whom the window is closed.
        parent: the main window.
    """

    def __init__(
        self,
        room: Room,
        tr: Texts,
        clock: Clock,
        tell: Callable[[str], None],
        parent: QWidget | None = None,
    ) -> None:
        self._room = room
        self._tr = tr
        self._clock = clock
        self._tell = tell
        self._parent = parent
        self._shown = MoveShown(group="", node="", stage=Stage.OVER, text="")
        self._end: Callable[[], None] | None = None
        self._window: MoveWindow | None = None

    @property
    def window(self) -> MoveWindow:
        """The window, made when it is first wanted."""
        if self._window is None:
            calls = MoveCalls(
                look=self._look,
                wait=self._wait,
                ask=self._ask,
                at_once=self._at_once,
                give_up=self._give_up,
                now=self._clock.now,
            )
            self._window = MoveWindow(self._tr, calls, self._parent)
        return self._window

    def begin(self, group: str, node: str) -> None:
        """Open the window for a move; one that is under way is shown as it is."""
        if self._end is None:
            self._shown = MoveShown(group=group, node=node, stage=Stage.OVER, text="")
            self._look()
        window = self.window
        window.show()
        window.raise_()
        window.activateWindow()

    def _look(self, then: Stage = Stage.BUSY) -> None:
        tr, group = self._tr, self._shown.group
        self._show(Stage.LOOKING, tr("Looking at what runs on {group} …", group=group))

        def done(answer: Any) -> None:
            self._end = None
            if isinstance(answer, CommandFailed):
                why = tr.error(answer)
                text = tr("What runs on {group} cannot be told now: {why}", group=group, why=why)
                if then is Stage.ASKING:
                    text = f"{text} {self._question(0)}"
                self._show(then, text, wrong=True)
            elif answer.get("safe"):
                text = tr("It is safe to move {group}: no job runs there.", group=group)
                self._show(Stage.QUIET, text)
            else:
                self._show_jobs(answer.get("jobs", ()), then)

        self._end = self._room.order("move", group, self._shown.node, "--check", done=done)

    def _show_jobs(self, facts: Any, stage: Stage) -> None:
        jobs = _named(facts)
        if stage is Stage.ASKING:
            text = self._question(len(jobs))
        else:
            text = self._tr.plural(
                "{n} job runs on {group} (at {time}). It can be waited for: until then the job"
                " queues that feed {group} are stopped.",
                "{n} jobs run on {group} (at {time}). They can be waited for: until then the job"
                " queues that feed {group} are stopped.",
                len(jobs),
                group=self._shown.group,
                time=self._clock.time_of_day(self._clock.now()),
            )
        self._show(stage, text, jobs=jobs)

    def _question(self, jobs: int) -> str:
        group = self._shown.group
        if not jobs:
            return self._tr(
                "Move {group} all the same? Jobs that run there are interrupted; those that may be"
                " restarted are queued again.",
                group=group,
            )
        return self._tr.plural(
            "To move {group} now interrupts this job. If it may be restarted it is queued again.",
            "To move {group} now interrupts these {n} jobs. Those that may be restarted are queued"
            " again.",
            jobs,
            group=group,
        )

    def _ask(self) -> None:
        # Looked up anew: the jobs that are named are those that it would hit.
        self._look(Stage.ASKING)

    def _wait(self, seconds: float) -> None:
        group, node = self._shown.group, self._shown.node
        self._show(Stage.MOVING, self._tr("{group} moves to {node}.", group=group, node=node))

        def step(told: Any) -> None:
            if "waits_for" not in told:
                return
            until = self._clock.now() + float(told["left"])
            shown = {"jobs": _named(told["waits_for"]), "until": until, "span": seconds}
            text = self._tr(
                "{group} moves to {node} when no job runs there any more; its job queues are"
                " stopped until then.",
                group=group,
                node=node,
            )
            self._show(Stage.WAITING, text, **shown)

        words = ("move", group, node, "--wait", f"{seconds:g}", "--progress")
        self._end = self._room.order(*words, done=self._ended, step=step)

    def _at_once(self) -> None:
        group, node = self._shown.group, self._shown.node
        self._show(Stage.MOVING, self._tr("{group} moves to {node}.", group=group, node=node))
        self._end = self._room.order("move", group, node, "--now", done=self._ended)

    def _ended(self, answer: Any) -> None:
        self._end = None
        tr, group, node = self._tr, self._shown.group, self._shown.node
        if isinstance(answer, CommandFailed):
            given_up = self._shown.stage is Stage.ENDING and answer.fields["code"] == INTERRUPTED
            stays = tr("{group} was not moved; its job queues are open again.", group=group)
            self._over(stays if given_up else tr.error(answer), wrong=not given_up)
            return
        text = tr("{group} is on {node}.", group=group, node=node)
        cut = _named(answer.get("interrupted", ()))
        if cut:
            text = tr.plural(
                "{group} is on {node}. {n} job was interrupted.",
                "{group} is on {node}. {n} jobs were interrupted.",
                len(cut),
                group=group,
                node=node,
            )
        self._over(text, jobs=cut)

    def _give_up(self) -> None:
        """Keep it where it is; a command under way opens the queues again that it held."""
        if self._shown.stage is Stage.ASKING:
            self._look()
        elif self._end is not None:
            self._show(Stage.ENDING, self._tr("The job queues are opened again …"))
            self._end()

    def _over(self, text: str, **more: Any) -> None:
        self._show(Stage.OVER, text, **more)
        self._tell(text)

    def _show(self, stage: Stage, text: str, **more: Any) -> None:
        blank = replace(self._shown, jobs=(), until=None, span=0.0, wrong=False)
        self._shown = replace(blank, stage=stage, text=text, **more)
        self.window.show_move(self._shown)


def _named(facts: Any) -> tuple[str, ...]:
    return tuple(f"{job['number']} {job['name']}" for job in facts)
