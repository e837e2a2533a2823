# SPDX-License-Identifier: GPL-3.0-or-later
"""How a program of the desk runs."""

import os
import subprocess
import sys

STORY = """
import gc
import sys

from jlook_client.apps.application import bare_application
from jlook_client.apps.desk import Desk
from jlook_client.apps.program import run_program


async def story():
    looked_at = len(gc.get_objects())
    print(looked_at, gc.get_freeze_count())
    return 7


app = bare_application()
sys.exit(run_program(app, story))
"""


def test_the_collector_looks_at_little_while_it_runs() -> None:
    done = subprocess.run(
        [sys.executable, "-c", STORY],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 7, done.stderr
    looked_at, left_out = map(int, done.stdout.split())
    assert left_out > 20_000
    assert looked_at < left_out / 10
