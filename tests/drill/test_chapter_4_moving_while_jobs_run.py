# SPDX-License-Identifier: GPL-3.0-or-later
"""Chapter 4: a failover group is moved only when no job runs there (manual S12).

The real cluster, real jobs and the desk's real window: it shows what runs there, waits for it
or gives the waiting up, and interrupts jobs only by name.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PyQt6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from jlook_client.apps.drill import free_port
from jlook_client.apps.group_moving import GroupMoving
from jlook_client.apps.machine_room import MachineRoom
from jlook_client.clock import Clock
from jmss.texts import Texts

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]
SOON = 40_000


class Site:
    """A running cluster and the commands that anybody can give."""

    def __init__(self, room: MachineRoom, qtbot: QtBot) -> None:
        self.room = room
        self._qtbot = qtbot

    def said(self, program: str, *words: str) -> dict[str, object]:
        if program == "jcluster":
            line = [*words, "--root", str(self.room.root), "--json"]
        else:
            line = ["--site", str(self.room.site_file), "--json", *words]
        done = subprocess.run(
            [sys.executable, "-m", f"jmss.commands.{program}", *line],
            capture_output=True,
            timeout=60,
            check=False,
        )
        answer = json.loads(done.stdout)
        assert isinstance(answer, dict), done.stderr
        return answer

    def submit(self, command: str, *words: str) -> int:
        made = self.said("jsub", "--queue", "VCOM2", *words, "--", command)
        return int(str(made["job"]))

    def state(self, number: int) -> str:
        jobs = self.said("jstat")["jobs"]
        assert isinstance(jobs, list)
        return str(next(job["state"] for job in jobs if job["number"] == number))

    def until(self, true: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(true, timeout=SOON)


@pytest.fixture
def site(tmp_path: Path, qtbot: QtBot) -> Iterator[Site]:
    room = MachineRoom(tmp_path / "cluster", free_port("127.0.0.101"))
    room.start_cluster()
    site = Site(room, qtbot)
    site.until((room.root / "site.toml").exists)
    site.until(
        lambda: (
            "error" not in (there := site.said("jcluster", "status"))
            and all(group["state"] == "up" for group in there["groups"])
        )  # type: ignore[index,attr-defined]
    )
    yield site
    room.end()


@pytest.mark.slow
def test_it_waits_gives_up_and_interrupts_only_by_name(
    site: Site, qtbot: QtBot, keep: Callable[[QWidget], None]
) -> None:
    said: list[str] = []
    moving = GroupMoving(site.room, Texts("en"), Clock(), said.append)
    window = moving.window
    keep(window)

    def press(button: QPushButton) -> None:
        site.until(button.isVisible)
        button.click()

    lasting = site.submit("sleep 600", "--name", "LASTING", "--restartable")
    site.until(lambda: site.state(lasting) == "running")
    moving.begin("VCOM2", "SV3")
    press(window.wait)
    site.until(window.stop.isVisible)
    assert jobs(moving) == [f"{lasting} LASTING"]
    waiting = site.submit("true", "--name", "LATER")
    assert site.state(waiting) == "queued", "its queues are stopped meanwhile"
    press(window.stop)
    site.until(lambda: "job queues are open again" in window.told.text())
    site.until(lambda: site.state(waiting) == "ended_normally")
    assert carrier(site) == "SV2"

    press(window.again)
    press(window.at_once)
    site.until(window.confirm.isVisible)
    assert jobs(moving) == [f"{lasting} LASTING"]
    window.confirm.click()
    site.until(lambda: said[-1:] == ["VCOM2 is on SV3. 1 job was interrupted."])
    assert carrier(site) == "SV3"
    site.until(lambda: site.state(lasting) == "running")

    site.said("jcancel", str(lasting))
    site.until(lambda: site.state(lasting) == "cancelled")
    moving.begin("VCOM2", "SV2")
    site.until(lambda: window.told.text().startswith("It is safe to move VCOM2"))
    press(window.wait)
    site.until(lambda: said[-1] == "VCOM2 is on SV2.")
    assert carrier(site) == "SV2"


def carrier(site: Site) -> str:
    groups = site.said("jcluster", "status")["groups"]
    assert isinstance(groups, list)
    return str(next(group["node"] for group in groups if group["name"] == "VCOM2"))


def jobs(moving: GroupMoving) -> list[str]:
    rows = moving.window.jobs
    return [item.text() for row in range(rows.count()) if (item := rows.item(row))]


@pytest.fixture
def keep(qapp: object) -> Iterator[Callable[[QWidget], None]]:
    """Takes windows that are closed and destroyed when the test is over."""
    windows: list[QWidget] = []
    yield windows.append
    for window in windows:
        window.close()
        window.deleteLater()
