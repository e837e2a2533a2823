# SPDX-License-Identifier: GPL-3.0-or-later
"""How texts are compared: capitals and widths of letters make no difference."""

import unicodedata


def folded(text: str) -> str:
    """Give a text as it is compared: without case, wide and narrow letters alike."""
    return text.casefold() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()
