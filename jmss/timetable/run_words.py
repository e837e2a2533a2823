# SPDX-License-Identifier: GPL-3.0-or-later
"""Why the jobs of a run were not submitted, as a person reads it."""

from jmss.errors import from_wire
from jmss.model.schedules import Run
from jmss.texts import Texts


def refusal_words(run: Run, tr: Texts) -> str:
    """Say why a run was refused; empty: it was not.

    A run that an older server wrote down says it in English.
    """
    return tr.error(from_wire(run.error, run.fields)) if run.error else run.why
