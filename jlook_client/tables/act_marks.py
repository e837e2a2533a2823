# SPDX-License-Identifier: GPL-3.0-or-later
"""What a job's row says of the last act on it, until that went well."""

from jlook_client.acts import Acts
from jlook_client.looks import StateLook
from jlook_client.tables.act_words import STAGE_LOOKS, kind_words, part_words
from jmss.texts import Texts


class ActMarks:
    """Looks acts up by their jobs.

    Args:
        acts: the acts of this desk.
        tr: the words.
    """

    def __init__(self, acts: Acts, tr: Texts) -> None:
        self._acts = acts
        self._tr = tr

    def look(self, job: int) -> StateLook | None:
        """Give the mark that stands beside the state of a job; None: nothing is to be said."""
        part = self._acts.marked(job)
        return None if part is None else STAGE_LOOKS[part.stage]

    def words(self, job: int) -> str:
        """Say what was wanted of a job, and how far it has come; empty: nothing is to be said."""
        part = self._acts.marked(job)
        if part is None or part.act is None:
            return ""
        what, outcome = kind_words(part.act, self._tr), part_words(part, self._tr)
        return self._tr("{what}: {outcome}", what=what, outcome=outcome)
