# SPDX-License-Identifier: GPL-3.0-or-later
"""``./dev run``: JLook on the out-of-the-box cluster, with a night of batch running."""

import sys
from pathlib import Path

import click
import msgspec

from jlook_client.apps.cluster_menu import GROUPS, cluster_entries
from jlook_client.apps.desk import Desk
from jlook_client.apps.group_moving import GroupMoving
from jlook_client.apps.linked_program import Wishes
from jlook_client.apps.machine_room import MachineRoom
from jlook_client.apps.program import built_application, run_program, speak
from jlook_client.apps.sample_menu import SampleMenu
from jlook_client.apps.until_closed import until_closed
from jlook_client.clock import Clock
from jlook_client.settings import SettingsFile, Theme, default_settings_path
from jmss.settings import DEFAULT_PORT, Site, default_root, load_site

ADDRESSES = {name: f"127.0.0.{101 + at}" for at, name in enumerate(GROUPS)}


def site_of(room: MachineRoom, port: int) -> Site:
    """Give the site of the cluster that is about to start; encrypted if it was made so."""
    site = Site(server=GROUPS[0], port=port, hosts=ADDRESSES, token_file=str(room.token_file))
    if not room.site_file.exists():
        return site
    known = load_site(room.site_file)
    return msgspec.structs.replace(site, tls=known.tls, ca_file=known.ca_file)


@click.command()
@click.option("--root", type=click.Path(path_type=Path), help="The cluster's folder.")
@click.option("--port", type=click.IntRange(1, 65535), default=DEFAULT_PORT, show_default=True)
@click.option("--language", type=click.Choice(["ja", "en"]), help="Over what the settings say.")
@click.option("--theme", type=click.Choice([theme.value for theme in Theme]))
@click.option("--workload/--no-workload", default=True, help="Submit sample jobs for ever.")
def main(
    root: Path | None, port: int, language: str | None, theme: str | None, *, workload: bool
) -> None:
    """Start four nodes on this machine and watch them; all of it ends with the window."""
    app = built_application("run")
    room = MachineRoom(root or default_root(), port)
    room.start_cluster()
    site = site_of(room, port)
    wishes = Wishes(language=language, theme=Theme(theme) if theme else None)
    settings_file = SettingsFile(default_settings_path())
    desk = Desk(app, site, settings_file, wishes=wishes, site_file=room.site_file)
    speak(app, desk.tr.language)
    moving = GroupMoving(room, desk.tr, Clock(), desk.window.tell, desk.window)
    entries = cluster_entries(room, desk.tr, desk.window.tell, moving.begin)
    desk.window.add_menu(desk.tr("C&luster"), entries)
    if workload:
        room.start_workload(desk.tr.language)
        SampleMenu(desk.connection, desk.mirror, desk.tr.language)

    async def story() -> int:
        desk.show()
        await until_closed(app, desk)
        return 0

    try:
        status = run_program(app, story)
    finally:
        room.end()
    desk.close()
    sys.exit(status)


if __name__ == "__main__":
    main()
