# SPDX-License-Identifier: GPL-3.0-or-later
"""The tokens that a local cluster needs to work by itself, made when it is started.

One for whoever owns the cluster's folder, so that his desk and his commands come in
without being asked, one for the schedule service, on the server's switching drive, and one
for each execution machine, on its own.
"""

from pathlib import Path

from jmss.access.own_file import write_own
from jmss.access.roles import AccessRole
from jmss.access.token import read_token
from jmss.access.token_file import TokenFile, access_folder, find
from jmss.cluster.folders import ClusterFolders
from jmss.cluster.layout import ClusterLayout

SITE_TOKEN = "site"  # noqa: S105 - the name of a token, not a token
"""The name of the token that belongs to the cluster's owner."""
SCHEDULER_TOKEN = "JSchedule"  # noqa: S105 - the name of a token, not a token
"""The name of the schedule service's token."""


def provide_tokens(folders: ClusterFolders, layout: ClusterLayout) -> None:
    """Make the tokens that are not there, or that the server would not accept any more.

    Raises:
        BadConfiguration: the server's list is damaged.
        OSError: the folder cannot be written.
    """
    tokens = TokenFile(access_folder(folders.drive(layout.server.name)))
    _provide(tokens, SITE_TOKEN, AccessRole.ADMINISTRATOR, folders.token)
    scheduler = folders.scheduler_token(layout.server.name)
    _provide(tokens, SCHEDULER_TOKEN, AccessRole.SCHEDULER, scheduler)
    for machine in layout.machines:
        path = folders.machine_token(machine.name)
        _provide(tokens, machine.name, AccessRole.MACHINE, path)


def _provide(tokens: TokenFile, name: str, role: AccessRole, path: Path) -> None:
    known = tokens.read() if tokens.exists() else ()
    entry = find(known, read_token(path))
    if entry is None or (entry.name, entry.role) != (name, role):
        shared = role is AccessRole.ADMINISTRATOR
        token = tokens.add(name, role, shared=shared, instead=True)
        write_own(path, f"{token}\n".encode())
