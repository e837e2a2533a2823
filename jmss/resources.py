# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the project's resources lie: beside the packages in a checkout, inside when installed."""

from pathlib import Path


def resource_folder() -> Path:
    """Give the folder that holds ``locale``, ``icons`` and ``samples``."""
    package = Path(__file__).resolve().parent
    beside = package.parent / "resources"
    return beside if beside.is_dir() else package.parent / "jlook_client" / "resources"
