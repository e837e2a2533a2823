# SPDX-License-Identifier: GPL-3.0-or-later
"""JLook: ``jlook [SERVER[:PORT] | jmss://SERVER[:PORT] | --profile NAME]``.

Everything behind the first paint: ``apps/jlook.py`` is where the program begins.
"""

import sys
from pathlib import Path

import click

from jlook_client.apps.address import chosen_aim
from jlook_client.apps.desk import Desk, Wishes
from jlook_client.apps.first_paint import Opened
from jlook_client.apps.program import begin_log, built_application, run_program, speak
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
    if opened is None:
        app = built_application("jlook")
    else:
        app = opened.app
        begin_log("jlook")
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

    async def story() -> int:
        if opened is None:
            desk.show()
        if desk.window.isVisible():  # or it was closed while the rest was still being built
            await until_closed(app, desk)
        return 0

    status = run_program(app, story)
    desk.close()
    sys.exit(status)
