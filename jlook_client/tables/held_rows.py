# SPDX-License-Identifier: GPL-3.0-or-later
"""What waits while a table holds its rows still for somebody who reads them. No Qt."""

import numpy as np

from jlook_client.tables.term_masks import Mask
from jmss.columns.jobs import Ints
from jmss.columns.longer import longer


class HeldRows:
    """Counts the jobs that would come, go or move, each once."""

    def __init__(self) -> None:
        self.holding = False
        self.pending = 0
        self._noted: Mask = np.zeros(0, np.bool_)

    def note(self, rows: Ints, size: int) -> bool:
        """Note rows, all of them below ``size``; tell whether there are more than before."""
        if size > len(self._noted):
            self._noted = longer(self._noted, size)
        fresh = int(np.count_nonzero(~self._noted[rows]))
        self._noted[rows] = True
        self.pending += fresh
        return fresh > 0

    def forget(self) -> bool:
        """Note that nothing waits; tell whether something did."""
        waited = self.pending > 0
        if waited:
            self._noted[:] = False
            self.pending = 0
        return waited
