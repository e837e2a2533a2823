# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the project's resources lie: beside the packages in a checkout, inside when installed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def resource_folder() -> Path:
    """Give the folder that holds ``locale``, ``icons`` and ``samples``."""
    from pathlib import Path  # noqa: PLC0415 - the first paint of the desk does without it

    return Path(resource_path())


def resource_path(*names: str) -> str:
    """Give the path of one of them, part by part."""
    package = os.path.dirname(os.path.realpath(__file__))  # noqa: PTH120
    root = os.path.dirname(package)  # noqa: PTH120
    beside = os.path.join(root, "resources")  # noqa: PTH118
    folder = beside if os.path.isdir(beside) else os.path.join(root, "jlook_client", "resources")  # noqa: PTH112, PTH118
    return os.path.join(folder, *names)  # noqa: PTH118


def resource_text(*names: str) -> str:
    """Read one of them."""
    with open(resource_path(*names), encoding="utf-8") as file:  # noqa: PTH123
        return file.read()
