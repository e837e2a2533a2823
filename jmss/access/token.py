# SPDX-License-Identifier: GPL-3.0-or-later
"""A token: 256 random bits that stand for a name and a role."""

import hashlib
import secrets
from pathlib import Path

PREFIX = "jmss_"
"""Begins every token, so that people and programs that look for secrets know one."""

TICKET_PREFIX = "jmst_"
"""Begins every ticket (``tickets.py``)."""

LONGEST = 4096
"""Characters that may be shown; a server reads no longer line."""


def new_token() -> str:
    """Make a token that nobody can guess."""
    return PREFIX + secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """Give the hash by which a server knows a token.

    A token has no pattern to guess, so a plain SHA-256 is enough; slow hashes are for
    passwords.
    """
    return hashlib.sha256(token.encode()).hexdigest()


def is_ticket(shown: str) -> bool:
    """Whether what is shown at the door is a ticket and no token."""
    return shown.startswith(TICKET_PREFIX)


def is_one_word(text: str) -> bool:
    """Whether a text can be shown at the door: one word that fits into a line of a header."""
    return 0 < len(text) <= LONGEST and text.isascii() and text.isprintable() and " " not in text


def read_token(path: Path) -> str:
    """Give the token that a file holds; nothing when it cannot be read or holds none."""
    try:
        token = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
    return token if is_one_word(token) else ""
