# SPDX-License-Identifier: GPL-3.0-or-later
"""Archive files: by month, whole members, and what is damaged does not take the rest along."""

import gzip
from calendar import timegm
from pathlib import Path

import msgspec
import pytest

from jmss.errors import ArchiveDamaged
from jmss.model.jobs import Job, JobState
from jmss.store.archive import Archive
from jmss.store.archive_reader import Period, archived_jobs, sound_length
from jmss.store.leavers import Leaver
from jmss.store.rows import encode_fact
from tests.fakes.facts import job


def at(year: int, month: int, day: int = 1, hour: int = 0) -> float:
    return float(timegm((year, month, day, hour, 0, 0)))


def ended(number: int, when: float) -> Job:
    return job(number, state=JobState.ENDED_NORMALLY, submitted=when - 60.0, ended=when)


def leaver(each: Job) -> Leaver:
    return Leaver(each, encode_fact(each))


NOVEMBER = [ended(n, at(2026, 11, 10 + n)) for n in range(1, 6)]
DECEMBER = [ended(n, at(2026, 12, n - 9)) for n in range(10, 14)]


def read(
    folder: Path, period: Period | None = None, damaged: list[ArchiveDamaged] | None = None
) -> list[Job]:
    faults: list[ArchiveDamaged] = [] if damaged is None else damaged
    jobs = list(archived_jobs(folder, period or Period(), faults.append))
    assert faults == [] or damaged is not None, str(faults[0])
    return jobs


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An archive of three members of November and one of December, closed in order."""
    archive = Archive(tmp_path / "archive")
    for some in (NOVEMBER[:2], [*NOVEMBER[2:3], *DECEMBER], NOVEMBER[3:]):
        archive.add(map(leaver, some))
    archive.close()
    return tmp_path / "archive"


def test_a_file_a_month_that_any_gzip_reads(folder: Path) -> None:
    assert names(folder) == ["2026-11.0001.jsonl.gz", "2026-12.0001.jsonl.gz"]
    lines = gzip.decompress((folder / names(folder)[0]).read_bytes()).splitlines()
    assert [msgspec.json.decode(line, type=Job) for line in lines] == NOVEMBER
    assert read(folder) == NOVEMBER + DECEMBER


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (Period(begin=at(2026, 12)), DECEMBER),
        (Period(end=at(2026, 12)), NOVEMBER),
        (Period(begin=at(2026, 11, 13), end=at(2026, 12, 2)), [*NOVEMBER[2:], DECEMBER[0]]),
        (Period(begin=at(2027, 1)), []),
    ],
)
def test_a_period(folder: Path, period: Period, expected: list[Job]) -> None:
    assert read(folder, period) == expected


def test_files_of_other_months_are_not_opened(folder: Path) -> None:
    (folder / "2026-11.0001.jsonl.gz").write_bytes(b"broken")
    assert read(folder, Period(begin=at(2026, 12))) == DECEMBER


def test_one_that_never_ended_lies_where_it_was_submitted(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    cancelled = job(1, state=JobState.CANCELLED, submitted=at(2026, 10, 3))
    archive.add([leaver(cancelled)])
    assert names(tmp_path) == ["2026-10.0001.jsonl.gz.open"]
    assert read(tmp_path, Period(end=at(2026, 11))) == [cancelled]


def test_a_full_file_is_followed_by_the_next(tmp_path: Path) -> None:
    archive = Archive(tmp_path, full=1)
    for each in NOVEMBER[:2]:
        archive.add([leaver(each)])
    assert names(tmp_path) == ["2026-11.0001.jsonl.gz", "2026-11.0002.jsonl.gz"]
    assert read(tmp_path) == NOVEMBER[:2]


def test_another_process_begins_another_file_and_what_is_there_twice_is_given_once(
    folder: Path,
) -> None:
    archive = Archive(folder)
    archive.add(map(leaver, NOVEMBER[3:]))
    assert names(folder)[1] == "2026-11.0002.jsonl.gz.open"
    assert read(folder) == NOVEMBER + DECEMBER


@pytest.mark.parametrize("left", [3, 40, -1])
def test_half_a_member_of_a_killed_server_is_no_damage_and_is_cut_off(
    tmp_path: Path, left: int
) -> None:
    killed = Archive(tmp_path)
    killed.add(map(leaver, NOVEMBER[:2]))
    path = tmp_path / names(tmp_path)[0]
    sound = path.stat().st_size
    killed.add(map(leaver, NOVEMBER[2:]))
    whole = path.read_bytes()
    path.write_bytes(whole[: sound + left] if left > 0 else whole[:left])
    assert read(tmp_path) == NOVEMBER[:2]
    assert sound_length(path) == sound
    next_one = Archive(tmp_path)
    next_one.add(map(leaver, NOVEMBER[2:]))
    assert names(tmp_path) == ["2026-11.0001.jsonl.gz", "2026-11.0002.jsonl.gz.open"]
    assert read(tmp_path) == NOVEMBER


@pytest.mark.parametrize("where", [15, 60])
def test_a_damaged_file_is_named_and_the_rest_is_read(folder: Path, where: int) -> None:
    path = folder / "2026-11.0001.jsonl.gz"
    data = bytearray(path.read_bytes())
    data[where : where + 4] = b"\xff\xff\xff\xff"
    path.write_bytes(data)
    damaged: list[ArchiveDamaged] = []
    assert read(folder, damaged=damaged) == NOVEMBER[2:] + DECEMBER
    assert len(damaged) == 1
    assert str(path) in str(damaged[0])


def test_a_file_that_was_cut_is_named(folder: Path) -> None:
    path = folder / "2026-11.0001.jsonl.gz"
    path.write_bytes(path.read_bytes()[:-20])
    damaged: list[ArchiveDamaged] = []
    assert read(folder, damaged=damaged) == NOVEMBER[:3] + DECEMBER
    assert "ends in the middle" in str(damaged[0])


def test_a_file_that_cannot_be_opened_is_named(folder: Path) -> None:
    (folder / "2026-10.0001.jsonl.gz").mkdir()
    damaged: list[ArchiveDamaged] = []
    assert read(folder, damaged=damaged) == NOVEMBER + DECEMBER
    assert "2026-10" in str(damaged[0])


def test_no_archive_has_no_jobs(tmp_path: Path) -> None:
    assert read(tmp_path / "nowhere") == []


def test_a_member_that_does_not_fit_leaves_the_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = Archive(tmp_path)
    archive.add(map(leaver, NOVEMBER[:2]))

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("jmss.store.archive.os.fsync", full)
        with pytest.raises(OSError, match="No space"):
            archive.add(map(leaver, NOVEMBER[2:4]))
    archive.add(map(leaver, NOVEMBER[4:]))
    archive.close()
    assert read(tmp_path) == [*NOVEMBER[:2], NOVEMBER[4]]
