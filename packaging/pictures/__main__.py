# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes the pictures of the manual: every window in Japanese and English, light and dark.

Each variant is a process of its own with a new desk, a server on loopback that tells the same
night, a wall clock that stands still, and no settings but those it begins with.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import product
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(HOME))

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["TZ"] = "Asia/Tokyo"
time.tzset()

LANGUAGES, THEMES = ("ja", "en"), ("light", "dark")
PROGRAMS = ("jlook", "jclusterenv", "jenv", "jschedule", "jmenu", "move")
SIZES = {"jlook": "1440x900"}
SIZE_OF_TOOLS = "1100x720"
"""Pixels as the guides show them; the wider a picture, the smaller its words on a page."""


def main() -> int:
    """Take all pictures, or with language, theme and program those of one variant."""
    options = _options()
    options.to.mkdir(parents=True, exist_ok=True)
    if options.language and options.theme and options.program:
        return _take(options)
    for language, theme, program in product(LANGUAGES, THEMES, options.program or PROGRAMS):
        variant = ["--language", language, "--theme", theme, "--program", program]
        again = [sys.executable, __file__, *sys.argv[1:], *variant]
        done = subprocess.run(again, check=False, timeout=300)
        if done.returncode:
            return done.returncode
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev pictures", description=__doc__.partition("\n")[0])
    parser.add_argument("--to", type=Path, default=HOME / "docs" / "pictures")
    parser.add_argument("--size", help="of the main window: WIDTHxHEIGHT; else as in the guides")
    parser.add_argument("--scale", default="1", help="device pixels for each logical one")
    parser.add_argument("--only", default="", help="only the pictures whose names begin so")
    parser.add_argument("--all", action="store_true", help="also those that no guide shows")
    parser.add_argument("--language", choices=LANGUAGES)
    parser.add_argument("--theme", choices=THEMES)
    parser.add_argument("--program", choices=PROGRAMS, action="append", help="one or more of them")
    return parser.parse_args()


def _take(options: argparse.Namespace) -> int:
    os.environ["QT_SCALE_FACTOR"] = options.scale
    from cluster_shoot import ClusterShoot  # noqa: PLC0415 - Qt reads its environment then
    from env_shoot import EnvShoot  # noqa: PLC0415 - the same
    from menu_shoot import MenuShoot  # noqa: PLC0415 - the same
    from move_shoot import MoveShoot  # noqa: PLC0415 - the same
    from schedule_shoot import ScheduleShoot  # noqa: PLC0415 - the same
    from shoot import Shoot  # noqa: PLC0415 - the same
    from tool_shoot import ToolShoot  # noqa: PLC0415 - the same
    from variant import Variant  # noqa: PLC0415 - the same

    from jlook_client.apps.application import bare_application  # noqa: PLC0415 - the same
    from jlook_client.apps.program import run_program, speak  # noqa: PLC0415 - the same

    app = bare_application()
    speak(app, options.language)
    program = options.program[-1]
    size = options.size or SIZES.get(program, SIZE_OF_TOOLS)
    width, height = (int(side) for side in size.split("x"))
    with tempfile.TemporaryDirectory() as folder:
        kinds: dict[str, Callable[[Variant], Shoot | ToolShoot | MoveShoot]] = {
            "jlook": Shoot,
            "jclusterenv": ClusterShoot,
            "jenv": EnvShoot,
            "jschedule": ScheduleShoot,
            "jmenu": MenuShoot,
            "move": MoveShoot,
        }
        shoot = kinds[program](
            Variant(
                app=app,
                language=options.language,
                theme=options.theme,
                size=(width, height),
                settings=Path(folder) / "jlook.json",
                to=options.to,
                only=options.only,
                every=options.all,
            )
        )
        status = run_program(app, shoot.run)
        shoot.close()
    return status


if __name__ == "__main__":
    sys.exit(main())
