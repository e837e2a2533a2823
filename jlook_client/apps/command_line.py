# SPDX-License-Identifier: GPL-3.0-or-later
"""JLook: ``jlook [SERVER[:PORT] | jmss://SERVER[:PORT] | --profile NAME]``.

Everything behind the first paint: ``apps/jlook.py`` is where the program begins.
"""

import sys
from pathlib import Path

import click

from jlook_client.apps.application import bare_application
from jlook_client.apps.desk import Desk
from jlook_client.apps.first_paint import Opened
from jlook_client.apps.linked_program import Wishes
from jlook_client.apps.linked_run import EXIT_CODES, Start, aim_of, link_options, run_linked
from jlook_client.apps.program import begin_log
from jlook_client.apps.programs import Program
from jlook_client.saved_board import default_boards_path
from jlook_client.settings import SettingsFile, Theme, default_settings_path


@click.command(epilog=EXIT_CODES)
@link_options
@click.option(
    "--job", "jobs", type=click.IntRange(min=1), multiple=True, help="Show this job, or several."
)
@click.pass_obj
def main(
    opened: Opened | None,
    *,
    server: str | None,
    profile: str | None,
    site_file: Path | None,
    language: str | None,
    theme: str | None,
    jobs: tuple[int, ...],
) -> None:
    """Watch the jobs of the JMSS server SERVER, a virtual computer name.

    SERVER may have a port and stand in an address: VCOM1, VCOM1:7341, jmss://VCOM1:7341.
    Without it JLook watches the server that was watched last.
    """
    settings_file = SettingsFile(default_settings_path())
    settings = settings_file.load().settings
    aim = aim_of(server, profile, site_file, settings=settings, language=language)
    start = Start(
        program=Program.JLOOK,
        aim=aim,
        settings_file=settings_file,
        crash=begin_log(Program.JLOOK.key),
        app=opened.app if opened is not None else bare_application(),
        jobs=jobs,
        is_shown=opened is not None,
    )

    def build() -> Desk:
        return Desk(
            opened or start.app,
            aim.site,
            settings_file,
            wishes=Wishes(language=language, theme=Theme(theme) if theme else None),
            aim=aim,
            site_file=site_file,
            boards=default_boards_path(),
        )

    sys.exit(run_linked(start, build))
