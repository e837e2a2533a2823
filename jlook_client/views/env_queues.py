# SPDX-License-Identifier: GPL-3.0-or-later
"""[ジョブキュー] of JEnv: the queues, whom they feed, how many of their jobs run (manual S8)."""

import msgspec
from PyQt6.QtWidgets import QComboBox

from jlook_client.state_looks import QUEUE_LOOKS
from jlook_client.tables.env_words import MISSING, value_words
from jlook_client.tables.marked_rows import MarkedRow, MarkedTable
from jlook_client.views.env_fields import (
    TickList,
    number_field,
    show_choice,
    show_number,
    show_text,
    text_field,
)
from jlook_client.views.env_page import ListPage, PageParts
from jmss.errors import N_
from jmss.model.environment import QueueSetting
from jmss.model.environment_faults import LONGEST_NAME, Fault
from jmss.model.environment_fields import QUEUES

MOST = 100_000
"""The highest limit that can be entered."""


class QueuesPage(ListPage):
    """A list of queues, and a form for one of them."""

    def __init__(self, parts: PageParts) -> None:
        super().__init__(
            parts,
            N_("Job queues"),
            N_(
                "A queue of the JMSS server feeds all execution machines, or those that are"
                " ticked; a queue of an execution machine feeds that one alone."
            ),
            QUEUES,
        )
        tr = self._tr
        self.add = self.button(tr("New &queue"), self._add)
        self.remove = self.button(tr("&Remove queue"), self._remove)
        self.buttons.addWidget(self.add)
        self.buttons.addWidget(self.remove)
        self.buttons.addStretch(1)
        self.name = text_field(lambda text: self._write(name=text), most=LONGEST_NAME)
        self.computer = QComboBox()
        self.computer.textActivated.connect(lambda text: self._write(virtual_computer=text))
        self.limit = number_field(
            lambda value: self._write(limit=value), most=MOST, nothing=tr("No limit")
        )
        self.machines = TickList(lambda names: self._write(machines=names))
        self.add_field(tr("&Name"), self.name, "name")
        self.add_field(tr("Virtual com&puter"), self.computer, "virtual_computer")
        self.add_field(tr("&Jobs at once"), self.limit)
        self.add_field(tr("Execution &machines"), self.machines, "machines")

    @property
    def queue(self) -> QueueSetting | None:
        """The queue that is chosen."""
        queues, place = self.model.mine.queues, self.chosen
        return queues[place] if 0 <= place < len(queues) else None

    def make_table(self) -> MarkedTable:
        """Make the list, still without lines."""
        headings = (
            N_("Queue"),
            N_("Virtual computer"),
            N_("State"),
            N_("Jobs at once"),
            N_("Execution machines"),
        )
        return MarkedTable(headings, tr=self._tr, looks=self.looks, numbers={3}, parent=self)

    def lines(self) -> list[MarkedRow]:
        """Give a line for each queue."""
        tr, base = self._tr, {queue.name: queue for queue in self.model.base.queues}
        wrong = {fault.field.split(".")[1] for fault in self.faults if "." in fault.field}
        lines = []
        for place, queue in enumerate(self.model.mine.queues):
            there = self.model.queues.get(queue.name)
            cells = (
                queue.name,
                queue.virtual_computer,
                tr(QUEUE_LOOKS[there.state].word) if there else MISSING,
                value_words(tr, (QUEUES, "", "limit"), queue.limit),
                value_words(tr, (QUEUES, "", "machines"), self._fed(queue)),
            )
            edited = base.get(queue.name) != queue
            lines.append(MarkedRow(place, cells, edited=edited, wrong=str(place) in wrong))
        return lines

    def show_chosen(self) -> None:
        """Show the chosen queue in the form."""
        queue, can = self.queue, self.model.editable
        for field in (self.name, self.computer, self.limit):
            field.setEnabled(can and queue is not None)
        self.remove.setEnabled(can and queue is not None)
        shown = queue or QueueSetting(name="", virtual_computer="")
        shared = shown.virtual_computer not in self.model.execution_machines
        self.machines.setEnabled(can and queue is not None and (shared or bool(shown.machines)))
        show_text(self.name, shown.name)
        show_choice(self.computer, self.model.computers, shown.virtual_computer)
        show_number(self.limit, shown.limit)
        self.machines.show_names(self.model.execution_machines, self._fed(shown))
        self.tell_faults(self.faults_at(self.chosen))

    def go_to(self, fault: Fault) -> None:
        """Choose the queue of a fault, and take the keyboard to the field."""
        _, _, rest = fault.field.partition(".")
        place, _, field = rest.partition(".")
        if not place:
            self.view.setFocus()
            return
        self.choose(int(place))
        fields = {"virtual_computer": self.computer, "machines": self.machines}
        fields.get(field, self.name).setFocus()

    def _fed(self, queue: QueueSetting) -> tuple[str, ...]:
        alone = queue.virtual_computer in self.model.execution_machines
        return queue.machines or ((queue.virtual_computer,) if alone else ())

    def _write(self, **parts: object) -> None:
        place, queues = self.chosen, list(self.model.mine.queues)
        if not 0 <= place < len(queues):
            return
        after = msgspec.structs.replace(queues[place], **parts)
        if after.virtual_computer in self.model.execution_machines and "machines" not in parts:
            after = msgspec.structs.replace(after, machines=())
        if after.machines == (after.virtual_computer,):
            after = msgspec.structs.replace(after, machines=())
        queues[place] = after
        self.model.edit(queues=tuple(queues))

    def _add(self) -> None:
        names = {queue.name for queue in self.model.mine.queues}
        number = next(n for n in range(1, len(names) + 2) if f"QUEUE{n}" not in names)
        server = [
            name for name in self.model.computers if name not in self.model.execution_machines
        ]
        computer = server[0] if server else ""
        new = QueueSetting(name=f"QUEUE{number}", virtual_computer=computer)
        self.model.edit(queues=(*self.model.mine.queues, new))
        self.choose(len(self.model.mine.queues) - 1)
        self.name.setFocus()
        self.name.selectAll()

    def _remove(self) -> None:
        place = self.chosen
        queues = self.model.mine.queues
        self.model.edit(queues=(*queues[:place], *queues[place + 1 :]))
        self.choose(min(place, len(self.model.mine.queues) - 1))
