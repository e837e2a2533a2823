# SPDX-License-Identifier: GPL-3.0-or-later
"""[稼働マシン] of JEnv: machine multiplicity, and machines that get no new jobs (manual S14)."""

import msgspec
from PyQt6.QtWidgets import QCheckBox

from jlook_client.tables.env_words import MISSING
from jlook_client.tables.marked_rows import MarkedRow, MarkedTable
from jlook_client.views.env_fields import number_field, show_number, show_tick
from jlook_client.views.env_page import ListPage, PageParts
from jmss.errors import N_
from jmss.model.environment import Environment, MachineSetting
from jmss.model.environment_faults import Fault
from jmss.model.environment_fields import MACHINES

MOST = 100_000


class MachinesPage(ListPage):
    """A list of the execution machines, and a form for one of them."""

    def __init__(self, parts: PageParts) -> None:
        super().__init__(
            parts,
            N_("Execution machines"),
            N_(
                "The machine multiplicity is how many jobs a machine runs at once. A machine that"
                " gets no new jobs goes on with those that run there."
            ),
            MACHINES,
        )
        tr = self._tr
        self.own = QCheckBox(tr("&Set it here, whatever the cluster says"))
        self.own.toggled.connect(self._set_own)
        self.multiplicity = number_field(
            lambda value: self._write(multiplicity=value), most=MOST, nothing=tr("0 (no jobs)")
        )
        self.draining = QCheckBox(tr("It gets &no new jobs (draining)"))
        self.draining.toggled.connect(lambda ticked: self._write(draining=ticked))
        for box in (self.own, self.draining):
            box.setAccessibleName(box.text().replace("&", ""))
        self.add_field("", self.own)
        self.add_field(tr("&Machine multiplicity"), self.multiplicity)
        self.add_field("", self.draining)

    @property
    def names(self) -> list[str]:
        """The machines, and those that are set although there are none of that name."""
        known = self.model.execution_machines
        more = (one.name for one in self.model.mine.machines if one.name not in known)
        return [*known, *more]

    @property
    def setting(self) -> MachineSetting | None:
        """What is set for the machine that is chosen."""
        place, names = self.chosen, self.names
        return _setting(self.model.mine, names[place]) if 0 <= place < len(names) else None

    def make_table(self) -> MarkedTable:
        """Make the list, still without lines."""
        headings = (
            N_("Machine"),
            N_("Node"),
            N_("Machine multiplicity"),
            N_("By the cluster"),
            N_("New jobs"),
        )
        return MarkedTable(headings, tr=self._tr, looks=self.looks, numbers={2, 3}, parent=self)

    def lines(self) -> list[MarkedRow]:
        """Give a line for each machine."""
        tr, model = self._tr, self.model
        lines = []
        for name in self.names:
            setting, machine = _setting(model.mine, name), model.machines.get(name)
            own = machine.own_multiplicity if machine else 0
            effective = own if setting.multiplicity is None else setting.multiplicity
            cells = (
                name,
                (machine.node if machine else None) or MISSING,
                str(effective),
                str(own) if machine else MISSING,
                tr("None: draining") if setting.draining else tr("Yes"),
            )
            edited = setting != _setting(model.base, name)
            wrong = any(model.mine.machines[int(f.field.split(".")[1])].name == name
                        for f in self.faults if f.field.count(".") == 2)  # fmt: skip
            lines.append(MarkedRow(name, cells, edited=edited, wrong=wrong))
        return lines

    def show_chosen(self) -> None:
        """Show the chosen machine in the form."""
        setting, can = self.setting, self.model.editable
        there = can and setting is not None
        shown = setting or MachineSetting(name="")
        machine = self.model.machines.get(shown.name)
        own = machine.own_multiplicity if machine else 0
        show_tick(self.own, ticked=shown.multiplicity is not None)
        show_number(self.multiplicity, own if shown.multiplicity is None else shown.multiplicity)
        show_tick(self.draining, ticked=shown.draining)
        self.own.setEnabled(there)
        self.draining.setEnabled(there)
        self.multiplicity.setEnabled(there and shown.multiplicity is not None)

    def go_to(self, fault: Fault) -> None:
        """Choose the machine of a fault."""
        place = int(fault.field.split(".")[1])
        self.choose(self.names.index(self.model.mine.machines[place].name))
        self.own.setFocus()

    def _set_own(self, ticked: bool) -> None:
        self._write(multiplicity=self.multiplicity.value() if ticked else None)

    def _write(self, **parts: object) -> None:
        setting = self.setting
        if setting is None:
            return
        after = msgspec.structs.replace(setting, **parts)
        rest = [one for one in self.model.mine.machines if one.name != setting.name]
        if after != MachineSetting(name=after.name):
            rest.append(after)
        # In one order, so that what is set back is as it was.
        order = {one.name: at for at, one in enumerate(self.model.base.machines)}
        rest.sort(key=lambda one: (order.get(one.name, len(order)), one.name))
        self.model.edit(machines=tuple(rest))


def _setting(environment: Environment, name: str) -> MachineSetting:
    known = (one for one in environment.machines if one.name == name)
    return next(known, MachineSetting(name=name))
