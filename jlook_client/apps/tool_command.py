# SPDX-License-Identifier: GPL-3.0-or-later
"""The command of a tool: ``jschedule [SERVER[:PORT] | --profile NAME]``, with JLook's options."""

import sys
from pathlib import Path

import click

from jlook_client.apps.application import bare_application
from jlook_client.apps.linked_program import LinkedProgram, Wishes
from jlook_client.apps.linked_run import EXIT_CODES, Start, aim_of, link_options, run_linked
from jlook_client.apps.program import begin_log
from jlook_client.apps.programs import Program
from jlook_client.apps.tool import Furnish, Tool, own_file_of
from jlook_client.settings import SettingsFile, Theme, default_settings_path


def tool_command(program: Program, about: str, furnish: Furnish) -> click.Command:
    """Give the command that a tool is started with.

    Args:
        program: which one it is.
        about: what ``--help`` says of it.
        furnish: builds its view.
    """

    @click.command(name=program.key, help=about, epilog=EXIT_CODES)
    @link_options
    def command(
        *,
        server: str | None,
        profile: str | None,
        site_file: Path | None,
        language: str | None,
        theme: str | None,
    ) -> None:
        settings_file = SettingsFile(default_settings_path())
        settings = settings_file.load().settings
        aim = aim_of(server, profile, site_file, settings=settings, language=language)
        start = Start(
            program=program,
            aim=aim,
            settings_file=settings_file,
            crash=begin_log(program.key),
            app=bare_application(program.desktop_id),
        )

        def build() -> Tool:
            base = LinkedProgram(
                start.app,
                aim.site,
                settings_file,
                program=program,
                wishes=Wishes(language=language, theme=Theme(theme) if theme else None),
                aim=aim,
                site_file=site_file,
            )
            own_file = own_file_of(program, settings_file)
            return Tool(base, program, furnish, own_file=own_file, site_file=site_file)

        sys.exit(run_linked(start, build))

    return command
