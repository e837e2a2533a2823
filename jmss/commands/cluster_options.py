# SPDX-License-Identifier: GPL-3.0-or-later
"""What every command about the cluster can be told: where it is, and how to answer."""

from pathlib import Path

import click

from jmss.texts import Texts


def cluster_options(tr: Texts) -> list[click.Parameter]:
    """Make ``--root`` (given as ``root``) and ``--json`` (``as_json``)."""
    return [
        click.Option(
            ["--root"],
            type=click.Path(path_type=Path, file_okay=False),
            metavar="FOLDER",
            help=tr("The cluster's folder; otherwise $JMSS_ROOT or your data folder."),
        ),
        click.Option(["--json", "as_json"], is_flag=True, help=tr("Write JSON for programs.")),
    ]
