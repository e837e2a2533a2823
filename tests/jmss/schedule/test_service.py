# SPDX-License-Identifier: GPL-3.0-or-later
"""The schedule service as a process: its place, its token, a real server, an end in order."""

import asyncio
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from jmss.access.roles import AccessRole
from jmss.access.token_file import TokenFile, access_folder
from jmss.cluster.data_follow import bring_data
from jmss.cluster.folders import ClusterFolders
from jmss.cluster.layout import figure, load_layout
from jmss.cluster.tokens import provide_tokens
from jmss.cluster.toml import write_toml
from jmss.errors import BadConfiguration, NoSuchGroup, NoSuchNode
from jmss.model.storage_folders import Purpose
from jmss.schedule.service import find_place
from tests.fakes.cluster import until
from tests.fakes.jmssd import CHECKOUT, Jmssd
from tests.fakes.raw_client import Fields, RawClient

AHEAD = (str(CHECKOUT / "tests" / "fakes" / "ahead_jmssd.py"),)
MINUTE = 60.0


@pytest.fixture
def folders(tmp_path: Path) -> ClusterFolders:
    folders = ClusterFolders(tmp_path)
    write_toml(folders.layout, figure(7341))
    write_toml(folders.site, figure(7341).site)
    return folders


def test_it_finds_its_place_and_a_token_of_its_own(folders: ClusterFolders) -> None:
    place = find_place(folders.root, group="VCOM1", node="SV2")
    assert (place.site.server, place.site.port) == ("VCOM1", 7341)
    assert place.site.token_file == str(folders.drive("VCOM1") / "scheduler_token")
    assert place.log == folders.drive("VCOM1") / "schedule" / "schedules.log"


def test_its_log_goes_with_the_schedule_folder(folders: ClusterFolders) -> None:
    drive = folders.drive("VCOM1")
    drive.mkdir(parents=True)
    wanted = {purpose: drive / "data" / purpose for purpose in Purpose}
    bring_data(drive, wanted, group="VCOM1")
    (wanted[Purpose.SCHEDULE] / "schedules.log").write_text("of SV1\n")
    wanted[Purpose.SCHEDULE] = drive / "elsewhere"
    bring_data(drive, wanted, group="VCOM1")
    place = find_place(folders.root, group="VCOM1", node="SV2")
    assert place.log == drive / "elsewhere" / "schedules.log"
    assert place.log.read_text() == "of SV1\n"


def test_it_works_on_without_a_log_on_the_drive(tmp_path: Path) -> None:
    site = Site(tmp_path / "cluster")
    (site.server.drive / "schedule" / "schedules.log").mkdir(parents=True)
    with working(site) as service:
        assert service.stderr is not None
        first = service.stderr.readline()
        assert "schedules.log cannot be written" in first
        assert "schedules of VCOM1, on SV1" in service.stderr.readline()
        until(site.folders.schedule_beat("SV1", "VCOM1").exists)
        service.send_signal(signal.SIGTERM)
        assert service.wait(5.0) == 0


def test_a_wrong_place_is_told(folders: ClusterFolders) -> None:
    with pytest.raises(NoSuchGroup):
        find_place(folders.root, group="VCOM9", node="SV2")
    with pytest.raises(NoSuchNode):
        find_place(folders.root, group="VCOM1", node="SV9")
    with pytest.raises(BadConfiguration, match="VCOM2 is not the JMSS server"):
        find_place(folders.root, group="VCOM2", node="SV2")
    folders.site.unlink()
    with pytest.raises(BadConfiguration, match=r"site\.toml"):
        find_place(folders.root, group="VCOM1", node="SV1")


def test_a_process_without_a_place_says_so(folders: ClusterFolders) -> None:
    ended = subprocess.run(
        [*service_line(folders.root), "--group", "VCOM2", "--node", "SV1"],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert ended.returncode == 2
    assert "VCOM2 is not the JMSS server" in ended.stderr


class Site:
    """A server that asks for tokens, with a clock that can be set, and the schedule service."""

    def __init__(self, root: Path) -> None:
        self.server = Jmssd(root, AHEAD)
        self.folders = ClusterFolders(root)
        layout = load_layout(self.folders.layout)
        write_toml(self.folders.site, layout.site)
        provide_tokens(self.folders, layout)
        tokens = TokenFile(access_folder(self.server.drive))
        self.token = tokens.add("admin", AccessRole.ADMINISTRATOR)

    def minute_comes(self) -> float:
        """Set the server's clock to a second before a full minute; give that."""
        due = (time.time() // MINUTE + 1) * MINUTE
        (self.folders.root / "ahead").write_text(repr(max(0.0, due - 1.0 - time.time())))
        return due

    def client(self) -> RawClient:
        client = RawClient(self.server.uri, role="command")
        client.headers = {"Authorization": f"Bearer {self.token}"}
        return client

    async def facts(self) -> list[Fields]:
        async with self.client() as client:
            await client.say(t="list", id="l")
            listing: Fields = await client.until("listing", id="l")
            facts: list[Fields] = listing["facts"]
            return facts


@contextmanager
def working(site: Site) -> Iterator[subprocess.Popen[str]]:
    site.server.start()
    line = [*service_line(site.folders.root), "--group", "VCOM1", "--node", "SV1"]
    service = subprocess.Popen(line, stderr=subprocess.PIPE, text=True)
    try:
        yield service
    finally:
        service.kill()
        service.communicate()
        site.server.kill()


def service_line(root: Path) -> list[str]:
    return [sys.executable, "-m", "jmss.commands.jscheduled", "--root", str(root)]


def test_it_fires_at_the_second_and_ends_in_order(tmp_path: Path) -> None:
    async def story(site: Site, service: subprocess.Popen[str]) -> None:
        job = {"name": "close", "command": "true", "queue": "NIGHT"}
        schedule = {
            "k": "schedule",
            "name": "each minute",
            "cron": "* * * * *",
            "owner": "sato",
            "jobs": [job, job],
        }
        async with site.client() as client:
            answer = await client.ask({"k": "put_document", "document": schedule})
            assert not answer.get("error")
        due = site.minute_comes()
        found: list[Fields] = []
        async with asyncio.timeout(20):
            while not found:
                facts = await site.facts()
                found = [fact for fact in facts if fact["k"] == "fired"]
                await asyncio.sleep(0.05)
        (run,) = found[0]["runs"]
        assert (run["due"], found[0]["up_to"], run["outcome"]) == (due, due, "submitted")
        assert 0.0 <= run["at"] - due < 1.0
        jobs = {fact["number"]: fact for fact in facts if fact["k"] == "job"}
        assert list(jobs) == run["jobs"] == [1, 2]
        assert {job["owner"] for job in jobs.values()} == {"sato"}
        assert service.poll() is None

    site = Site(tmp_path / "cluster")
    with working(site) as service:
        asyncio.run(story(site, service))
        service.send_signal(signal.SIGTERM)
        assert service.wait(5.0) == 0
    # On the switching drive, where the next node goes on with it.
    told = (site.server.drive / "schedule" / "schedules.log").read_text()
    assert re.search(
        r"each minute, due \d{4}-\d\d-\d\dT\d\d:\d\d:00Z: jobs 1, 2, 0\.\d+ s late", told
    )
