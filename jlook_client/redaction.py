# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes secrets out of texts that leave this computer. No I/O.

Secret is what is shown at a server's door; the names of people go where they are not wished.
"""

import re
from collections.abc import Iterable

from jmss.access.token import PREFIX, TICKET_PREFIX

SECRET = "<secret>"  # noqa: S105 - stands for one
USER = "<user>"

_SHORTEST_SECRET = 4
"""Characters; a shorter word would be found everywhere."""

_PATTERNS = (
    (re.compile(rf"\b(?:{PREFIX}|{TICKET_PREFIX})[\w.~+/=-]+"), SECRET),
    (re.compile(r"(?i)\b(bearer|basic|digest|negotiate)\s+[^\s\"',;]+"), rf"\1 {SECRET}"),
    (
        re.compile(
            r"(?i)\b((?:proxy-)?authorization|cookie|token|ticket|password|passwd|passphrase"
            r"|secret|api[_-]?key)([\"']?\s*[:=]\s*[\"']?)(?!\s|Bearer\b|Basic\b)[^\s\"',;]+"
        ),
        rf"\1\2{SECRET}",
    ),
    (re.compile(r"\b(\w+://)[^/\s@:]+:[^/\s@]+@"), rf"\1{SECRET}@"),
    (
        re.compile(
            r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)",
            re.DOTALL,
        ),
        SECRET,
    ),
)


class Redaction:
    """What is taken out.

    Args:
        secrets: words that are known to be secret, whatever they look like.
        users: the names of people; none: they stay.
        home: the user's own folder, in whose name a user's name usually is.
    """

    def __init__(
        self, *, secrets: Iterable[str] = (), users: Iterable[str] = (), home: str = ""
    ) -> None:
        self._secrets = sorted({one for one in secrets if len(one) >= _SHORTEST_SECRET}, key=len)
        names = sorted({re.escape(name) for name in users if name}, key=len, reverse=True)
        self._users = re.compile(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)") if names else None
        self._home = home.rstrip("/\\") if names else ""

    def __call__(self, text: str) -> str:
        """Give the text without them."""
        for secret in reversed(self._secrets):
            text = text.replace(secret, SECRET)
        for pattern, instead in _PATTERNS:
            text = pattern.sub(instead, text)
        if self._home:
            text = text.replace(self._home, "~").replace(self._home.replace("\\", "\\\\"), "~")
        return self._users.sub(USER, text) if self._users is not None else text
