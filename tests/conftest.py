# SPDX-License-Identifier: GPL-3.0-or-later
"""What every test gets: Qt without a display, and the project root on the path."""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
