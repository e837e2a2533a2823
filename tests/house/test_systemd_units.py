# SPDX-License-Identifier: GPL-3.0-or-later
"""The systemd units hang together as the manual's services do (manual S5, S16)."""

import configparser
import shutil
import subprocess
from pathlib import Path

import pytest

from jmss.cluster.services import DEPENDS_ON, Service
from tests.house.checkout import ROOT

UNITS = ROOT / "packaging" / "systemd"
NAMES = {service: f"{service.value.lower()}@" for service in Service}
BOTH = DEPENDS_ON[Service.JCLUSTER]


def unit(service: Service) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # its documented use
    parser.read(UNITS / f"{NAMES[service]}.service", encoding="utf-8")
    return parser


def test_there_is_a_unit_for_each_service() -> None:
    there = {path.name for path in UNITS.glob("*.service")}
    assert there == {f"{name}.service" for name in NAMES.values()}
    for service in Service:
        assert unit(service)["Unit"]["Description"].startswith(service.full_name)


def test_jcluster_service_starts_both_others() -> None:
    whole = unit(Service.JCLUSTER)
    assert whole["Unit"]["Requires"].split() == [f"{NAMES[each]}%i.service" for each in BOTH]
    assert whole["Install"]["WantedBy"] == "multi-user.target", "it starts automatically"


@pytest.mark.parametrize("service", BOTH)
def test_each_of_both_stops_and_restarts_with_it_and_only_so(service: Service) -> None:
    part = unit(service)["Unit"]
    whole = f"{NAMES[Service.JCLUSTER]}%i.service"
    assert part["PartOf"] == whole, "stop and restart come from it"
    assert part["After"] == whole
    assert part["RefuseManualStart"] == part["RefuseManualStop"] == "yes"
    assert not unit(service).has_section("Install")


def test_each_unit_starts_its_service_by_its_name_on_its_node() -> None:
    for service in Service:
        words = unit(service)["Service"]["ExecStart"].split()
        assert words[1:3] == ["start", service.value]
        assert words[-2:] == ["--node", "%i"]
    agent = unit(Service.JCLUSTER)["Service"]
    assert agent["Type"] == "notify"
    assert "--foreground" in agent["ExecStart"]
    assert agent["KillMode"] == "mixed", "the agent is asked first, and ends the rest in order"


def test_systemd_finds_no_fault(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("there is no systemd-analyze here")
    for path in UNITS.glob("*.service"):
        # The program and its user come with the installation.
        text = path.read_text(encoding="utf-8").replace("/usr/bin/jservice", "/bin/true")
        (tmp_path / path.name).write_text(text.replace("User=jmss", "User=root"), encoding="utf-8")
    instances = [str(tmp_path / f"{name}SV1.service") for name in NAMES.values()]
    done = subprocess.run(
        [analyze, "verify", "--man=no", *instances],
        env={"SYSTEMD_UNIT_PATH": f"{tmp_path}:", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
