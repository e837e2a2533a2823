# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may come in, as JEnv shows it: names and roles, never a secret."""

import msgspec

from jmss.model.ranges import Moment, Word


class User(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The bearer of a token."""

    name: Word
    role: Word
    """In the words of ``jmss.access``."""
    made: Moment = 0.0
    """When the token was made, seconds since 1970, UTC."""
    of_cluster: bool = False
    """`jcluster up` made it, for the cluster's owner or for a machine: it cannot be changed."""
    own: bool = False
    """It is the one that the asker came in with."""
