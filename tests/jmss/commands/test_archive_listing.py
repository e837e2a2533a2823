# SPDX-License-Identifier: GPL-3.0-or-later
"""``jstat --archive``, which asks no server."""

import json
import time
from pathlib import Path

import pytest

from jmss.cluster.folders import ClusterFolders
from jmss.cluster.layout import figure
from jmss.cluster.toml import write_toml
from jmss.commands.archive_listing import local_archive
from jmss.errors import BadConfiguration
from jmss.model.jobs import Job, JobState
from jmss.store.archive import Archive
from jmss.store.folders import ServerFolders
from jmss.store.leavers import Leaver
from jmss.store.rows import encode_fact
from tests.fakes.command_runs import Run
from tests.fakes.facts import job


def local(text: str) -> float:
    return time.mktime(time.strptime(text, "%Y-%m-%d %H:%M"))


def ended(number: int, when: str, **fields: str) -> Job:
    at = local(when)
    state = JobState.ENDED_NORMALLY
    return job(
        number, state=state, submitted=at - 90, started=at - 65, ended=at, exit_code=0, **fields
    )


JOBS = [
    ended(1, "2025-03-31 23:30", name="night-run", queue="NIGHT"),
    ended(2, "2025-04-01 12:00", name="夜間集計", queue="STOCK"),
    ended(3, "2025-04-02 00:10", name="night-sum", queue="STOCK"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    archive = Archive(tmp_path / "archive")
    archive.add(Leaver(each, encode_fact(each)) for each in JOBS)
    archive.close()
    return tmp_path / "archive"


def test_as_a_table(run: Run, folder: Path) -> None:
    result = run("jstat", "--archive", "--folder", str(folder))
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert "夜間集計" in lines[2]
    assert "2025-04-01" in lines[2], "the year is not this one"
    assert lines[2].split()[-2:] == ["1:05", "0"]
    assert lines[4] == f"3 jobs of the archive {folder}"


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ([], [1, 2, 3]),
        (["--from", "2025-04-01"], [2, 3]),
        (["--from", "2025-04-01", "--to", "2025-04-02"], [2]),
        (["--to", "2025-04-01 12:00"], [1]),
        (["--from", "2025-04-02T00:10"], [3]),
        (["--name", "night-*"], [1, 3]),
        (["--name", "夜間??"], [2]),
        (["--queue", "STOCK", "--state", "ended_normally"], [2, 3]),
        (["--queue", "NOWHERE"], []),
        (["3", "1"], [1, 3]),
    ],
)
def test_only_the_jobs_that_are_wanted(
    run: Run, folder: Path, words: list[str], numbers: list[int]
) -> None:
    result = run("jstat", "--archive", "--folder", str(folder), "--json", *words)
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert [each["number"] for each in told["jobs"]] == numbers
    assert told["archive"] == str(folder)


def test_what_is_damaged_is_named_and_the_rest_is_shown(run: Run, folder: Path) -> None:
    first = min(folder.iterdir())
    first.write_bytes(first.read_bytes()[:-9])
    result = run("jstat", "--archive", "--folder", str(folder), "--json")
    assert result.exit_code == 3
    assert f"Not all of the archive file {first} can be read" in result.stderr
    told = json.loads(result.stdout)
    assert [each["number"] for each in told["jobs"]] == [2, 3]
    assert told["errors"][0]["code"] == "ArchiveDamaged"


def test_a_job_that_is_not_there_is_said(run: Run, folder: Path) -> None:
    result = run("jstat", "--archive", "--folder", str(folder), "2", "9")
    assert result.exit_code == 1
    assert "9" in result.stderr


def test_an_archive_that_has_no_job_yet(run: Run, tmp_path: Path) -> None:
    result = run("jstat", "--archive", "--folder", str(tmp_path / "none"))
    assert (result.exit_code, result.stderr) == (0, "")
    assert "0 jobs of the archive" in result.stdout


@pytest.mark.parametrize("option", ["--from", "--to", "--folder"])
def test_what_belongs_to_the_archive_is_refused_without_it(run: Run, option: str) -> None:
    result = run("jstat", option, "2025-01-01")
    assert result.exit_code == 2
    assert "--archive" in result.stderr


def test_the_archive_of_the_cluster_on_this_machine(tmp_path: Path) -> None:
    folders = ClusterFolders(tmp_path)
    write_toml(folders.layout, figure())
    expected = ServerFolders.on(folders.drive("VCOM1")).archive
    assert local_archive(folders.site, {}) == expected
    folders.drive("VCOM1").mkdir(parents=True)
    (folders.drive("VCOM1") / "storage.json").write_text('{"queue": "JMSS/queue"}')
    assert local_archive(folders.site, {}) == folders.drive("VCOM1") / "JMSS/queue/archive"
    (folders.drive("VCOM1") / "storage.json").unlink()
    assert local_archive(None, {"JMSS_SITE": str(folders.site)}) == expected
    with pytest.raises(BadConfiguration, match=r"cluster\.toml"):
        local_archive(tmp_path / "elsewhere" / "site.toml", {})
