# SPDX-License-Identifier: GPL-3.0-or-later
"""[保存期間] of JEnv: how many ended jobs stay on the board, and for how long."""

from PyQt6.QtWidgets import QCheckBox

from jlook_client.tables.env_words import MISSING
from jlook_client.tables.marked_rows import MarkedRow, MarkedTable
from jlook_client.views.env_fields import number_field, show_number, show_tick
from jlook_client.views.env_page import ListPage, PageParts
from jmss.errors import N_
from jmss.model.environment import Environment
from jmss.model.environment_faults import MOST_DAYS, MOST_JOBS, Fault
from jmss.model.environment_fields import RETENTION
from jmss.model.retention import Bound, Retention

EVERY = ""
"""Stands for every queue."""


class RetentionPage(ListPage):
    """What every queue keeps, and the queues that keep something else."""

    def __init__(self, parts: PageParts) -> None:
        super().__init__(
            parts,
            N_("Retention"),
            N_(
                "So many ended jobs of each queue stay on the board, none longer than so many"
                " days. What leaves it is kept in the archive."
            ),
            RETENTION,
        )
        tr = self._tr
        self.set_here = QCheckBox(tr("&Set it here; otherwise cluster.toml says it"))
        self.set_here.toggled.connect(self._set_here)
        self.own = QCheckBox(tr("This &queue keeps something else"))
        self.own.toggled.connect(self._set_own)
        for box in (self.set_here, self.own):
            box.setAccessibleName(box.text().replace("&", ""))
        self.jobs = number_field(lambda value: self._write(jobs=value), most=MOST_JOBS)
        self.days = number_field(
            lambda value: self._write(days=float(value)), most=int(MOST_DAYS), suffix=tr(" days")
        )
        self.add_field("", self.set_here)
        self.add_field("", self.own)
        self.add_field(tr("E&nded jobs"), self.jobs, "jobs")
        self.add_field(tr("Da&ys"), self.days, "days")

    @property
    def name(self) -> str:
        """The queue that is chosen; ``EVERY`` for all of them."""
        names, place = self._names(), self.chosen
        return names[place] if 0 <= place < len(names) else EVERY

    def make_table(self) -> MarkedTable:
        """Make the list, still without lines."""
        headings = (N_("Queue"), N_("Ended jobs"), N_("Days"), N_("Set for"))
        return MarkedTable(headings, tr=self._tr, looks=self.looks, numbers={1, 2}, parent=self)

    def lines(self) -> list[MarkedRow]:
        """Give a line for every queue, and one for each."""
        tr, mine, base = self._tr, self.model.mine, self.model.base
        lines = []
        for name in self._names():
            bound = _bound(mine, name)
            own = mine.retention is not None and name in mine.retention.queues
            said = tr("This queue") if own else tr("As every queue")
            cells = (
                name or tr("(every queue)"),
                f"{bound.jobs:,}" if bound else MISSING,
                f"{bound.days:g}" if bound else MISSING,
                said if name else tr("As cluster.toml says") if bound is None else tr("All"),
            )
            wrong = any(_name_of(fault) == name for fault in self.faults)
            edited = bound != _bound(base, name)
            lines.append(MarkedRow(name, cells, edited=edited, wrong=wrong))
        return lines

    def show_chosen(self) -> None:
        """Show the chosen line in the form."""
        can, name, mine = self.model.editable, self.name, self.model.mine
        retention = mine.retention
        own = retention is not None and name in retention.queues
        show_tick(self.set_here, ticked=retention is not None)
        show_tick(self.own, ticked=own)
        bound = _bound(mine, name) or Retention()
        show_number(self.jobs, max(0, bound.jobs))
        show_number(self.days, round(bound.days))
        self.form.setRowVisible(self.set_here, name == EVERY)
        self.form.setRowVisible(self.own, name != EVERY)
        self.set_here.setEnabled(can)
        self.own.setEnabled(can and retention is not None)
        for field in (self.jobs, self.days):
            field.setEnabled(can and retention is not None and (own or name == EVERY))
        self.tell_faults([fault for fault in self.faults if _name_of(fault) == name])

    def go_to(self, fault: Fault) -> None:
        """Choose the line of a fault, and take the keyboard to the field."""
        self.choose(self._names().index(_name_of(fault)))
        (self.days if fault.field.endswith(".days") else self.jobs).setFocus()

    def _names(self) -> list[str]:
        names = [EVERY, *(queue.name for queue in self.model.mine.queues if queue.name)]
        retention = self.model.mine.retention
        return list(dict.fromkeys([*names, *(retention.queues if retention else ())]))

    def _set_here(self, ticked: bool) -> None:
        before = self.model.base.retention or Retention()
        self.model.edit(retention=before if ticked else None)

    def _set_own(self, ticked: bool) -> None:
        retention = self.model.mine.retention
        if retention is None or self.name == EVERY:
            return
        own = {name: bound for name, bound in retention.queues.items() if name != self.name}
        if ticked:
            own[self.name] = Bound(jobs=retention.jobs, days=retention.days)
        self._keep(retention, own)

    def _write(self, **parts: float) -> None:
        retention, name = self.model.mine.retention, self.name
        if retention is None:
            return
        own = dict(retention.queues)
        before = own.get(name, retention)
        jobs = int(parts.get("jobs", before.jobs))
        days = parts.get("days", before.days)
        if name == EVERY:
            self.model.edit(retention=Retention(jobs=jobs, days=days, queues=own))
        elif name in own:
            own[name] = Bound(jobs=jobs, days=days)
            self._keep(retention, own)

    def _keep(self, retention: Retention, own: dict[str, Bound]) -> None:
        self.model.edit(retention=Retention(jobs=retention.jobs, days=retention.days, queues=own))


def _bound(environment: Environment, name: str) -> Bound | None:
    retention = environment.retention
    if retention is None:
        return None
    return retention.of(name) if name else Bound(jobs=retention.jobs, days=retention.days)


def _name_of(fault: Fault) -> str:
    """Give the queue that a fault is about."""
    inside = fault.field.removeprefix("retention.queues.")
    return inside.rpartition(".")[0] if inside != fault.field else EVERY
