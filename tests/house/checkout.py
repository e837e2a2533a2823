# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of the checkout that are ours: all that ``.gitignore`` does not name."""

import os
from functools import cache
from pathlib import Path

from pathspec import GitIgnoreSpec

ROOT = Path(__file__).resolve().parent.parent.parent


@cache
def our_files() -> tuple[Path, ...]:
    """Give their paths, relative to the root; works without git and before the first commit."""
    ignored = GitIgnoreSpec.from_lines((ROOT / ".gitignore").read_text().splitlines())
    files: list[Path] = []
    for folder, folders, names in os.walk(ROOT):
        here = Path(folder).relative_to(ROOT)
        folders[:] = [n for n in folders if n != ".git" and not ignored.match_file(f"{here / n}/")]
        files += [here / name for name in names if not ignored.match_file(str(here / name))]
    return tuple(sorted(files))


def our_texts() -> dict[Path, str]:
    """Give those that are text, decoded."""
    texts = {}
    for path in our_files():
        try:
            texts[path] = (ROOT / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return texts
