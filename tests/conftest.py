# SPDX-License-Identifier: GPL-3.0-or-later
"""What every test gets: Qt without a display, its own folders, a watched log, no leftovers."""

import os
import signal
import sys
from pathlib import Path

from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# A run in the background is started with SIGINT ignored, and so would be every command
# that a test starts and ends with Ctrl+C.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

# How long an example takes says how busy the machine is; nothing is judged by it.
settings.register_profile("jlook", deadline=None)
settings.load_profile("jlook")

pytest_plugins = [
    "tests.fixtures.own_folders",
    "tests.fixtures.no_held_keys",
    "tests.fixtures.no_leftovers",
    "tests.fixtures.quiet_log",
    "tests.fixtures.fault_ledger",
    "tests.fixtures.fuzz_time",
]
