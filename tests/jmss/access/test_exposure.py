# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that others can reach starts only with TLS and tokens."""

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from jmss.access.exposure import check_exposure
from jmss.cluster.layout import figure
from jmss.cluster.local import LocalCluster
from jmss.cluster.toml import write_toml
from jmss.errors import WideOpen
from tests.fakes.jmssd import CHECKOUT


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.101", "::1"])
def test_loopback_needs_nothing(address: str) -> None:
    check_exposure(address, 7340, encrypted=False, authenticated=False)


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "10.0.0.1", "192.168.1.1", "fe80::1"])
def test_anything_else_needs_both(address: str) -> None:
    check_exposure(address, 7340, encrypted=True, authenticated=True)
    for encrypted, authenticated, missing in (
        (False, False, "TLS, tokens"),
        (True, False, "tokens"),
        (False, True, "TLS"),
    ):
        with pytest.raises(WideOpen, match=missing) as refused:
            check_exposure(address, 7340, encrypted=encrypted, authenticated=authenticated)
        assert "jcluster cert" in str(refused.value)


def test_the_server_itself_refuses_and_says_why(tmp_path: Path) -> None:
    layout = figure(7340)
    first = msgspec.structs.replace(layout.groups[0], address="0.0.0.0")
    write_toml(
        tmp_path / "cluster.toml",
        msgspec.structs.replace(layout, groups=(first, *layout.groups[1:])),
    )
    (tmp_path / "drives" / "VCOM1").mkdir(parents=True)
    words = ["--root", str(tmp_path), "--group", "VCOM1", "--node", "SV1"]
    ended = subprocess.run(
        [sys.executable, "-m", "jmss.commands.jmssd", *words],
        cwd=CHECKOUT,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert ended.returncode == 3
    assert "0.0.0.0:7340" in ended.stderr
    assert "TLS, tokens" in ended.stderr


def test_a_cluster_is_told_at_once_and_nothing_is_started(tmp_path: Path) -> None:
    layout = figure(7340)
    first = msgspec.structs.replace(layout.groups[0], address="192.0.2.1")
    layout = msgspec.structs.replace(layout, groups=(first, *layout.groups[1:]))
    with pytest.raises(
        WideOpen, match=r"192\.0\.2\.1:7340, where others can reach it, without: TLS"
    ):
        LocalCluster(tmp_path).up(layout=layout)
    assert not (tmp_path / "cluster.toml").exists()
