# SPDX-License-Identifier: GPL-3.0-or-later
import socket
from pathlib import Path

import pytest

from jmss.cluster.service_notice import SOCKET, tell_ready


@pytest.mark.parametrize("abstract", [False, True])
def test_the_service_manager_is_told_once(tmp_path: Path, *, abstract: bool) -> None:
    name = f"@{tmp_path}" if abstract else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.settimeout(5)
        listener.bind(f"\0{tmp_path}" if abstract else name)
        environment = {SOCKET: name, "LANG": "C"}
        assert tell_ready(environment)
        assert listener.recv(100) == b"READY=1"
    assert environment == {"LANG": "C"}
    assert not tell_ready(environment)


def test_a_manager_that_is_gone_is_no_error(tmp_path: Path) -> None:
    assert not tell_ready({SOCKET: str(tmp_path / "nobody")})
