# SPDX-License-Identifier: GPL-3.0-or-later
"""``jstat --archive``: the jobs that have left the board."""

import os
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import msgspec

from jmss.cluster.data_follow import lies_in
from jmss.cluster.folders import ClusterFolders
from jmss.cluster.layout import load_layout
from jmss.commands.endings import AWAY, DONE, REFUSED, error_as_data
from jmss.commands.listings import job_table
from jmss.commands.options import Calling
from jmss.commands.wish import Wish
from jmss.errors import ArchiveDamaged, JmssError, NoSuchJob
from jmss.model.storage_folders import Purpose
from jmss.settings import default_root
from jmss.store.archive_reader import Period, archived_jobs
from jmss.store.folders import ServerFolders


def local_archive(site: Path | None, environment: Mapping[str, str] = os.environ) -> Path:
    """Give the folder of the archive of the cluster that a site file belongs to.

    Raises:
        BadConfiguration: there is no cluster on this machine.
    """
    named = site or environment.get("JMSS_SITE")
    folders = ClusterFolders(Path(named).absolute().parent if named else default_root())
    drive = folders.drive(load_layout(folders.layout).server.name)
    return replace(ServerFolders.on(drive), queue=lies_in(drive, Purpose.QUEUE)).archive


def show_archive(calling: Calling, folder: Path, period: Period, wish: Wish) -> int:
    """List archived jobs that ended in a period; what cannot be read is said beside them."""
    tr = calling.tr
    damaged: list[ArchiveDamaged] = []
    found = archived_jobs(folder, period, damaged.append)
    jobs = sorted((job for job in found if wish.wants(job)), key=lambda job: job.number)
    known = {job.number for job in jobs}
    missing = [NoSuchJob(job=number) for number in wish.numbers if number not in known]
    faults: list[JmssError] = [*damaged, *missing]
    data: dict[str, object] = {
        "archive": str(folder),
        "jobs": [msgspec.structs.asdict(job) for job in jobs],
    }
    if faults:
        data["errors"] = [error_as_data(fault, tr) for fault in faults]
    count = tr.plural(
        "{n} job of the archive {folder}",
        "{n} jobs of the archive {folder}",
        len(jobs),
        folder=folder,
    )
    calling.speaker.say(f"{job_table(jobs, time.time(), tr)}\n{count}", data)
    for fault in faults:
        calling.speaker.note(tr.error(fault))
    if damaged:
        return AWAY
    return REFUSED if missing else DONE
