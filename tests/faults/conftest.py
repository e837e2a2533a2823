# SPDX-License-Identifier: GPL-3.0-or-later
"""Networks and servers for the fault cases, taken down in every case."""

import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.faults.network import OTHERS, VIRTUAL, Bed, sweep, why_not
from tests.faults.server_end import HOW, PORT, ServerEnd

# The fixture `measured(case, text)` comes from tests/fixtures/fault_ledger.py.


@pytest.fixture(scope="session")
def _swept() -> None:
    """Once for the session: skip where there are no namespaces, else sweep old ones away."""
    if why_not():
        pytest.skip(why_not())
    sweep()


@pytest.fixture
def bed(_swept: None) -> Iterator[Bed]:
    """A site in namespaces; SV1 has the address of VCOM1."""
    bed = Bed()
    try:
        bed.give_address("SV1")
        yield bed
    finally:
        bed.close()


@pytest.fixture
def server_on(bed: Bed, tmp_path: Path) -> Iterator[ServerEnd]:
    """The JMSS server on the bed; not started yet."""

    def start(node: str, words: Sequence[str]) -> "subprocess.Popen[bytes]":
        return bed.start(node, words, **HOW)

    server = ServerEnd(tmp_path, address=VIRTUAL, others=OTHERS, port=PORT, start=start)
    yield server
    server.end()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerEnd]:
    """A JMSS server on loopback; not started yet."""
    server = ServerEnd(tmp_path)
    yield server
    server.end()
