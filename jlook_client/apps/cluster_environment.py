# SPDX-License-Identifier: GPL-3.0-or-later
"""JClusterEnv's view, its menus and what they do: joined here (manual S6, 2.2)."""

from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtWidgets import QFileDialog

from jlook_client.apps.environment_orders import Answer, EnvironmentOrders, OrderFailed
from jlook_client.looks import Looks
from jlook_client.views.ask_for_file import ask_for_file
from jlook_client.views.entries import Entry, add_entry
from jlook_client.views.environment_properties import EnvironmentProperties, Needed
from jlook_client.views.faults_of_file import FaultsOfFile
from jlook_client.views.tool_window import ToolWindow
from jlook_client.views.virtual_computers import ComputersCalls, VirtualComputers
from jmss.errors import N_, JmssError
from jmss.model.environment_list import EnvironmentList
from jmss.model.machines import ServerType
from jmss.model.service_environment import ComputerSetting
from jmss.texts import Texts

OLD_AFTER_MS = 6000
"""A list comes every two seconds at least; after so long without one, nothing is known."""
TYPES = {
    ServerType.JMSS_SERVER: "server",
    ServerType.EXECUTION_MACHINE: "machine",
    None: "none",
}
"""The server types as ``jclusterenv --type`` takes them."""


class ClusterEnvironment:
    """Joins the view with the command that looks and acts.

    Args:
        window: gets the menus, and says what came of an order.
        orders: look at the cluster and change a node's settings.
        tr: the words.
        looks: colours and glyphs.
        needed: says who needs a virtual computer; None where that is not known.
        node: the node that one sits at; empty: the one that the command takes.
    """

    def __init__(
        self,
        window: ToolWindow,
        orders: EnvironmentOrders,
        *,
        tr: Texts,
        looks: Looks,
        needed: Needed,
        node: str = "",
    ) -> None:
        self._window = window
        self._orders = orders
        self._tr = tr
        self._needed = needed
        self._listed: EnvironmentList | None = None
        self._is_old = True
        self._busy = False
        self.properties: EnvironmentProperties | None = None
        calls = ComputersCalls(
            sit_at=self._sit_at,
            properties=self.show_properties,
            chosen=self._allow,
            needed=needed,
        )
        self.view = VirtualComputers(tr=tr, looks=looks, calls=calls)
        self._offer()
        self._old = QTimer(window)
        self._old.setSingleShot(True)
        self._old.setInterval(OLD_AFTER_MS)
        self._old.timeout.connect(self._grow_old)
        orders.listed.connect(self._take_list)
        orders.failed.connect(self._take_trouble)
        orders.follow(node)
        self._allow()

    def end(self) -> None:
        """Look no more; nothing that was started here is left."""
        self._old.stop()
        self._orders.end()

    # The menu [編集].

    def show_properties(self) -> None:
        """Open [プロパティ] of the virtual computer that is chosen."""
        line = self.view.chosen
        if line is None or self._is_old:
            return
        if self.properties is not None:
            self.properties.reject()
        self.properties = EnvironmentProperties(
            line, self._tr, self._keep, self._needed, self._window
        )
        self.properties.finished.connect(self._forget_properties)
        self.properties.show()

    def _keep(self, setting: ComputerSetting, told: Callable[[JmssError | None], None]) -> None:
        words = ["--set", setting.name, "--type", TYPES[setting.server_type]]
        for purpose, folder in setting.folders.items():
            words += [f"--{purpose}", folder]
        if self._listed is not None:
            words += ["--expect", self._listed.fingerprint]

        def done(answer: Answer) -> None:
            if isinstance(answer, OrderFailed):
                told(answer.error)
                return
            self._take_list(answer)
            told(None)
            text = N_("{name} is set. It holds after [File]-[Update service environment].")
            self._window.tell(self._tr(text, name=setting.name))

        self._orders.order(*words, done=done)

    def _forget_properties(self) -> None:
        self.properties = None

    # The menu [ファイル].

    def update(self) -> None:
        """[サービス環境を更新]."""
        self._order(
            "--update",
            told=lambda listed: self._tr(
                "The service environment of {node} is updated.", node=listed.node
            ),
        )

    def ask_save(self) -> None:
        """[CSV形式で保存]: let a file be named."""
        node = self._listed.node if self._listed else "node"
        ask_for_file(self._window, self._tr("Save as CSV"), f"jclusterenv-{node}.csv", self.save)

    def save(self, file: Path) -> None:
        """Save the settings in a file."""
        self._order("--save", str(file), told=lambda _: self._tr("Saved in {file}.", file=file))

    def ask_load(self) -> None:
        """[CSV形式の読み込み]: let a file be chosen."""
        dialog = QFileDialog(self._window, self._tr("Load CSV"))
        dialog.setObjectName("load")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowModality(Qt.WindowModality.NonModal)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(["*.csv", "*"])
        dialog.fileSelected.connect(lambda file: self.load(Path(file)))
        dialog.show()

    def load(self, file: Path) -> None:
        """Load the settings of a file; they hold after the next update."""
        self._order(
            "--load",
            str(file),
            told=lambda listed: self._tr(
                "The settings of {node} are those of {file}. They hold after [File]-[Update"
                " service environment].",
                node=listed.node,
                file=file,
            ),
        )

    # Inside.

    def _order(self, *words: str, told: Callable[[EnvironmentList], str]) -> None:
        """Have something done; what is going on is said, and a second order waits for its end."""
        self._busy = True
        self._allow()

        def done(answer: Answer) -> None:
            self._busy = False
            if isinstance(answer, OrderFailed):
                self._tell_failure(answer)
            else:
                self._take_list(answer)
                self._window.tell(told(answer))
            self._allow()

        self._orders.order(*words, done=done)

    def _tell_failure(self, failure: OrderFailed) -> None:
        text = self._tr.error(failure.error)
        faults = [(f.line, f.column, self._tr.error(f.error)) for f in failure.faults]
        self._window.tell(text)
        FaultsOfFile(text, faults, self._tr, self._window).show()

    def _take_list(self, listed: EnvironmentList) -> None:
        self._listed, self._is_old = listed, False
        self._old.start()
        self.view.show_list(listed)
        self._allow()

    def _take_trouble(self, error: JmssError) -> None:
        self._is_old = True
        self.view.show_trouble(self._tr.error(error))
        self._allow()

    def _grow_old(self) -> None:
        self._is_old = True
        self.view.show_trouble(self._tr("The cluster's state cannot be read; this is old."))
        self._allow()

    def _sit_at(self, node: str) -> None:
        if self._listed is None or node != self._listed.node:
            self._is_old = True
            self._allow()
            self._orders.follow(node)

    def _offer(self) -> None:
        tr, window = self._tr, self._window
        self.update_action = window.add_file_entry(
            Entry(text=tr("&Update service environment"), call=self.update, shortcut="Ctrl+U")
        )
        self.save_action = window.add_file_entry(
            Entry(text=tr("Save &as CSV"), call=self.ask_save, shortcut="Ctrl+S")
        )
        self.load_action = window.add_file_entry(
            Entry(text=tr("&Load CSV"), call=self.ask_load, shortcut="Ctrl+O")
        )
        menu = window.add_own_menu(tr("&Edit"))
        self.properties_action = add_entry(
            menu, Entry(text=tr("P&roperties"), call=self.show_properties, shortcut="Alt+Return")
        )

    def _allow(self) -> None:
        fresh = not self._is_old and not self._busy
        for action in (self.update_action, self.save_action, self.load_action):
            action.setEnabled(fresh)
        self.properties_action.setEnabled(fresh and self.view.chosen is not None)
