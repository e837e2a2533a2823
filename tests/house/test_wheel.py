# SPDX-License-Identifier: GPL-3.0-or-later
"""The wheel holds everything that the checkout holds for a run, and works away from it."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.checkout import ROOT, our_files

PLACES = {
    "jmss": "jmss",
    "jlook_client": "jlook_client",
    "resources": "jlook_client/resources",
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=100,
    )
    (built,) = folder.glob("*.whl")
    return zipfile.ZipFile(built)


def test_it_holds_every_file_of_a_run(wheel: zipfile.ZipFile) -> None:
    expected = {
        str(Path(PLACES[path.parts[0]], *path.parts[1:]))
        for path in our_files()
        if path.parts[0] in PLACES
    }
    assert expected - set(wheel.namelist()) == set()
    assert len(expected) > 50


def test_it_holds_the_compiled_catalogue(wheel: zipfile.ZipFile) -> None:
    name = "jlook_client/resources/locale/ja/LC_MESSAGES/jlook.mo"
    assert wheel.read(name)[:4] == b"\xde\x12\x04\x95"


def test_its_texts_are_found_away_from_the_checkout(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path)
    code = "from jmss.texts import Texts; import jmss; print(jmss.__file__); Texts('ja')"
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert Path(told.stdout.strip()).is_relative_to(tmp_path)
