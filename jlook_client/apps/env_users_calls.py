# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks the server about users, for the page of JEnv.

The token is made here and shown there; what travels is its hash.
"""

import uuid
from collections.abc import Callable, Sequence

from jlook_client.acts import Part, Stage
from jlook_client.apps.asking import Asking
from jlook_client.connection import Connection, Found
from jlook_client.tables.act_words import part_words
from jmss.access.token import hash_of, new_token
from jmss.errors import JmssError
from jmss.model.operations import MakeToken, RevokeToken
from jmss.model.users import User
from jmss.texts import Texts
from jmss.wire.messages import ReadUsers, UserList


class EnvUsersCalls:
    """What ``views/env_users.UsersPage`` asks for.

    Args:
        tr: the words.
        connection: asks who may come in.
        asking: asks for tokens.
    """

    def __init__(self, tr: Texts, connection: Connection, asking: Asking) -> None:
        self._tr = tr
        self._connection = connection
        self._asking = asking

    def read(self, told: Callable[[Sequence[User] | str], None]) -> None:
        """Read who may come in; tells them, or why they are not known."""

        def found(answer: Found | JmssError) -> None:
            if isinstance(answer, UserList):
                told(answer.users)
            elif isinstance(answer, JmssError):
                told(self._tr.error(answer))

        self._connection.look_up(ReadUsers(id=str(uuid.uuid4())), found)

    def make(
        self, user: str, role: str, *, instead: bool, told: Callable[[str, str], None]
    ) -> None:
        """Make a token; tells it and nothing, or an empty one and how far it has come."""
        token = new_token()

        def answered(part: Part) -> None:
            if part.stage is Stage.DONE:
                told(token, "")
            else:
                told("", part_words(part, self._tr))

        make = MakeToken(user=user, role=role, hash=hash_of(token), instead=instead)
        self._asking.ask(make, answered)

    def revoke(self, user: str, told: Callable[[bool, str], None]) -> None:
        """Revoke a token; tells whether that is done, and how far it has come."""
        self._asking.ask(
            RevokeToken(user=user),
            lambda part: told(part.stage is Stage.DONE, part_words(part, self._tr)),
        )
