# SPDX-License-Identifier: GPL-3.0-or-later
"""What the facts have in common that are held by kind and name."""

import msgspec

from jmss.model.ranges import Count, Word


class NamedFact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="k"):
    """A fact that a kind and a name tell from all others."""

    name: Word


class Document(NamedFact, frozen=True, kw_only=True, omit_defaults=True):
    """What people write and the server keeps whole.

    Whoever writes one names the revision that it was written from, so that nobody overwrites
    what he has not seen (``operations.PutDocument``).
    """

    revision: Count = 0
    """+1 with each change; 0: nobody has written it yet."""
