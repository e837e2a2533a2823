# SPDX-License-Identifier: GPL-3.0-or-later
"""Users with roles and tokens, for administrators (``docs/security.md``).

The token is made where it is shown; only its hash travels, and only that is kept. The list
is ``jmss.access.token_file``; the gate takes changes in by itself.
"""

import asyncio
from concurrent.futures import Executor

from jmss.access.asker import Asker
from jmss.access.roles import GIVEN_ROLES, AccessRole
from jmss.access.token_file import Entry, TokenFile
from jmss.errors import N_, BadValue, ClusterToken, NoTokens, OwnToken, RoleForbids
from jmss.model.operations import MakeToken, RevokeToken, UserOperation
from jmss.model.users import User
from jmss.saying import Saying


class Users:
    """Changes the list of tokens in a thread, and tells who is on it.

    Args:
        tokens: the list; None: the server asks nobody for a token.
        executor: does what takes a disk.
    """

    def __init__(self, tokens: TokenFile | None, executor: Executor) -> None:
        self._tokens = tokens
        self._executor = executor

    async def carry_out(self, operation: UserOperation, asker: Asker) -> None:
        """Make or revoke a token; doing so twice does it once.

        Raises:
            Refused: it may not be; nothing changes.
            BadConfiguration: the list is damaged.
        """
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._executor, self._change, operation, asker)

    async def read(self, asker: Asker) -> list[User]:
        """Give everybody who may come in, by name.

        Raises:
            RoleForbids, NoTokens: he may not know, or nobody is asked for a token.
            BadConfiguration: the list is damaged.
        """
        if asker.role is not AccessRole.ADMINISTRATOR:
            needed = AccessRole.ADMINISTRATOR
            raise RoleForbids(role=asker.role, operation="read_users", needed=needed)
        loop = asyncio.get_running_loop()
        entries = await loop.run_in_executor(self._executor, self._list().read)
        return [
            User(
                name=entry.name,
                role=entry.role,
                made=entry.made,
                of_cluster=_is_of_cluster(entry),
                own=entry.name == asker.token,
            )
            for entry in sorted(entries, key=lambda entry: entry.name)
        ]

    def _change(self, operation: UserOperation, asker: Asker) -> None:
        tokens, name = self._list(), operation.user
        known = next((entry for entry in tokens.read() if entry.name == name), None)
        if known is not None and _is_of_cluster(known):
            raise ClusterToken(name=name)
        if known is not None and name == asker.token:
            # Whoever can do this stays able to: there is always an administrator left.
            raise OwnToken(name=name)
        match operation:
            case MakeToken():
                self._make(tokens, operation, known)
            case RevokeToken():
                tokens.remove(name)

    def _make(self, tokens: TokenFile, make: MakeToken, known: Entry | None) -> None:
        if make.role not in GIVEN_ROLES:
            rule = Saying(N_("one of {names}"), {"names": ", ".join(GIVEN_ROLES)})
            raise BadValue(field="role", value=make.role, rule=rule)
        role = AccessRole(make.role)
        if known is not None and (known.hash, known.role) == (make.hash, role):
            return  # asked again after a server that was killed in between
        tokens.enter(make.user, role, make.hash, instead=make.instead)

    def _list(self) -> TokenFile:
        if self._tokens is None:
            raise NoTokens
        return self._tokens


def _is_of_cluster(entry: Entry) -> bool:
    return entry.shared or entry.role is AccessRole.MACHINE
