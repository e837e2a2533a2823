# SPDX-License-Identifier: GPL-3.0-or-later
"""Where JLook keeps what belongs to one user: the settings and the saved boards.

The first paint needs both places. On Linux they are named here, by the same rule as
``platformdirs`` (the XDG base directories), whose import takes a tenth of the time to the first
paint; a test holds the two together.
"""

import os
import sys


def settings_path() -> str:
    """Give the file of the settings."""
    if _on_linux():
        return f"{_xdg('XDG_CONFIG_HOME', '~/.config')}/jlook/jlook.json"
    from platformdirs import user_config_path  # noqa: PLC0415 - only where it is needed

    return str(user_config_path("jlook", appauthor=False) / "jlook.json")


def boards_path() -> str:
    """Give the folder of the saved boards."""
    if _on_linux():
        return f"{_xdg('XDG_CACHE_HOME', '~/.cache')}/jlook/boards"
    from platformdirs import user_cache_path  # noqa: PLC0415 - only where it is needed

    return str(user_cache_path("jlook", appauthor=False) / "boards")


def _on_linux() -> bool:
    return sys.platform == "linux"


def _xdg(variable: str, default: str) -> str:
    named = os.environ.get(variable, "")
    return named if named.startswith("/") else os.path.expanduser(default)  # noqa: PTH111
