# SPDX-License-Identifier: GPL-3.0-or-later
"""The log bundle: searched for the secrets that were planted in everything that goes into it."""

import json
import os
import stat
import zipfile
from pathlib import Path

import pytest
from PyQt6.QtWidgets import QApplication

from jlook_client.apps.log_bundle import KEPT, MOST_OF_LOG, LogBundle, Sources
from jmss.access.token import new_token

TOKEN = new_token()
TICKET = "jmst_" + "Ab1-_." * 9
OTHER = "a secret of another kind"
PLANTED = [TOKEN, TICKET, OTHER, "hunter2", "ueda"]


def a_bundle(folder: Path, log: str, settings: str = "{}") -> LogBundle:
    (folder / "jlook.log").write_text(log, encoding="utf-8")
    (folder / "jlook.json").write_text(settings, encoding="utf-8")
    sources = Sources(
        log=folder / "jlook.log",
        settings=folder / "jlook.json",
        secrets=lambda: [OTHER],
        users=lambda: ["ueda"],
    )
    return LogBundle(folder / "bundles", sources)


def contents(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as bundle:
        return {name: bundle.read(name).decode() for name in bundle.namelist()}


def test_no_planted_secret_is_in_it(tmp_path: Path) -> None:
    lines = "\n".join(f"INFO said {secret} and password={secret}" for secret in PLANTED)
    settings = json.dumps({"profiles": [{"user": "ueda", "name": TOKEN}], "x": OTHER})
    bundle = a_bundle(
        tmp_path, f"{lines}\npassword: hunter2\n".replace("said hunter2", ""), settings
    )
    crash = tmp_path / "crash.txt"
    crash.write_text(f"File /home/ueda/{TOKEN}")
    path = bundle.write(f"ValueError: {TICKET} Bearer {TOKEN}\n{lines}", crashes=[crash])
    found = contents(path)
    assert set(found) == {
        "about.txt", "fault.txt", "log.txt", "versions.txt", "settings.json", "crash-1.txt",
    }  # fmt: skip
    for name, text in found.items():
        for secret in PLANTED:
            if (name, secret) != ("fault.txt", "hunter2"):
                assert secret not in text, (name, secret)
    raw = path.read_bytes()
    assert not any(secret.encode() in raw for secret in PLANTED)
    assert "taken out, and the names of users" in found["about.txt"]
    assert "ValueError" in found["fault.txt"]
    assert "numpy" in found["versions.txt"]


def test_the_names_of_users_stay_where_that_is_wished(tmp_path: Path) -> None:
    bundle = a_bundle(tmp_path, f"ueda showed {TOKEN}\n")
    log = contents(bundle.write("", with_users=True))["log.txt"]
    assert log == "ueda showed <secret>\n"


def test_of_a_long_log_the_end_in_whole_lines(tmp_path: Path) -> None:
    line = f"INFO {TOKEN} " + "x" * 80 + "\n"
    bundle = a_bundle(tmp_path, line * (2 * MOST_OF_LOG // len(line)))
    log = contents(bundle.write(""))["log.txt"]
    assert MOST_OF_LOG // 2 < len(log) < MOST_OF_LOG
    assert log.startswith("INFO <secret> x")
    assert log.endswith("x\n")


def test_only_its_owner_can_read_it_and_few_are_kept(tmp_path: Path) -> None:
    bundle = a_bundle(tmp_path, "")
    paths = [bundle.write(str(n)) for n in range(KEPT + 3)]
    assert len(set(paths)) > KEPT
    left = list(bundle.folder.iterdir())
    assert len(left) == KEPT
    assert paths[-1] in left
    assert stat.S_IMODE(paths[-1].stat().st_mode) == 0o600


def test_what_is_missing_is_said_in_its_place(tmp_path: Path) -> None:
    bundle = LogBundle(tmp_path, Sources(log=tmp_path / "none", settings=tmp_path))
    found = contents(bundle.write("x"))
    assert found["log.txt"] == f"{os.strerror(2)}\n"


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    bundle = LogBundle(tmp_path / "file", Sources(log=tmp_path, settings=tmp_path))
    with pytest.raises(FileExistsError):
        bundle.write("x")


def test_the_screens_are_in_it(qapp: QApplication, tmp_path: Path) -> None:
    bundle = a_bundle(tmp_path, "")
    bundle.look_at_screens()
    assert "platform offscreen" in contents(bundle.write(""))["versions.txt"]
