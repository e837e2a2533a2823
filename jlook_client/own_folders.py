# SPDX-License-Identifier: GPL-3.0-or-later
"""Where JLook keeps what belongs to one user: the settings, the saved boards, what is running.

The first paint needs these places. On Linux they are named here, by the same rule as
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
        return f"{_xdg_cache()}/boards"
    from platformdirs import user_cache_path  # noqa: PLC0415 - only where it is needed

    return str(user_cache_path("jlook", appauthor=False) / "boards")


def running_path() -> str:
    """Give the folder in which running programs can be found by others of the same user."""
    if _on_linux():
        runtime = os.environ.get("XDG_RUNTIME_DIR", "")
        return f"{runtime}/jlook" if runtime.startswith("/") else f"{_xdg_cache()}/running"
    from platformdirs import user_cache_path  # noqa: PLC0415 - only where it is needed

    return str(user_cache_path("jlook", appauthor=False) / "running")


def is_running(name: str, port: int) -> bool:
    """Whether a JLook for that server may be running already (``apps.single_instance``).

    Args:
        name: the virtual computer name, without letters that would be quoted.
        port: its port; 0: whichever.
    """
    begins, folder = f"{name.casefold()}_{port or ''}", running_path()
    try:
        return any(
            found.startswith(begins) and found.endswith(".lock") and _holds(f"{folder}/{found}")
            for found in os.listdir(folder)  # noqa: PTH208
        )
    except OSError:
        return False


def _holds(lock: str) -> bool:
    """Whether the owner of a lock is there; one that ended abruptly left it behind."""
    if not _on_linux():
        return True
    with open(lock, encoding="utf-8", errors="replace") as file:  # noqa: PTH123 - as elsewhere here
        owner = file.readline().strip()
    return os.path.exists(f"/proc/{owner}")  # noqa: PTH110


def _xdg_cache() -> str:
    return f"{_xdg('XDG_CACHE_HOME', '~/.cache')}/jlook"


def _on_linux() -> bool:
    return sys.platform == "linux"


def _xdg(variable: str, default: str) -> str:
    named = os.environ.get(variable, "")
    return named if named.startswith("/") else os.path.expanduser(default)  # noqa: PTH111
