# SPDX-License-Identifier: GPL-3.0-or-later
"""The frames that ``docs/protocol.md`` takes apart are what is sent, byte for byte."""

import json
import re
from pathlib import Path

import msgspec

from jmss.columns.chunk import chunk_of_jobs
from jmss.columns.jobs import REASONS, STATES
from jmss.columns.packed import pack
from jmss.model.changes import Change
from jmss.model.jobs import Job, JobState, Reason
from jmss.model.queues import Queue, QueueState
from jmss.wire.codec import from_server
from jmss.wire.frames import DELTA_COLUMNS, SNAPSHOT_CHUNK, SnapshotChunk, framed
from tests.fakes.deltas import in_columns

TEXT = (Path(__file__).parents[3] / "docs" / "protocol.md").read_text(encoding="utf-8")
SECTION = TEXT.split("## Columns\n")[1].split("\n## ")[0]
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", SECTION, re.DOTALL)
HEX = re.compile(r"((?:[0-9a-f]{2} )*[0-9a-f]{2})(?: {2,}.*)?")


def told_bytes(block: str) -> bytes:
    """Give the bytes that a block of the document shows."""
    data = b""
    for line in block.splitlines():
        if line.startswith("  "):
            continue
        shown = HEX.fullmatch(line)
        data += bytes.fromhex(shown.group(1)) if shown else line.encode()
    return data


def told_jobs() -> list[Job]:
    text = next(block for kind, block in BLOCKS if kind == "json")
    return [msgspec.convert(json.loads(each), Job) for each in re.split(r"\n(?=\{)", text)]


FRAMES = [told_bytes(block) for kind, block in BLOCKS if not kind]


def test_a_part_of_a_snapshot_is_what_the_document_shows() -> None:
    message = from_server(FRAMES[0])
    assert isinstance(message, SnapshotChunk)
    assert message.chunk.jobs() == told_jobs()
    assert framed(SNAPSHOT_CHUNK, pack(chunk_of_jobs(told_jobs()))) == FRAMES[0]


def test_a_delta_is_what_the_document_shows() -> None:
    job = told_jobs()[1]
    stopped = Queue(name="NIGHT", virtual_computer="VCOM1", state=QueueState.STOPPED)
    cancelled = msgspec.structs.replace(
        job, state=JobState.CANCELLED, reason=Reason.OPERATOR, ended=1767225613.0
    )
    more = msgspec.structs.replace(job, priority=60)
    changes = [
        Change(seq=7, inc=3, at=1767225612.0, fact=more, by="sato", op="u-1"),
        Change(seq=8, inc=3, at=1767225612.5, fact=stopped),
        Change(seq=9, inc=3, at=1767225613.0, fact=cancelled),
    ]
    jobs = pack(chunk_of_jobs([more, cancelled]))
    assert framed(DELTA_COLUMNS, in_columns(6, changes)) == FRAMES[1] + jobs


def test_codes_count_the_states_and_reasons_as_the_document_lists_them() -> None:
    journal = TEXT.split("## The journal\n")[1].split("\n## ")[0]
    states = journal.split("States of a job:")[1].split("Reasons:")[0]
    reasons = journal.split("Reasons:")[1].split(".\n")[0]
    assert re.findall(r"`(\w+)`", states) == [*STATES]
    assert ["", *re.findall(r"`(\w+)`", reasons)] == [*REASONS]


def test_every_column_is_in_the_document_in_its_order() -> None:
    size = int.from_bytes(FRAMES[0][8:12], "little")
    columns = [each["name"] for each in json.loads(FRAMES[0][12 : 12 + size])["columns"]]
    listed = SECTION.split("always in this order:")[1].split(".\n")[0]
    assert re.findall(r"`(\w+)`", listed) == columns
