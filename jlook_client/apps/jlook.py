# SPDX-License-Identifier: GPL-3.0-or-later
"""JLook: ``jlook [SERVER[:PORT]]``."""

import sys
from pathlib import Path

import click
import msgspec

from jlook_client.apps.desk import Desk, Wishes, until_closed
from jlook_client.apps.program import built_application, run_program, speak
from jlook_client.settings import SettingsFile, Theme, default_settings_path
from jmss.errors import BadConfiguration
from jmss.settings import Site, find_site


def site_of(server: str | None, site_file: Path | None) -> Site:
    """Give the site that the command line means.

    Raises:
        BadConfiguration: the site file or the port is wrong.
    """
    try:
        site = find_site(site_file)
    except BadConfiguration:
        if site_file is not None or server is None:
            raise
        site = Site()
    if server is None:
        return site
    name, _, port = server.partition(":")
    if port and not (port.isdecimal() and 0 < int(port) < 65536):
        raise BadConfiguration(where=server, why=f"{port} is no TCP port")
    return msgspec.structs.replace(site, server=name, port=int(port) if port else site.port)


@click.command()
@click.argument("server", required=False)
@click.option("--site", "site_file", type=click.Path(path_type=Path), help="A site.toml file.")
@click.option("--language", type=click.Choice(["ja", "en"]), help="Over what the settings say.")
@click.option("--theme", type=click.Choice([theme.value for theme in Theme]))
def main(
    server: str | None, site_file: Path | None, language: str | None, theme: str | None
) -> None:
    """Watch the jobs of the JMSS server SERVER, a virtual computer name."""
    try:
        site = site_of(server, site_file)
    except BadConfiguration as error:
        raise click.UsageError(str(error)) from error
    app = built_application("jlook")
    wishes = Wishes(language=language, theme=Theme(theme) if theme else None)
    desk = Desk(app, site, SettingsFile(default_settings_path()), wishes=wishes)
    speak(app, desk.tr.language)

    async def story() -> int:
        desk.show()
        await until_closed(app, desk)
        return 0

    status = run_program(app, story)
    desk.close()
    sys.exit(status)


if __name__ == "__main__":
    main()
