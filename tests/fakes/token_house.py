# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that lets in by token alone, and ways in for each role."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from jmss.access.roles import AccessRole
from jmss.access.token_file import TokenFile, access_folder
from jmss.cluster.toml import write_toml
from jmss.settings import Site
from tests.fakes.jmssd import ADDRESS, Jmssd
from tests.fakes.raw_client import RawClient


class TokenHouse:
    """A running server; ``tokens`` has one for each name.

    Args:
        root: an empty folder.
        roles: who may come in as what.
    """

    def __init__(self, root: Path, roles: Mapping[str, AccessRole]) -> None:
        self.server = Jmssd(root / "cluster")
        file = TokenFile(access_folder(self.server.drive))
        self.tokens = {name: file.add(name, role) for name, role in roles.items()}
        self.server.start()

    def client(self, token: str) -> RawClient:
        """Give a client that shows this token."""
        client = RawClient(self.server.uri, role="command")
        client.headers = {"Authorization": f"Bearer {token}"}
        return client


@contextmanager
def server_with_sites(root: Path, roles: Mapping[str, AccessRole]) -> Iterator[Jmssd]:
    """Give a running server, with ``NAME.toml`` in its root for each name: a site with a token."""
    house = TokenHouse(root, roles)
    server = house.server
    for name, secret in house.tokens.items():
        token = server.root / f"token_{name}"
        token.write_text(secret + "\n")
        token.chmod(0o600)
        site = Site(hosts={"VCOM1": ADDRESS}, port=server.port, token_file=token.name)
        write_toml(server.root / f"{name}.toml", site)
    try:
        yield server
    finally:
        server.kill()
