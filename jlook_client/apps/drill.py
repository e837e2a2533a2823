# SPDX-License-Identifier: GPL-3.0-or-later
"""``./dev run`` without a display: the failover drill.

A real cluster, the real window (offscreen), 200 real jobs; at the end every job and every
event is accounted for.
"""

import asyncio
import socket
import sys
import tempfile
from pathlib import Path

import click
import msgspec

from jlook_client.apps.cluster_menu import GROUPS
from jlook_client.apps.desk import Desk
from jlook_client.apps.exercise import Exercise, Report
from jlook_client.apps.linked_program import Wishes
from jlook_client.apps.machine_room import MachineRoom
from jlook_client.apps.program import built_application, run_program, speak
from jlook_client.apps.run import ADDRESSES
from jlook_client.settings import SettingsFile, Theme
from jmss.errors import JmssError
from jmss.settings import Site

JOBS = 200


def free_port(address: str) -> int:
    """Give a port that nobody uses at this address at the moment."""
    with socket.socket() as probe:
        probe.bind((address, 0))
        return int(probe.getsockname()[1])


async def drilled(desk: Desk, room: MachineRoom, folder: Path, jobs: int) -> Report:
    """Run the desk and play the drill on it."""
    desk.show()
    running = asyncio.ensure_future(desk.run())
    try:
        return await Exercise(desk, room, folder, jobs).play()
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def summary(report: Report) -> str:
    """Give the end of the report in words."""
    jobs = report.jobs
    missed = sum(drill.missed_events for drill in report.drills)
    twice = sum(drill.duplicates for drill in report.drills)
    replayed = sum(drill.replayed_events for drill in report.drills)
    fates = (
        f"jobs: {jobs.submitted} submitted, {jobs.ended_normally} ended normally,"
        f" {jobs.ended_abnormally} abnormally, {jobs.cancelled} cancelled,"
        f" {jobs.interrupted} interrupted, {jobs.lost} lost, {jobs.run_twice} run twice"
    )
    return "\n".join(
        (
            fates,
            f"events: {missed} missed, {twice} told twice, {replayed} replayed after a cut",
            "pictures: " + ", ".join(report.pictures),
            "the drill holds" if report.holds else "THE DRILL DOES NOT HOLD",
        )
    )


def tell(report: Report, json_file: Path | None) -> None:
    """Print the end of the report, and write the figures."""
    click.echo(summary(report))
    if json_file is not None:
        json_file.write_bytes(msgspec.json.format(msgspec.json.encode(report)) + b"\n")


@click.command()
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Write the figures.")
@click.option("--pictures", type=click.Path(path_type=Path), default=Path("drill"))
@click.option("--jobs", type=click.IntRange(20, 2000), default=JOBS, show_default=True)
@click.option("--language", type=click.Choice(["ja", "en"]))
@click.option("--theme", type=click.Choice([theme.value for theme in Theme]), default="light")
def main(
    json_file: Path | None, pictures: Path, jobs: int, language: str | None, theme: str
) -> None:
    """Kill and hang the JMSS server while real jobs run; account for every job and event."""
    app = built_application("drill")
    pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="jlook-drill-") as scratch:
        folder = Path(scratch)
        port = free_port(ADDRESSES[GROUPS[0]])
        room = MachineRoom(folder / "cluster", port)
        room.start_cluster()
        site = Site(server=GROUPS[0], port=port, hosts=ADDRESSES, token_file=str(room.token_file))
        wishes = Wishes(language=language, theme=Theme(theme))
        desk = Desk(app, site, SettingsFile(folder / "settings.json"), wishes=wishes)
        speak(app, desk.tr.language)
        status = 1

        async def story() -> int:
            try:
                report = await drilled(desk, room, pictures, jobs)
            except JmssError as error:
                click.echo(str(error), err=True)
                return 1
            tell(report, json_file)
            return 0 if report.holds else 1

        try:
            status = run_program(app, story)
        finally:
            room.end()
        desk.close()
    sys.exit(status)


if __name__ == "__main__":
    main()
