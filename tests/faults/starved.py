# SPDX-License-Identifier: GPL-3.0-or-later
"""How long processes could have worked and got no processor, because others had it."""

from pathlib import Path


def starved(*pids: int | str) -> float:
    """Give the seconds, all of them together, up to now; 0 where the kernel does not say."""
    files = (Path(f"/proc/{pid}/schedstat") for pid in pids)
    return sum(int(file.read_text().split()[1]) for file in files if file.exists()) / 1e9
