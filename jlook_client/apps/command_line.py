# SPDX-License-Identifier: GPL-3.0-or-later
"""JLook: ``jlook [SERVER[:PORT] | jmss://SERVER[:PORT] | --profile NAME]``.

Everything behind the first paint: ``apps/jlook.py`` is where the program begins.
"""

import getpass
import sys
from pathlib import Path

import click

from jlook_client.apps.address import chosen_aim
from jlook_client.apps.application import bare_application
from jlook_client.apps.desk import Desk
from jlook_client.apps.fault_watch import FaultWatch
from jlook_client.apps.first_paint import Opened
from jlook_client.apps.linked_program import Wishes
from jlook_client.apps.log_bundle import LogBundle, Sources
from jlook_client.apps.program import begin_log, log_file, run_program, speak
from jlook_client.apps.single_instance import SingleInstance, Turns, name_of
from jlook_client.apps.until_closed import until_closed
from jlook_client.saved_board import default_boards_path
from jlook_client.settings import SettingsFile, Theme, default_settings_path
from jmss.errors import BadConfiguration
from jmss.texts import Texts, chosen_language


@click.command()
@click.argument("server", required=False)
@click.option("--profile", help="A server that JLook has watched before, by its name.")
@click.option("--site", "site_file", type=click.Path(path_type=Path), help="A site.toml file.")
@click.option("--language", type=click.Choice(["ja", "en"]), help="Over what the settings say.")
@click.option("--theme", type=click.Choice([theme.value for theme in Theme]))
@click.pass_obj
def main(
    opened: Opened | None,
    *,
    server: str | None,
    profile: str | None,
    site_file: Path | None,
    language: str | None,
    theme: str | None,
) -> None:
    """Watch the jobs of the JMSS server SERVER, a virtual computer name.

    SERVER may have a port and stand in an address: VCOM1, VCOM1:7341, jmss://VCOM1:7341.
    Without it JLook watches the server that was watched last.
    """
    settings_file = SettingsFile(default_settings_path())
    if server and profile:
        raise click.UsageError("SERVER and --profile exclude each other.")
    settings = settings_file.load().settings
    try:
        aim = chosen_aim(server, site_file=site_file, profile=profile, settings=settings)
    except BadConfiguration as error:
        tr = Texts(chosen_language(language or settings.language or None))
        raise click.UsageError(tr.error(error)) from error
    crash = begin_log("jlook")
    app = opened.app if opened is not None else bare_application()
    instance = SingleInstance()
    name = name_of(aim.site.server, aim.site.port, aim.profile.user or getpass.getuser())
    silent = not instance.take(name)
    if silent and instance.ask(name):
        return  # the first one is at the front now
    wishes = Wishes(language=language, theme=Theme(theme) if theme else None)
    desk = Desk(
        opened or app,
        aim.site,
        settings_file,
        wishes=wishes,
        aim=aim,
        site_file=site_file,
        boards=default_boards_path(),
    )
    speak(app, desk.tr.language)
    instance.asked.connect(desk.window.bring_up)
    desk.connection.watchers.append(Turns(instance, desk.server))
    if silent:
        desk.window.tell(desk.tr("Another JLook for this server does not answer."))
    faults = watched_faults(desk, settings_file)
    faults.install()
    if left := crash.left_behind():
        faults.tell_of_crash(left)

    async def story() -> int:
        if opened is None:
            desk.show()
        if desk.window.isVisible():  # or it was closed while the rest was still being built
            await until_closed(app, desk)
        return 0

    try:
        status = run_program(app, story, faults.take_of_loop)
    except Exception as error:  # noqa: BLE001 - nobody else can tell of it
        faults.take(type(error), error, error.__traceback__)
        status = 1
    faults.uninstall()
    desk.close()
    instance.end()
    sys.exit(status)


def watched_faults(desk: Desk, settings_file: SettingsFile) -> FaultWatch:
    """Give what takes the faults of a desk, and offer a log bundle in its menu."""
    log = log_file("jlook")
    sources = Sources(
        log=log,
        settings=settings_file.path,
        secrets=lambda: desk.server.secrets,
        users=lambda: desk.users,
    )
    faults = FaultWatch(LogBundle(log.parent, sources), desk.tr, lambda: desk.window)
    desk.habits.own.offer_bundle(faults.save_bundle)
    return faults
