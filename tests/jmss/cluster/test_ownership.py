# SPDX-License-Identifier: GPL-3.0-or-later
import os
import signal
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from jmss.cluster import ownership as module
from jmss.cluster.identity import machine_id, process_start
from jmss.cluster.ownership import (
    OwnerRecord,
    Ownership,
    adopt,
    beat_stamp,
    current_owner,
    is_owned,
    let_go,
    lives,
)
from jmss.errors import BadConfiguration, DriveElsewhere, DriveHeld, DriveMissing, Fenced

HOLDER = """
import sys
from pathlib import Path
from jmss.cluster.ownership import Ownership
owner = Ownership.acquire(Path(sys.argv[1]), virtual_computer="VCOM1", node="SV1")
print(owner.incarnation, flush=True)
sys.stdin.read()
"""


def acquire(drive: Path, node: str = "SV1", patience: float = 0.0) -> Ownership:
    return Ownership.acquire(drive, virtual_computer="VCOM1", node=node, patience=patience)


def holder(drive: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(drive)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "JMSS_BOOT": "boot-of-holder"},
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip().isdigit()
    return process


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def rewrite(drive: Path, **fields: object) -> None:
    record = current_owner(drive)
    assert record is not None
    changed = msgspec.structs.replace(record, **fields)
    (drive / "owner.json").write_bytes(msgspec.json.encode(changed))


def test_the_first_owner_is_incarnation_one_and_has_no_predecessor(tmp_path: Path) -> None:
    owner = acquire(tmp_path)
    assert owner.incarnation == 1
    assert owner.previous is None
    assert owner.record.pid == os.getpid()
    assert owner.record.pid_start == process_start(os.getpid())
    assert is_owned(tmp_path)
    owner.check()
    owner.release()
    assert not is_owned(tmp_path)


def test_nobody_gets_a_drive_that_is_held_and_is_told_by_whom(tmp_path: Path) -> None:
    process = holder(tmp_path)
    try:
        with pytest.raises(DriveHeld) as refused:
            acquire(tmp_path, "SV2")
        assert refused.value.fields["owner"] == f"SV1, process {process.pid}"
        assert str(tmp_path) in str(refused.value)
    finally:
        end(process)


def test_a_killed_owner_frees_the_drive_and_the_next_sees_that_it_did_not_stop(
    tmp_path: Path,
) -> None:
    process = holder(tmp_path)
    stamp = beat_stamp(tmp_path)
    before = current_owner(tmp_path)
    assert before is not None
    assert lives(before)
    end(process)
    assert not lives(before)
    assert not is_owned(tmp_path)
    owner = acquire(tmp_path, "SV2")
    assert owner.incarnation == 2
    assert owner.previous is not None
    assert owner.previous.node == "SV1"
    assert owner.previous.boot == "boot-of-holder"
    assert owner.previous.incarnation == 1
    assert not owner.previous.clean
    assert owner.previous.ended is None
    assert owner.previous.last_seen >= owner.previous.began
    assert beat_stamp(tmp_path) > stamp
    owner.release()


def test_a_stopped_owner_frees_the_drive_only_when_it_is_dead(tmp_path: Path) -> None:
    process = holder(tmp_path)
    process.send_signal(signal.SIGSTOP)
    try:
        assert is_owned(tmp_path)
        with pytest.raises(DriveHeld):
            acquire(tmp_path, "SV2")
    finally:
        end(process)
    acquire(tmp_path, "SV2").release()


def test_release_leaves_the_mark_of_a_stop_in_order(tmp_path: Path) -> None:
    first = acquire(tmp_path)
    first.mark_ready()
    first.check()
    first.release()
    first.release()
    second = acquire(tmp_path, "SV2")
    assert second.previous is not None
    assert second.previous.clean
    assert not second.previous.ready
    assert second.previous.ended == second.previous.last_seen
    second.release()


def test_programs_started_by_the_owner_do_not_inherit_the_lock(tmp_path: Path) -> None:
    owner = acquire(tmp_path)
    child = subprocess.Popen(["sleep", "60"], close_fds=False)
    try:
        owner.release()
        assert not is_owned(tmp_path)
    finally:
        child.kill()
        child.wait()


def test_ready_is_told_on_the_drive(tmp_path: Path) -> None:
    owner = acquire(tmp_path)
    before = current_owner(tmp_path)
    assert before is not None
    assert not before.ready
    owner.mark_ready()
    after = current_owner(tmp_path)
    assert after is not None
    assert after.ready
    owner.release()


def test_a_beat_is_newer_than_the_one_before(tmp_path: Path) -> None:
    owner = acquire(tmp_path)
    first = beat_stamp(tmp_path)
    owner.beat()
    assert beat_stamp(tmp_path) > first
    owner.release()


@pytest.mark.parametrize("damage", ["record", "damaged", "lock", "lock gone"])
def test_an_owner_whose_drive_was_taken_from_under_it_is_fenced(
    tmp_path: Path, damage: str
) -> None:
    owner = acquire(tmp_path)
    if damage == "record":
        rewrite(tmp_path, incarnation=7, node="SV3")
    elif damage == "damaged":
        (tmp_path / "owner.json").write_text("{")
    else:
        (tmp_path / "owner.lock").unlink()
        if damage == "lock":
            (tmp_path / "owner.lock").touch()
    with pytest.raises(Fenced) as fenced:
        owner.check()
    assert fenced.value.fields["mine"] == "1"
    owner.release()
    there = (tmp_path / "owner.json").read_text()
    assert '"clean": true' not in there, "a fenced owner writes nothing"


def test_a_successor_is_named_by_the_error(tmp_path: Path) -> None:
    owner = acquire(tmp_path)
    (tmp_path / "owner.lock").unlink()
    successor = acquire(tmp_path, "SV2")
    with pytest.raises(Fenced) as fenced:
        owner.check()
    assert fenced.value.fields == {"name": "VCOM1", "mine": "1", "current": "2"}
    owner.release()
    successor.check()
    successor.release()


def test_a_damaged_record_is_refused_so_that_incarnations_never_begin_again(
    tmp_path: Path,
) -> None:
    acquire(tmp_path).release()
    (tmp_path / "owner.json").write_text("{")
    with pytest.raises(BadConfiguration) as refused:
        acquire(tmp_path)
    assert "owner.json" in str(refused.value)
    assert not is_owned(tmp_path)
    assert (tmp_path / "owner.json").read_text() == "{"


def test_a_drive_that_another_machine_never_gave_up_is_refused_until_adopted(
    tmp_path: Path,
) -> None:
    process = holder(tmp_path)
    end(process)
    rewrite(tmp_path, machine_id="another machine")
    with pytest.raises(DriveElsewhere) as refused:
        acquire(tmp_path, "SV2")
    assert "another machine" in str(refused.value)
    adopt(tmp_path)
    owner = acquire(tmp_path, "SV2")
    assert owner.incarnation == 2
    with pytest.raises(DriveHeld):
        adopt(tmp_path)
    owner.release()


def test_a_drive_that_another_machine_gave_up_is_taken(tmp_path: Path) -> None:
    acquire(tmp_path).release()
    rewrite(tmp_path, machine_id="another machine")
    owner = acquire(tmp_path)
    assert owner.record.machine_id == machine_id()
    owner.release()


def test_let_go_gives_up_for_a_dead_service_but_not_for_a_living_one(tmp_path: Path) -> None:
    process = holder(tmp_path)
    assert not let_go(tmp_path, boot="boot-of-holder")
    end(process)
    assert let_go(tmp_path, boot="another boot")
    untouched = current_owner(tmp_path)
    assert untouched is not None
    assert untouched.ended is None
    assert let_go(tmp_path, boot="boot-of-holder")
    given_up = current_owner(tmp_path)
    assert given_up is not None
    assert given_up.ended == untouched.last_seen
    assert not given_up.clean


def test_no_folder_no_drive(tmp_path: Path) -> None:
    with pytest.raises(DriveMissing):
        acquire(tmp_path / "missing")
    (tmp_path / "file").touch()
    with pytest.raises(DriveMissing):
        acquire(tmp_path / "file")


def test_a_failed_start_leaves_the_drive_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "write_record", full)
    with pytest.raises(OSError, match="No space"):
        acquire(tmp_path)
    assert not is_owned(tmp_path)
    assert current_owner(tmp_path) is None


def test_the_record_reads_back_as_written(tmp_path: Path) -> None:
    owner = acquire(tmp_path)
    there = msgspec.json.decode((tmp_path / "owner.json").read_bytes(), type=OwnerRecord)
    assert there == owner.record
    owner.release()
