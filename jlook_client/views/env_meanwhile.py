# SPDX-License-Identifier: GPL-3.0-or-later
"""What somebody else has changed of the environment meanwhile, in the words of JEnv."""

from typing import cast

from jlook_client.tables.env_model import EnvModel
from jlook_client.tables.env_words import place_words, value_words
from jlook_client.views.meanwhile_panel import MeanwhilePanel
from jmss.model.environment_fields import Value
from jmss.texts import Texts


def tell_environment(panel: MeanwhilePanel, model: EnvModel, tr: Texts) -> None:
    """Show each field that somebody else changed, or nothing."""
    if not model.is_behind:
        panel.hide()
        return
    found = model.clashes
    headline = tr.plural(
        "Somebody else has changed {n} field meanwhile.",
        "Somebody else has changed {n} fields meanwhile.",
        len(found),
    )
    words = []
    for change in found:
        before, theirs, mine = (
            value_words(tr, change.key, cast("Value", value))
            for value in (change.before, change.theirs, change.mine)
        )
        words.append((place_words(tr, change.key), before, theirs, mine))
    wrong = tr("Correct the names that are wrong first, or discard what you have entered.")
    panel.tell(headline, found, words, hindrance="" if model.can_settle else wrong)
