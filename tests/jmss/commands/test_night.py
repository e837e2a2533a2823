# SPDX-License-Identifier: GPL-3.0-or-later
"""The sample night: varied, light, and every script there."""

import random
import shlex
import signal
import subprocess
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from jmss.commands.night import load_night, submissions
from jmss.errors import BadConfiguration
from jmss.resources import resource_folder

SAMPLES = resource_folder() / "samples"


def first_night(language: str = "en", seed: int = 1) -> list[str]:
    night = load_night(SAMPLES)
    jobs = submissions(night, SAMPLES, language, random.Random(seed))
    return [job.name for job in islice(jobs, len(night.job))]


def test_it_is_a_night_of_batch() -> None:
    jobs = load_night(SAMPLES).job
    assert len(jobs) >= 40
    assert {job.queue for job in jobs} == {"NIGHT", "ACCOUNT", "STOCK", "REPORT"}
    assert min(job.seconds for job in jobs) >= 2
    assert max(job.seconds for job in jobs) <= 90
    assert {job.exit_code for job in jobs} >= {0, 1, 8}
    assert any(job.hold for job in jobs)
    assert 10 < sum(job.restartable for job in jobs) < len(jobs)


def test_names_are_told_apart_in_both_languages() -> None:
    jobs = load_night(SAMPLES).job
    assert len({job.ja for job in jobs}) == len({job.en for job in jobs}) == len(jobs)


def test_three_machines_keep_up_with_it() -> None:
    """20 jobs a minute of this length leave some of 3 x 4 places free (manual S14)."""
    jobs = load_night(SAMPLES).job
    alive = 20 / 60 * sum(job.seconds for job in jobs) / len(jobs)
    assert 8 < alive < 11


def test_a_seed_gives_the_same_night_again() -> None:
    assert first_night(seed=7) == first_night(seed=7) != first_night(seed=8)
    assert Counter(first_night()) == Counter(job.en for job in load_night(SAMPLES).job)


def test_names_are_in_the_language() -> None:
    assert "日次締め処理" in first_night("ja")
    assert "daily-close" in first_night("en")


def test_every_script_is_there_and_readable_for_the_shell() -> None:
    for script in {job.script for job in load_night(SAMPLES).job}:
        subprocess.run(["sh", "-n", str(SAMPLES / "jobs" / script)], check=True)


def test_every_script_works_and_writes_in_its_language() -> None:
    scripts = sorted({job.script for job in load_night(SAMPLES).job})
    started = {
        (name, language): subprocess.Popen(
            ["sh", str(SAMPLES / "jobs" / name), language, "2"], stdout=subprocess.PIPE
        )
        for name in scripts
        for language in ("ja", "en")
    }
    ended = {key: (job.communicate(timeout=30)[0], job) for key, job in started.items()}
    for (name, language), (out, job) in ended.items():
        assert out, name
        assert out.isascii() == (language == "en"), name
        assert job.returncode == (-signal.SIGSEGV if name == "crash.sh" else 0), name


@pytest.mark.parametrize("name", ["steps.sh", "wait.sh"])
def test_a_script_that_is_to_fail_fails_and_says_why(name: str) -> None:
    line = ["sh", str(SAMPLES / "jobs" / name), "ja", "1", "8"]
    said = subprocess.run(line, capture_output=True, timeout=30, check=False)
    assert said.returncode == 8
    assert said.stderr.decode().startswith("エラー")


def test_a_job_that_is_to_fail_gets_its_exit_code() -> None:
    night = load_night(SAMPLES)
    codes = {job.en: job.exit_code for job in night.job}
    for job in islice(submissions(night, SAMPLES, "en", random.Random(1)), len(night.job)):
        first, *words = shlex.split(job.command)
        assert first == "exec"
        assert Path(words[1]).is_file()
        assert (words[4:] == [str(codes[job.name])]) == bool(codes[job.name])


def test_a_missing_or_wrong_night_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match=r"night\.toml"):
        load_night(tmp_path)
    (tmp_path / "night.toml").write_text('[[job]]\nja = "x"\n')
    with pytest.raises(BadConfiguration, match="en"):
        load_night(tmp_path)
