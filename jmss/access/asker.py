# SPDX-License-Identifier: GPL-3.0-or-later
"""Whoever asks over a link: as whom he came in, and from where."""

from dataclasses import dataclass

from jmss.access.roles import AccessRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """One client, as far as what it asks for is concerned."""

    token: str
    """The name of the token that was shown; empty where none is asked for."""
    user: str
    """Who stands in the journal: the token's name, or who a shared one says he is."""
    role: AccessRole
    address: str = ""
    agent: str = ""


NOBODY = Asker(token="", user="", role=AccessRole.VIEWER)
"""May look on, and has no name."""
