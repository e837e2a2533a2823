# SPDX-License-Identifier: GPL-3.0-or-later
"""Storage folders as people write them (manual S6, S15)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jmss.errors import BadFolder, JmssError, NotOnDrive
from jmss.model.machines import ServerType
from jmss.model.storage_folders import (
    KEPT_BY_JMSS,
    Purpose,
    folder_faults,
    parts_below_drive,
    recommended_folders,
    storage_folder,
)

SERVER = ServerType.JMSS_SERVER


def test_the_recommended_values_lie_on_the_switching_drive() -> None:
    folders = recommended_folders(SERVER, "I:")
    assert folders == {
        Purpose.LOG: "I:/log",
        Purpose.OUTPUT: "I:/output",
        Purpose.QUEUE: "I:/queue",
        Purpose.SCHEDULE: "I:/schedule",
    }
    assert folder_faults(SERVER, folders, "I:") == {}
    machine = ServerType.EXECUTION_MACHINE
    assert recommended_folders(machine, "J:") == {Purpose.LOG: "J:/log"}
    assert recommended_folders(None, "J:") == {}


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("I:/log", "I:/log"),
        ("i:\\JMSS\\log\\", "I:/JMSS/log"),
        ("  I://JMSS//log ", "I:/JMSS/log"),
        ("I:/ログ", "I:/ログ"),
    ],
)
def test_a_folder_has_one_form(written: str, kept: str) -> None:
    assert storage_folder(written, "I:") == kept


@pytest.mark.parametrize("written", ["J:/log", "/var/log", "log", "I:log", "\\\\host\\log", "C:\\"])
def test_a_folder_elsewhere_is_refused_with_folder_and_drive(written: str) -> None:
    """Manual S15."""
    with pytest.raises(NotOnDrive) as refused:
        storage_folder(written, "I:")
    assert refused.value.fields == {"folder": written, "drive": "I:"}


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "enter a folder"),
        ("   ", "enter a folder"),
        ("I:", "the drive itself"),
        ("I:/", "the drive itself"),
        ("I:/../etc", "without . and .."),
        ("I:/a/./b", "without . and .."),
        ("I:/a\nb", "cannot be seen"),
        ("I:/a /b", "spaces at an end"),
        ("I:/\ud800", "cannot be seen"),
        ("I:/" + "あ" * 90, "too long"),
        ("I:/" + "/".join(["a" * 200] * 6), "too long"),
        ("I:/Jobs/log", "something else"),
        ("I:/owner.lock", "something else"),
    ],
)
def test_what_can_be_no_storage_folder(written: str, why: str) -> None:
    with pytest.raises(BadFolder, match=why):
        storage_folder(written, "I:")


def test_all_that_is_wrong_is_said_at_once() -> None:
    folders = {
        Purpose.LOG: "I:/a",
        Purpose.OUTPUT: "I:/a/b",
        Purpose.QUEUE: "J:/queue",
        Purpose.SCHEDULE: "",
    }
    faults = folder_faults(SERVER, folders, "I:")
    assert set(faults) == {Purpose.OUTPUT, Purpose.QUEUE, Purpose.SCHEDULE}
    assert "lie in each other" in str(faults[Purpose.OUTPUT])
    # A fault of one folder is no fault of another one.
    assert folder_faults(SERVER, {**folders, Purpose.OUTPUT: "I:/ab"}, "I:").keys() == {
        Purpose.QUEUE,
        Purpose.SCHEDULE,
    }


def test_a_folder_that_the_server_type_does_not_have() -> None:
    folders = {Purpose.LOG: "J:/log", Purpose.QUEUE: "J:/queue"}
    assert folder_faults(ServerType.EXECUTION_MACHINE, folders, "J:").keys() == {Purpose.QUEUE}
    assert folder_faults(None, folders, "J:").keys() == {Purpose.LOG, Purpose.QUEUE}


@given(st.text(max_size=40))
def test_whatever_is_written_is_refused_or_stays_on_its_drive(text: str) -> None:
    for written in (text, f"I:/{text}", f"I:\\{text}"):
        try:
            kept = storage_folder(written, "I:")
        except JmssError:
            continue
        assert kept.startswith("I:/")
        assert storage_folder(kept, "I:") == kept
        parts = parts_below_drive(kept)
        assert parts
        assert not {"", ".", ".."} & set(parts)
        assert parts[0].lower() not in KEPT_BY_JMSS
