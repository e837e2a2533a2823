# SPDX-License-Identifier: GPL-3.0-or-later
"""The types of the fixtures that run commands."""

import subprocess
from typing import Protocol

from click.testing import Result


class Run(Protocol):
    """Runs a command in the test's process, against the fake server or ``at`` another."""

    def __call__(self, name: str, *words: str, at: str = "", timeout: float = 5.0) -> Result: ...


class Process(Protocol):
    """Starts a command as a real process against the fake server."""

    def __call__(self, name: str, *words: str, **settings: object) -> "subprocess.Popen[bytes]": ...
