# SPDX-License-Identifier: GPL-3.0-or-later
"""The bed of namespaces leaves nothing behind, whoever dies."""

import subprocess
import sys

import psutil
import pytest

from tests.faults.network import Bed, sweep, why_not
from tests.faults.server_end import CHECKOUT


@pytest.fixture(autouse=True)
def _possible() -> None:
    if why_not():
        pytest.skip(why_not())


def names() -> set[str]:
    listed = subprocess.run(["ip", "netns", "list"], check=True, capture_output=True, text=True)
    return {line.split()[0] for line in listed.stdout.splitlines()}


def test_a_bed_takes_its_namespaces_and_processes_away() -> None:
    bed = Bed()
    mine = set(bed.names)
    assert mine <= names()
    process = bed.start("SV1", ["sleep", "60"])
    bed.close()
    assert process.poll() is not None
    assert not mine & names()


def test_what_a_dead_test_left_is_swept_and_its_processes_are_gone() -> None:
    words = (
        "import os, subprocess; from tests.faults.network import Bed; bed = Bed();"
        "process = bed.start('SV1', ['sh', '-c', 'echo there; exec sleep 20'],"
        " stdout=subprocess.PIPE);"
        "process.stdout.readline();"
        "print(process.pid, *bed.names, flush=True); os._exit(1)"
    )
    died = subprocess.run(
        [sys.executable, "-c", words], cwd=CHECKOUT, check=False, capture_output=True, text=True
    )
    pid, *left = died.stdout.split()
    assert set(left) <= names()
    assert set(left) <= set(sweep())
    assert not set(left) & names()
    if psutil.pid_exists(int(pid)):
        assert psutil.Process(int(pid)).status() == psutil.STATUS_ZOMBIE


def test_the_beds_of_living_tests_are_left_alone() -> None:
    bed = Bed()
    try:
        assert not set(bed.names) & set(sweep())
        assert set(bed.names) <= names()
    finally:
        bed.close()
