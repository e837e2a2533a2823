# SPDX-License-Identifier: GPL-3.0-or-later
"""Why the link is down, in one sentence for each ``Cause``."""

from jmss.errors import N_
from jmss.link.view import Cause, LinkView
from jmss.texts import Texts

_PLAIN: dict[Cause, str] = {
    Cause.NONE: "",
    Cause.OPERATOR: N_("You disconnected."),
    Cause.GOODBYE: N_("The server said that it stops or moves."),
    Cause.CUT: N_("The connection was cut."),
    Cause.SILENT: N_("The server has stopped answering."),
    Cause.REFUSED: N_("The address refuses connections: the server is not up yet."),
    Cause.UNREACHABLE: N_("Nobody has the server's address."),
    Cause.TIMED_OUT: N_("Nothing answers at the server's address."),
    Cause.NAME_UNKNOWN: N_("The name {server} does not resolve."),
    Cause.NAME_SILENT: N_("The name service does not answer."),
    Cause.NO_HELLO: N_("The address takes the connection but does not speak."),
    Cause.WRONG_SERVICE: N_("Another service answers on the server's port."),
    Cause.BUSY: N_("The server is busy and asked us to come back later."),
    Cause.OLDER: N_("A server that is no longer the active one answered."),
    Cause.STALLED: N_("The transfer of what was missed stopped half-way."),
    Cause.BAD_MESSAGE: N_("The server sent something that cannot be read."),
    Cause.NOT_ALLOWED: N_("The server rejects these credentials."),
    Cause.WRONG_VERSION: N_("The server speaks another version of the protocol."),
}

_DETAILED: dict[Cause, str] = {
    Cause.SILENT: N_("Nothing was heard from the server for {detail} s."),
    Cause.REFUSED: N_("{detail} refuses connections: the server is not up yet."),
    Cause.UNREACHABLE: N_("Nobody has the address {detail}."),
    Cause.TIMED_OUT: N_("Nothing answers at {detail}."),
    Cause.NO_HELLO: N_("{detail} takes the connection but does not speak."),
    Cause.WRONG_VERSION: N_("The server speaks another version of the protocol ({detail})."),
}
"""Where the detail says more than the plain sentence does."""


def cause_sentence(tr: Texts, view: LinkView) -> str:
    """Say why the link is down; nothing while it is up."""
    template = _DETAILED.get(view.cause) if view.detail else None
    template = template or _PLAIN[view.cause]
    return tr(template, server=view.server, detail=view.detail) if template else ""
