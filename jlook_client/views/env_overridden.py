# SPDX-License-Identifier: GPL-3.0-or-later
"""[負荷分散方式] and [パフォーマンスデータ] of JEnv: what a cluster overrides (manual S13, S14).

What is set is kept, and beside it stands what holds really, with the reason.
"""

from PyQt6.QtWidgets import QButtonGroup, QCheckBox, QFrame, QLabel, QRadioButton, QVBoxLayout

from jlook_client.tables.env_words import DISTRIBUTIONS
from jlook_client.views.env_fields import show_tick
from jlook_client.views.env_page import EnvPage, PageParts
from jlook_client.views.kinds import set_kind
from jmss.errors import N_
from jmss.model.environment import Distribution
from jmss.model.environment_faults import Fault
from jmss.model.environment_fields import DISTRIBUTION, PERFORMANCE


class _OverriddenPage(EnvPage):
    """A page with a strip that says what a cluster makes of the setting."""

    def __init__(self, parts: PageParts, title: str, about: str, section: str) -> None:
        super().__init__(parts, title, about, section)
        self.in_force = QLabel()
        self.override = QLabel()
        self.override.setWordWrap(True)
        self.strip = QFrame()
        self.strip.setObjectName("strip")
        set_kind(self.strip, "warns")
        inside = QVBoxLayout(self.strip)
        inside.addWidget(self.override)
        self.body.addLayout(self.form)
        self.body.addWidget(self.in_force)
        self.body.addWidget(self.strip)
        self.body.addStretch(1)

    def say(self, in_force: str, override: str) -> None:
        """Say what holds really, and why that is something else; empty: it is the same."""
        self.in_force.setText(self._tr("In force: {what}", what=in_force))
        self.override.setText(override)
        self.override.setAccessibleName(override)
        self.strip.setVisible(bool(override))


class DistributionPage(_OverriddenPage):
    """How jobs are spread over the machines."""

    def __init__(self, parts: PageParts) -> None:
        super().__init__(
            parts,
            N_("Distribution method"),
            N_("How jobs are spread over the execution machines."),
            DISTRIBUTION,
        )
        tr = self._tr
        self.methods = {
            Distribution.MULTIPLICITY: QRadioButton(tr("&Machine multiplicity")),
            Distribution.CPU_USE: QRadioButton(tr("CP&U use")),
        }
        self._group = QButtonGroup(self)
        for method, button in self.methods.items():
            self._group.addButton(button)
            self.add_field("", button)
            button.setAccessibleName(tr(DISTRIBUTIONS[method]))
            button.clicked.connect(lambda _ticked, m=method: self.model.edit(distribution=m))

    def refresh(self) -> None:
        """Show the method that is set, and the one that holds."""
        tr, mine = self._tr, self.model.mine
        self.methods[mine.distribution].setChecked(True)
        override = tr(
            "“CPU use” is not available on a cluster. It is changed to “Machine multiplicity”"
            " by itself: a job goes to the machine where most of the multiplicity is free."
        )
        overridden = mine.distribution is not mine.distribution_in_force
        self.say(tr(DISTRIBUTIONS[mine.distribution_in_force]), override if overridden else "")

    def go_to(self, fault: Fault) -> None:
        """Take the keyboard to the method that is chosen."""
        self.methods[self.model.mine.distribution].setFocus()


class PerformancePage(_OverriddenPage):
    """Whether performance data of jobs is collected."""

    def __init__(self, parts: PageParts) -> None:
        super().__init__(
            parts,
            N_("Performance data"),
            N_("Whether the performance data of jobs is collected."),
            PERFORMANCE,
        )
        self.collect = QCheckBox(self._tr("Co&llect performance data"))
        self.collect.toggled.connect(lambda ticked: self.model.edit(performance_data=ticked))
        self.add_field("", self.collect)
        self.collect.setAccessibleName(self.collect.text().replace("&", ""))

    def refresh(self) -> None:
        """Show what is set, and that it has no effect."""
        tr, wanted = self._tr, self.model.mine.performance_data
        show_tick(self.collect, ticked=wanted)
        override = tr(
            "No performance data of jobs can be collected on a cluster. The setting is kept and"
            " has no effect."
        )
        self.say(tr("not collected"), override if wanted else "")

    def go_to(self, fault: Fault) -> None:
        """Take the keyboard to the box."""
        self.collect.setFocus()
