# SPDX-License-Identifier: GPL-3.0-or-later
"""Where JLook begins: first the painted window, then everything else."""

import sys

from jlook_client.apps.first_paint import painted


def main() -> None:
    """Paint the window, then import and run the program ``jlook`` with it."""
    opened = painted(sys.argv[1:])
    from jlook_client.apps.command_line import main as program  # noqa: PLC0415 - after the first paint

    program(obj=opened)


if __name__ == "__main__":
    main()
