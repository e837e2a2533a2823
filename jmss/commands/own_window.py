# SPDX-License-Identifier: GPL-3.0-or-later
"""A command that becomes its window: it needs no Qt, and Qt needs nothing of it."""

import os
import sys

from jmss.commands.options import Calling


def become_window(calling: Calling, module: str) -> int:
    """Become the window of a program for the same server; it does not return.

    Args:
        calling: which server is meant.
        module: what Python is to run.
    """
    words: list[str] = []
    if calling.site is not None:
        words += ["--site", str(calling.site)]
    if calling.server is not None:
        name, port = calling.server
        words.append(f"{name}:{port}" if port else name)
    return become(module, *words)


def become(module: str, *words: str) -> int:
    """Become another program of ours; it does not return."""
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", module, *words])  # noqa: S606 - no shell is wanted
