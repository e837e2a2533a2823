# SPDX-License-Identifier: GPL-3.0-or-later
"""The window of JEnv (manual S10, S11, S13, S14); the command ``jenv`` opens it."""

from PyQt6.QtWidgets import QWidget

from jlook_client.apps.env_users_calls import EnvUsersCalls
from jlook_client.apps.programs import Program
from jlook_client.apps.tool import ToolParts
from jlook_client.apps.tool_command import tool_command
from jlook_client.connection import ConnectionWatcher
from jlook_client.mirror import Mirror, MirrorWatcher
from jlook_client.tables.env_model import EnvModel
from jlook_client.views.entries import Entry
from jlook_client.views.env_view import EnvCalls, EnvView
from jmss.link.view import LinkState, LinkView
from jmss.model.documents import key_of
from jmss.model.environment import Environment
from jmss.model.prepared_jobs import prepared_jobs

ABOUT = """Set the environment of a JMSS server: job queues, execution machines, what stays on
the board, time limits and users. What is set holds as a whole, or not at all."""

_KEY = key_of(Environment())


class EnvFollowing(MirrorWatcher, ConnectionWatcher):
    """Hands what the server tells to what is edited.

    Args:
        mirror: the copy of the board.
        model: what is edited.
        view: looks again when the link is back: the role may be another one.
    """

    def __init__(self, mirror: Mirror, model: EnvModel, view: EnvView) -> None:
        self._mirror = mirror
        self._model = model
        self._view = view
        self._live = False

    def named_changed(self) -> None:
        """A document was written."""
        self._take()
        self._take_prepared()

    def machines_changed(self) -> None:
        """A machine works elsewhere, or as it was set."""
        self._take()

    def queues_changed(self) -> None:
        """A queue was opened or stopped."""
        self._take()

    def replaced(self) -> None:
        """Everything came anew."""
        self._take()
        self._take_prepared()

    def link_changed(self, view: LinkView) -> None:
        """The link is back: the role is known only now."""
        live = view.state is LinkState.LIVE
        if live and not self._live:
            self._take()
            self._take_prepared()
            self._view.look_again()
        self._live = live

    def _take_prepared(self) -> None:
        self._model.take_prepared(prepared_jobs(self._mirror.named.values()))

    def _take(self) -> None:
        if self._mirror.position is None:
            return  # a first snapshot that still grows
        held = self._mirror.named.get(_KEY)
        environment = held if isinstance(held, Environment) else Environment()
        self._model.take(environment, self._mirror.machines, self._mirror.queues)


def furnished(parts: ToolParts) -> QWidget:
    """Build the view, with its menu in the window."""
    model = EnvModel()
    calls = EnvCalls(
        asks=parts.asking,
        users=EnvUsersCalls(parts.tr, parts.connection, parts.asking),
        open_cluster_env=lambda: parts.programs.open(Program.JCLUSTERENV),
    )
    view = EnvView(tr=parts.tr, looks=parts.looks, model=model, calls=calls)
    following = EnvFollowing(parts.mirror, model, view)
    parts.mirror.watchers.append(following)
    parts.connection.watchers.append(following)
    tr = parts.tr
    entries = [
        Entry(text=tr("&Apply"), call=view.apply.click),
        Entry(text=tr("&Discard"), call=view.discard.click),
    ]
    parts.window.add_own_menu(tr("&Edit"), entries)
    return view


def main() -> None:
    """Open the window."""
    tool_command(Program.JENV, ABOUT, furnished).main(prog_name=Program.JENV.key)


if __name__ == "__main__":
    main()
