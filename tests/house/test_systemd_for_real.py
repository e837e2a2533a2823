# SPDX-License-Identifier: GPL-3.0-or-later
"""The systemd units under a real systemd: process 1 of namespaces of its own (manual S5, S16).

Needs root, systemd and the right to make namespaces; elsewhere it is skipped with the reason.
"""

import os
import shutil
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from tests.house.checkout import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

ROOM = ROOT / "tests" / "fakes" / "systemd_room.sh"
CGROUPS = Path("/sys/fs/cgroup/systemd")
LONGEST = 120.0
ALL = ("jcluster", "jlook", "jschedule")

UNITS = {
    "room.target": "[Unit]\nRequires=basic.target\nWants=story.service\n",
    "story.service": "[Service]\nExecStart=/bin/sh /run/room/story.sh\n"
    "StandardOutput=file:/run/room/out\nStandardError=inherit\n",
}
STORY = """
export JMSS_ROOT=/var/lib/jmss
is() { systemctl is-active "$1@SV1"; }
pid() { systemctl show -P MainPID jcluster@SV1; }
told() {
    echo "$1 $2 $(is jcluster) $(is jlook) $(is jschedule) $(pid)"
}
settled() {
    for _ in $(seq 200); do
        case "$(is jcluster) $(is jlook) $(is jschedule)" in
            "active active active") break ;;
        esac
        sleep 0.1
    done
}
runuser -u jmss -- jcluster up >/dev/null && runuser -u jmss -- jcluster down >/dev/null

systemctl start jcluster@SV1; code=$?; settled; told start $code
jservice status --node SV1 >/dev/null; told status $?
systemctl restart jlook@SV1; told restart-jlook $?
systemctl stop jschedule@SV1; told stop-jschedule $?
systemctl restart jcluster@SV1; code=$?; settled; told restart $code
systemctl kill -s KILL --kill-whom=main jcluster@SV1
while [ "$(is jlook)" = active ] && [ "$(is jcluster)" = active ]; do sleep 0.1; done
settled; told killed 0
systemctl stop jcluster@SV1; told stop $?
systemctl start jcluster@SV1; systemctl stop jcluster@SV1; told stop-at-once $?
echo "left $(ps -u jmss -o pid= | wc -l)"
systemctl exit 0
"""


def room(folder: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    cgroup = CGROUPS / f"jlook-test-{uuid.uuid4().hex[:8]}"
    return subprocess.run(
        ["sh", str(ROOM), "enter", str(cgroup), str(folder)],
        capture_output=True,
        text=True,
        env={**os.environ, "TRY": "", **environment},
        timeout=LONGEST,
        check=False,
    )


@pytest.fixture
def _possible(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root may start a systemd of its own")
    for needed in ("unshare", "ip", "runuser", "systemctl"):
        if shutil.which(needed) is None:
            pytest.skip(f"there is no {needed}")
    if not Path("/lib/systemd/systemd").exists() or not CGROUPS.is_dir():
        pytest.skip("there is no systemd, or none with control groups of version 1")
    tried = room(tmp_path, TRY="yes")
    if tried.returncode != 0:
        pytest.skip(f"no namespaces can be made here: {tried.stderr.strip()}")


@pytest.mark.usefixtures("_possible")
def test_the_units_do_what_the_manual_says(tmp_path: Path) -> None:
    folder = tmp_path / "room"
    shutil.copytree(ROOT / "packaging" / "systemd", folder / "units")
    for name, text in UNITS.items():
        (folder / "units" / name).write_text(text)
    (folder / "story.sh").write_text(STORY)
    (folder / "bin").mkdir()
    for command in ("jservice", "jcluster"):
        (folder / "bin" / command).symlink_to(Path(sys.prefix) / "bin" / command)
    done = room(folder, READABLE=f"{sys.base_prefix} {sys.prefix} {ROOT}")
    assert done.returncode == 0, done.stderr
    said = (folder / "out").read_text()
    steps = {words[0]: words[1:] for words in map(str.split, said.splitlines()) if words}

    code, *states, first = steps["start"]
    assert (code, states) == ("0", ["active"] * 3), said
    assert steps["status"] == ["0", *states, first], "and so says jservice"

    for alone in ("restart-jlook", "stop-jschedule"):
        code, *states, pid = steps[alone]
        assert code != "0", "by itself it is refused"
        assert (states, pid) == (["active"] * 3, first), "and nothing is touched"
    assert said.count("may be requested by dependency only") == 2

    code, *states, second = steps["restart"]
    assert (code, states) == ("0", ["active"] * 3)
    assert second != first

    code, *states, third = steps["killed"]
    assert states == ["active"] * 3, "systemd starts the agent anew, and both with it"
    assert third not in {second, "0"}

    for end in ("stop", "stop-at-once"):
        assert steps[end] == ["0", *["inactive"] * 3, "0"], said
    assert steps["left"] == ["0"], "no process is left"
